"""What came back to one mentor: the newest first, a page at a time, or everything to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.translation import gettext as _

from wagtail_mentoring.pledges import telling
from wagtail_mentoring.pledges.letters import HEADINGS, gift_of, told
from wagtail_mentoring.pledges.mentors import links
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeKind

PAGE_SIZE = 25


def listed(mentor: Mentor, query: Mapping[str, str]) -> dict[str, Any]:
    """What the mentor's page shows, as ``query`` asks: ``?kind=…``, ``?page=…``, or ``?all``.

    What means nothing is left out. The number of queries does not depend on how much there is.
    """
    gifts = telling.shown_to(mentor)
    counts = dict(gifts.order_by().values_list("kind").annotate(Count("pk")))
    chosen = query.get("kind", "") if query.get("kind") in counts else ""
    if chosen:
        gifts = gifts.filter(kind=chosen)
    is_all = "all" in query
    size = max(1, sum(counts.values())) if is_all else PAGE_SIZE
    page = Paginator(gifts, size).get_page(query.get("page"))
    return {
        "total": sum(counts.values()),
        "kinds": by_kind(gift(mentor, pledge) for pledge in page),
        "choices": _choices(counts, chosen),
        "page": page,
        "is_all": is_all,
        "newer": address(chosen, page.number - 1),
        "older": address(chosen, page.number + 1),
        "all": address(chosen, everything=True),
        "first": address(chosen),
    }


def gift(mentor: Mentor, pledge: Pledge) -> dict[str, Any]:
    """A pledge as its mentor reads it, with the address where they answer."""
    return {
        **gift_of(pledge),
        "sentence": told(pledge),
        "note": getattr(pledge, "mentor_note", None),
        "url": links.path_to_pledge(mentor, pledge),
    }


def by_kind(gifts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The gifts of each kind, in the order of the form."""
    order = PledgeKind.values
    ordered = sorted(gifts, key=lambda each: order.index(each["pledge"].kind))
    groups = groupby(ordered, key=lambda each: each["pledge"].kind)
    return [{"label": HEADINGS[kind], "gifts": list(group)} for kind, group in groups]


def address(kind: str = "", number: int = 1, *, everything: bool = False) -> str:
    """The query string of a part of the list; ``?`` for its beginning."""
    parts = {"kind": kind, "page": number if number > 1 else "", "all": 1 if everything else ""}
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def _choices(counts: Mapping[str, int], chosen: str) -> list[dict[str, Any]]:
    """Links that narrow the list to one kind: those of which there is something."""
    labels = [("", _("Everything")), *((kind, HEADINGS[kind]) for kind in PledgeKind.values)]
    return [
        {
            "label": label,
            "count": counts.get(kind, 0) if kind else sum(counts.values()),
            "url": address(kind),
            "is_chosen": kind == chosen,
        }
        for kind, label in labels
        if not kind or kind in counts
    ]
