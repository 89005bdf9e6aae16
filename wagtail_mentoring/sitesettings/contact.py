"""What a site calls itself, and whom its visitors can write to: said in e-mail and beside links."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from wagtail.models import Site

from wagtail_mentoring.sitesettings.models import MentoringSettings


def site_contact(site: Site | None) -> str:
    """The bare address of a person who answers for the site; without one, for the default site."""
    chosen = MentoringSettings.for_site(site or _default_site()).reply_address
    return chosen or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def site_name(site: Site | None) -> str:
    """The name of the site; without one, of the default site."""
    site = site or _default_site()
    return str((site and (site.site_name or site.hostname)) or settings.WAGTAIL_SITE_NAME)


def _default_site() -> Site | None:
    return Site.objects.filter(is_default_site=True).first()
