"""Who wrote something: somebody new, or a reader of whom something was published before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.models import Submission

ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def records(queue: Queue, things: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What was published of each writer, by hashed address; one query."""
    keys = {thing.email_key for thing in things if thing.email_key}
    published = queue.model._default_manager.filter(
        email_key__in=keys, state=Submission.State.PUBLISHED
    )
    rows: Any = published.order_by().values("email_key")
    found = rows.annotate(count=Count("pk"), since=Min("submitted_at"))
    return {row["email_key"]: row for row in found}


def experience(queue: Queue, thing: Any, record: dict[str, Any] | None) -> str:
    """Whether we know the writer, in a few words."""
    shown = thing.state == Submission.State.PUBLISHED
    count = record["count"] if record else 0
    if count <= int(shown):
        return str(queue.first_words)
    assert record is not None
    turn = count if shown else count + 1
    month = date_format(timezone.localtime(record["since"]), "YEAR_MONTH_FORMAT")
    return str(queue.returning_words % {"ordinal": ordinal(turn), "month": month})


def proof(queue: Queue, thing: Any) -> str:
    """Whether the address is the writer's own, as far as we know."""
    if thing.user_id is not None:
        return _("signed in")
    if not thing.email_key:
        return _("no address given")
    return _("address confirmed") if queue.is_confirmed(thing) else _("address not confirmed")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, and what other languages have for them."""
    templates = {
        "st": pgettext("ordinal number", "%(number)dst"),
        "nd": pgettext("ordinal number", "%(number)dnd"),
        "rd": pgettext("ordinal number", "%(number)drd"),
        "th": pgettext("ordinal number", "%(number)dth"),
    }
    is_teen = number % 100 in (11, 12, 13)
    ending = "th" if is_teen else ENDINGS.get(number % 10, "th")
    return templates[ending] % {"number": number}


def published_today(count: int) -> str:
    """The second half of "Nothing waits. 3 published today."."""
    return ngettext("%(count)d published today.", "%(count)d published today.", count) % {
        "count": count
    }
