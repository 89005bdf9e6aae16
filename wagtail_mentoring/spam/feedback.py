"""Filters that ask others hear later, and not while anybody waits, where people think otherwise.

What is to be told is decided when it is told: only a verdict of a person that differs from what
the filter said, or from what it was told before. So an undone decision is never told, and one that
was told already is corrected.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from wagtail_mentoring.spam import samples
from wagtail_mentoring.spam.base import SpamFilter
from wagtail_mentoring.spam.models import Feedback, Judgement
from wagtail_mentoring.spam.pipeline import load_filters

LEASE = dt.timedelta(minutes=10)
"""A row taken and not settled by then belongs to a process that died."""

DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 30, 180, 1440, 2880))
"""Waits after each attempt that failed; after one more it is given up."""

AT_ONCE = 200

logger = logging.getLogger(__name__)


def note(kind: str, object_id: int) -> None:
    """A person decided about a message, or took it back: somebody may have to hear of it."""
    if not _listeners():
        return
    now = timezone.now()
    for judgement in Judgement.objects.filter(kind=kind, object_id=object_id):
        row, is_new = Feedback.objects.get_or_create(judgement=judgement, defaults={"due_at": now})
        if not is_new:
            Feedback.objects.filter(pk=row.pk).update(due_at=now, attempts=0)


def tell_due(now: dt.datetime) -> dict[str, int]:
    """For the cron line: tell what is due. Two at once do no harm."""
    counts = {"told": 0, "failed": 0}
    due = Feedback.objects.filter(due_at__lte=now).order_by("due_at")[:AT_ONCE]
    for row in due.select_related("judgement"):
        if not _claim(row, now):
            continue
        try:
            counts["told"] += _tell(row)
        except Exception as error:
            logger.warning("A verdict was not passed on: %s", error)
            _put_off(row, now)
            counts["failed"] += 1
            break  # the next one would only wait as long
    return counts


def _listeners() -> list[SpamFilter]:
    return [spam_filter for _name, spam_filter in load_filters() if spam_filter.opinions]


def _claim(row: Feedback, now: dt.datetime) -> bool:
    """Take the row: of two workers one finds it taken."""
    same = Feedback.objects.filter(pk=row.pk, due_at=row.due_at)
    row.due_at, row.attempts = now + LEASE, row.attempts + 1
    return bool(same.update(due_at=row.due_at, attempts=F("attempts") + 1))


def _tell(row: Feedback) -> bool:
    """Whether there was something to tell."""
    judgement, told = row.judgement, row.told
    found = samples.find(judgement.kind, judgement.object_id)
    if found is not None and found.message.text:
        for listener in _listeners():
            said = _opinion(listener, found.codes)
            wanted = judgement.human or said
            if said and wanted != (row.told or said):
                listener.learn_from_person(found.message, wanted == Judgement.Human.SPAM)
                told = wanted
    _settle(row, due_at=None, told=told)
    return bool(told != row.told)


def _opinion(listener: SpamFilter, codes: Collection[str]) -> str:
    """What the filter called the message; empty if it was not asked, or gave no answer."""
    return next((listener.opinions[code] for code in codes if code in listener.opinions), "")


def _put_off(row: Feedback, now: dt.datetime) -> None:
    again = row.attempts <= len(DELAYS)
    _settle(row, due_at=now + DELAYS[row.attempts - 1] if again else None)


def _settle(row: Feedback, **values: object) -> None:
    """Unless somebody decided anew meanwhile: then the row is due once more."""
    Feedback.objects.filter(pk=row.pk, due_at=row.due_at).update(**values)
