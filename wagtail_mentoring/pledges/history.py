"""Moving a pledge along its life, each step written down for good."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from wagtail_mentoring.pledges.models import Pledge, PledgeEvent

Progress = Pledge.Progress
Actor = PledgeEvent.Actor


def advance(
    pledge: Pledge,
    to: str,
    *,
    allowed_from: Collection[str],
    actor: str = Actor.PLEDGER,
    now: datetime | None = None,
    **values: Any,
) -> bool:
    """Move a pledge on if it still is where it may be moved from; False, read anew, if it is not.

    Compare-and-set, so that of two clicks at once one finds the work done.
    """
    before = pledge.progress
    values["progress"] = to
    row = Pledge.objects.filter(pk=pledge.pk, progress=before)
    with transaction.atomic():
        if before not in allowed_from or not row.update(**values):
            pledge.refresh_from_db()
            return False
        for field, value in values.items():
            setattr(pledge, field, value)
        record(pledge, before, actor, now)
    return True


def record(pledge: Pledge, before: str, actor: str, now: datetime | None = None) -> None:
    """Write one step into the history, without anything that tells who the pledger is."""
    PledgeEvent.objects.create(
        pledge=pledge,
        round_id=pledge.round_id,
        mentor_id=pledge.mentor_id,
        kind=pledge.kind,
        language=pledge.language,
        has_plan=bool(pledge.plan),
        from_progress=before,
        to_progress=pledge.progress,
        outcome=pledge.outcome,
        actor=actor,
        at=now or timezone.now(),
    )
