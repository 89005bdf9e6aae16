"""Moving a pledge along its life, each step written down and counted for good."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.models import DailyCount, Event, Pledge, PledgeEvent

Progress = Pledge.Progress
Actor = PledgeEvent.Actor

UNDECIDED = (Progress.OPEN, Progress.NO_ANSWER, Progress.LET_GO)
"""From here a pledge can still be finished: a late answer counts, and so does a change of mind."""

REMINDERS = ("pledge_reminder", "pledge_due", "pledge_last_note")
"""Kinds of mail that ask or remind; a pledge's end says how many there had been."""

ENDS = (Event.DONE, Event.TRIED, Event.LET_GO, Event.NO_ANSWER)


def advance(
    pledge: Pledge,
    to: str,
    *,
    event: str,
    allowed_from: Collection[str],
    actor: str = Actor.PLEDGER,
    only_if: Q = Q(),  # noqa: B008
    now: datetime | None = None,
    **values: Any,
) -> bool:
    """Move a pledge on if it still is where it may be moved from; False, read anew, if it is not.

    Compare-and-set, so that of two clicks at once one finds the work done.
    """
    before = pledge.progress
    values["progress"] = to
    row = Pledge.objects.filter(only_if, pk=pledge.pk, progress=before)
    with transaction.atomic():
        if before not in allowed_from or not row.update(**values):
            pledge.refresh_from_db()
            return False
        for field, value in values.items():
            setattr(pledge, field, value)
        record(pledge, event, before, actor, now)
        purge_on_commit(pledge)
    return True


def record(
    pledge: Pledge, event: str, before: str, actor: str, now: datetime | None = None
) -> None:
    """Write down and count one step, without anything that tells who the pledger is."""
    now = now or timezone.now()
    ends = event in ENDS
    PledgeEvent.objects.create(
        event=event,
        pledge=pledge,
        round_id=pledge.round_id,
        mentor_id=pledge.mentor_id,
        kind=pledge.kind,
        language=pledge.language,
        has_plan=bool(pledge.plan),
        reminders=_reminders(pledge) if ends else 0,
        days=max(0, (now - pledge.confirmed_at).days) if ends and pledge.confirmed_at else None,
        from_progress=before,
        to_progress=pledge.progress,
        outcome=pledge.outcome,
        actor=actor,
        at=now,
    )
    events = [event]
    if before == Progress.UNCONFIRMED and event in (Event.DONE, Event.TRIED):
        events = [Event.CONFIRMED, event]
    for each in sorted(events):
        _count(pledge, each, timezone.localdate(now))


def _reminders(pledge: Pledge) -> int:
    sent = OutgoingMail.objects.filter(kind__in=REMINDERS, object_id=pledge.pk)
    return sent.filter(state=OutgoingMail.State.SENT).count()


def _count(pledge: Pledge, event: str, day: date) -> None:
    """One more of the day. Only the day's first has to make the row, at once with others maybe."""
    key = {
        "round_id": pledge.round_id,
        "kind": pledge.kind,
        "event": event,
        "day": day,
        "site_key": pledge.site_id or 0,
    }
    row = DailyCount.objects.filter(**key)
    if not row.update(count=F("count") + 1):
        DailyCount.objects.bulk_create([DailyCount(**key)], ignore_conflicts=True)
        row.update(count=F("count") + 1)
