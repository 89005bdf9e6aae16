"""Template tags of the package: ``{% load mentoring %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Site

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.forms import CommentForm
from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.views import FORM_TEMPLATE, form_context
from wagtail_mentoring.pledges import views as pledge_views
from wagtail_mentoring.pledges import wall
from wagtail_mentoring.pledges.forms import PledgeForm

register = template.Library()

COMMENTS_TEMPLATE = "wagtail_mentoring/comments/section.html"


@register.inclusion_tag(COMMENTS_TEMPLATE, takes_context=True)
def reader_comments(context: Context, page: Any = None) -> dict[str, Any]:
    """The responses to a page (default: the one in the context) and the form for a new one.

    Asks nothing about the visitor, so the page can be kept in a shared cache.
    """
    page = page or context.get("page")
    request = context.get("request")
    if getattr(request, "is_preview", False):
        return {"is_preview": True}
    public = PublicDiscussion.of(page, request)
    if not public.is_public:
        return {}
    number = _page_number(request, public.pages)
    is_open = public.is_open()
    return {
        **form_context(page),
        "request": request,
        "public": public,
        "page_url": page.get_url(request),
        "entries": public.entries(number),
        "mentions": public.mentions() if number == 1 else [],
        "is_open": is_open,
        "form": CommentForm() if is_open else None,
        "form_template_name": FORM_TEMPLATE,
        "number": number,
        "previous_number": number - 1,
        "next_number": number + 1 if number < public.pages else 0,
    }


@register.simple_tag(takes_context=True)
def reader_comment_count(context: Context, page: Any = None) -> int:
    """How many published responses a page has. Listings use ``operations.count_for``."""
    page = page or context.get("page")
    return PublicDiscussion.of(page, context.get("request")).count


@register.inclusion_tag("wagtail_mentoring/comments/recent.html", takes_context=True)
def recent_reader_comments(context: Context, limit: int = 5) -> dict[str, Any]:
    """The latest published responses on the site, or everywhere where there is no request."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    return {"comments": operations.recent(site, limit)}


def _page_number(request: Any, pages: int) -> int:
    """``?comments=2``; anything that is not the number of a page means the nearest one."""
    wanted = request.GET.get("comments", "") if request else ""
    if not (wanted.isdecimal() and len(wanted) < 10):
        return 1
    return min(max(1, int(wanted)), pages)


@register.inclusion_tag("wagtail_mentoring/pledges/form_section.html", takes_context=True)
def pledge_form(context: Context, round: Any = None) -> dict[str, Any]:
    """The give-back form of a round (default: the page's), the same for every visitor."""
    round_ = _round_of(context, round)
    if round_ is None:
        return {}
    if closed := pledge_views.closed_message(round_):
        return {"round": round_, "closed": closed}
    return {
        **pledge_views.form_context(round_, context.get("request")),
        "form": PledgeForm(round_=round_, page=context.get("page")),
        "form_template_name": pledge_views.FORM_TEMPLATE,
    }


@register.inclusion_tag("wagtail_mentoring/pledges/wall.html", takes_context=True)
def pledge_wall(context: Context, round: Any = None) -> dict[str, Any]:
    """The finished pledges of a round (default: the page's) whose owners share them."""
    round_ = _round_of(context, round)
    if round_ is None:
        return {}
    tally = wall.tally(round_)
    is_shown = tally.shown >= max(1, round_.wall_minimum)
    return {"tally": tally, "entries": wall.entries(round_) if is_shown else []}


@register.inclusion_tag("wagtail_mentoring/pledges/tally.html", takes_context=True)
def pledge_tally(context: Context, round: Any = None) -> dict[str, Any]:
    """The numbers of a round (default: the page's); nothing while there are none."""
    round_ = _round_of(context, round)
    return {"tally": wall.tally(round_) if round_ else None}


def _round_of(context: Context, round_: Any) -> Any:
    """The round asked for, or the page's own. One not yet saved has nothing to show."""
    found = round_ or getattr(context.get("page"), "round", None)
    return found if found is not None and found.pk else None
