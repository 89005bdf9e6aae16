"""The e-mails of a pledge's life. Each is made at the moment of sending, or skipped."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.pledges import confirmation, links
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.sitesettings.models import MentoringSettings

Progress = Pledge.Progress


def register() -> None:
    registry.register(confirmation.KIND, load_confirm)
    registry.register("pledge_receipt", load_receipt)
    registry.register("pledge_due", load_due)
    registry.register("pledge_links", load_links)


def load_confirm(pk: int) -> MailContent | None:
    """Holds nothing a visitor typed: nobody knows yet whose address this is."""
    pledge = _find(pk)
    if pledge is None or pledge.progress != Progress.UNCONFIRMED or not pledge.confirm_mail_at:
        return None
    url = links.url_for(links.CONFIRM, pledge)
    return _render(pledge, "pledge_confirm", _("Please confirm your pledge"), confirm_url=url)


def load_receipt(pk: int) -> MailContent | None:
    pledge = _find(pk)
    if pledge is None or pledge.confirmed_at is None:
        return None
    token = links.make_token(links.MANAGE, pledge)
    calendar = reverse("wagtail_mentoring:pledge_calendar", args=[token])
    return _render(
        pledge,
        "pledge_receipt",
        _("Your pledge, and the link to it"),
        manage_url=links.url_for(links.MANAGE, pledge),
        calendar_url=absolute(pledge.site, calendar),
    )


def load_due(pk: int) -> MailContent | None:
    """Only while the pledge is open, and only about the due date that has come."""
    pledge = _find(pk)
    if pledge is None or pledge.progress != Progress.OPEN or pledge.asked_for != pledge.due_on:
        return None
    url = links.url_for(links.MANAGE, pledge)
    return _render(pledge, "pledge_due", _("How did it go?"), manage_url=url)


def load_links(pk: int) -> MailContent | None:
    pledge = _find(pk)
    if pledge is None or pledge.confirmed_at is None:
        return None
    confirmed = Pledge.objects.filter(email_key=pledge.email_key, confirmed_at__isnull=False)
    mine = confirmed.select_related("mentor", "site").order_by("-confirmed_at")
    rows = [(each, links.url_for(links.MANAGE, each)) for each in mine]
    return _render(pledge, "pledge_links", _("The links to your pledges"), rows=rows)


def contact_for(pledge: Pledge) -> str:
    """The address of a person who can be asked about this pledge."""
    if pledge.round.reply_address:
        return pledge.round.reply_address
    return MentoringSettings.for_site(pledge.site).reply_address or settings.DEFAULT_FROM_EMAIL


def _find(pk: int) -> Pledge | None:
    hidden = [Pledge.State.SPAM, Pledge.State.REMOVED]
    pledges = Pledge.objects.select_related("round", "site", "mentor").exclude(email="")
    return pledges.filter(pk=pk).exclude(progress=Progress.UNCONFIRMED, state__in=hidden).first()


def _render(pledge: Pledge, template: str, subject: Any, **context: Any) -> MailContent:
    contact = contact_for(pledge)
    site = pledge.site or Site.objects.filter(is_default_site=True).first()
    name = str(site and (site.site_name or site.hostname)) or settings.WAGTAIL_SITE_NAME
    return registry.render(
        template,
        {"pledge": pledge, "contact": contact, "site_name": name, **context},
        subject=subject,
        reply_to=contact,
        language=pledge.language,
    )
