"""Old addresses lead to the new pages, through ``wagtail.contrib.redirects``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponsePermanentRedirect

from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.slugs import folded

LONGEST = 255
PARAMETERS = ("p", "page_id", "attachment_id", "cat", "author")
FEEDS = frozenset({"rss2", "atom"})


def is_installed() -> bool:
    return apps.is_installed("wagtail.contrib.redirects")


def add(job: Job, paths: list[str], page_id: Any, url: str, route: str = "") -> None:
    """Let addresses of the old blog lead to a page; an address that leads somewhere is left.

    ``url`` is the new address, which needs no redirect.
    """
    if not is_installed() or not paths:
        return
    from wagtail.contrib.redirects.models import Redirect

    wanted = {Redirect.normalise_path(path) for path in paths}
    wanted -= {Redirect.normalise_path(url), "/"}
    wanted = {path for path in wanted if len(path) <= LONGEST}
    taken = Redirect.get_for_site(job.site).filter(old_path__in=wanted)
    known = {folded(path) for path in taken.values_list("old_path", flat=True)}
    first = [path for path in sorted(wanted) if job.catalogue.claim(folded(path))]
    new = [path for path in first if folded(path) not in known]
    job.report.created["redirects"] += len(new)
    if not job.is_dry:
        Redirect.objects.bulk_create(
            Redirect(
                old_path=path,
                site=job.site,
                redirect_page_id=page_id,
                redirect_page_route_path=route,
                is_permanent=True,
            )
            for path in new
        )


def leads_here(job: Job, path: str) -> bool:
    """Whether an address of the blog has a redirect by now."""
    if not is_installed():
        return False
    from wagtail.contrib.redirects.models import Redirect

    return job.catalogue.is_claimed(folded(Redirect.normalise_path(path)))


def redirect_old_address(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """Lead ``/?p=12`` to the item of that number, ``/?cat=3`` and ``/?feed=rss2`` to lists.

    Redirects come into play where nothing is found, and there is a page at ``/``; hence this hook.
    """
    if request.method not in {"GET", "HEAD"} or not is_installed():
        return None
    numbers = [request.GET.get(name, "") for name in PARAMETERS]
    if request.GET.get("feed") not in FEEDS and not any(number.isdigit() for number in numbers):
        return None
    from wagtail.contrib.redirects.middleware import get_redirect
    from wagtail.contrib.redirects.models import Redirect

    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found = get_redirect(request, path)
    if found is None or found.link is None:
        return None
    return HttpResponsePermanentRedirect(found.link)
