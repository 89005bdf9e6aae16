"""Template tags of the package: ``{% load mentoring %}``."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.listing import PublicDiscussion, page_number
from wagtail_mentoring.comments.rendering import render_list
from wagtail_mentoring.comments.schema import page_script
from wagtail_mentoring.comments.views import FORM_TEMPLATE, form_context, new_form
from wagtail_mentoring.pledges import views as pledge_views
from wagtail_mentoring.pledges import wall
from wagtail_mentoring.pledges.forms import PledgeForm
from wagtail_mentoring.pledges.models import PledgeKind
from wagtail_mentoring.pledges.rounds import kind_label
from wagtail_mentoring.text import excerpt, plain_text

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
    number = page_number(request, public.pages)
    is_open = public.is_open()
    entries = public.entries(number)
    return {
        **form_context(page, request),
        "request": request,
        "public": public,
        "page_url": page.get_url(request),
        "entries": entries,
        # Read by the template only, so that one that loops over the entries does not pay for it.
        "rendered_list": partial(render_list, entries, is_open=is_open),
        "structured_data": partial(page_script, page, request),
        "mentions": public.mentions() if number == 1 else [],
        "is_open": is_open,
        "form": new_form(public) if is_open else None,
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


@register.filter
def first_words(comment: Any, words: int = 20) -> str:
    """How a response begins, as plain text on one line; for lists."""
    return excerpt(plain_text(comment.body_html), words)


@register.inclusion_tag("wagtail_mentoring/comments/recent.html", takes_context=True)
def recent_reader_comments(context: Context, limit: int = 5) -> dict[str, Any]:
    """The latest published responses on the site, or everywhere where there is no request."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    return {"comments": operations.recent(site, limit)}


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
        "form": PledgeForm(
            round_=round_,
            page=context.get("page"),
            initial=pledge_views.prefilled(context.get("request")),
        ),
        "form_template_name": pledge_views.FORM_TEMPLATE,
    }


@register.inclusion_tag("wagtail_mentoring/pledges/wall.html", takes_context=True)
def pledge_wall(context: Context, round: Any = None) -> dict[str, Any]:
    """What was given back in a round (default: the page's), a page at a time, all kinds or one.

    Behind a link that fills in the form there is only a link to the wall: caches hold each such
    address apart, and nobody could purge them all when a story is taken back.
    """
    round_ = _round_of(context, round)
    if round_ is None:
        return {}
    tally = wall.tally(round_)
    if tally.on_wall() < max(1, round_.wall_minimum):
        return {}
    request = context.get("request")
    path = request.path if request else ""
    if pledge_views.prefilled(request):
        return {"elsewhere": path}
    kind = _kind_asked_for(request)
    pages = wall.pages_of(tally.on_wall(kind))
    number = page_number(request, pages, "wall")
    return {
        "entries": wall.entries(round_, kind, number),
        "kinds": _wall_kinds(tally, kind),
        "number": number,
        "pages": pages,
        "previous": wall.query(kind, number - 1) if number > 1 else None,
        "next": wall.query(kind, number + 1) if number < pages else None,
        "path": path,
    }


@register.inclusion_tag("wagtail_mentoring/pledges/tally.html", takes_context=True)
def pledge_tally(context: Context, round: Any = None) -> dict[str, Any]:
    """The numbers of a round (default: the page's); nothing while there are none."""
    round_ = _round_of(context, round)
    return {"tally": wall.tally(round_) if round_ else None}


@register.simple_tag(takes_context=True)
def pledge_chart(context: Context, round: Any = None) -> str:
    """A chart of what was given back in a round (default: the page's), by kind."""
    round_ = _round_of(context, round)
    return wall.kinds_chart(round_) if round_ else ""


def _kind_asked_for(request: Any) -> str:
    """``?wall_kind=gratitude``; anything that is no kind means all."""
    kind = request.GET.get("wall_kind", "") if request else ""
    return kind if kind in PledgeKind.values else ""


def _wall_kinds(tally: wall.Tally, chosen: str) -> list[dict[str, Any]]:
    """The links that narrow the wall to one kind: those of which there is something."""
    labels = [("", _("Everything")), *((key, kind_label(key)) for key in PledgeKind.values)]
    return [
        {
            "label": label,
            "count": tally.on_wall(kind),
            "query": wall.query(kind, 1),
            "is_chosen": kind == chosen,
        }
        for kind, label in labels
        if tally.on_wall(kind) or kind == chosen
    ]


def _round_of(context: Context, round_: Any) -> Any:
    """The round asked for, or the page's own. One not yet saved has nothing to show."""
    found = round_ or getattr(context.get("page"), "round", None)
    return found if found is not None and found.pk else None
