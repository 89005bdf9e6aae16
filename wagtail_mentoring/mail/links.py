"""Addresses in e-mail come from the site's own record, never from a request's host header."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Site


def absolute(site: Site | None, path: str) -> str:
    """The full address of ``path``; without a site (it was deleted) on the default site."""
    site = site or Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    if site is None:
        raise ImproperlyConfigured("Links need a site: add one in Wagtail's settings, under Sites.")
    return f"{site.root_url}{path}"


def absolute_admin(path: str) -> str:
    """The full address of ``path`` in the admin; without a setting, on the default site."""
    base = get_admin_base_url()
    return f"{base}{path}" if base else absolute(None, path)
