"""What an editor writes down on somebody's word: a pledge made on paper, or how one went."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.log_actions import log

from wagtail_mentoring.pledges.ending import finish
from wagtail_mentoring.pledges.history import Actor, Progress, advance, record
from wagtail_mentoring.pledges.models import Event, Pledge, PledgeRound
from wagtail_mentoring.submissions import identity

RECORDED = "wagtail_mentoring.recorded"


def record_paper(
    round_: PledgeRound,
    *,
    user: Any,
    site: Any,
    text: str,
    made_on: dt.date,
    outcome: str = "",
    now: dt.datetime | None = None,
    story: str = "",
    wall_consent: bool = False,
    mentor_consent: bool = False,
    **values: Any,
) -> Pledge:
    """A pledge made on paper: confirmed by the editor's word, and without an address to write to.

    With an ``outcome`` it is finished at once. ``values`` are columns of the pledge.
    """
    now = now or timezone.now()
    pledge = Pledge(
        round=round_,
        site=site,
        text=text,
        text_hash=identity.text_hash(text),
        language=(get_language() or "")[:16],
        submitted_at=timezone.make_aware(dt.datetime.combine(made_on, dt.time(12))),
        **values,
    )
    with transaction.atomic():
        pledge.save(force_insert=True)
        record(pledge, Event.STARTED, "", Actor.EDITOR, pledge.submitted_at)
        advance(
            pledge,
            Progress.OPEN,
            event=Event.CONFIRMED,
            allowed_from=[Progress.UNCONFIRMED],
            actor=Actor.EDITOR,
            now=pledge.submitted_at,
            confirmed_at=pledge.submitted_at,
        )
        log(pledge, RECORDED, user=user)
        if outcome:
            finish(
                pledge,
                outcome,
                story=story,
                wall_consent=wall_consent,
                mentor_consent=mentor_consent,
                actor=Actor.EDITOR,
                now=now,
            )
    return pledge


def record_outcome(
    pledge: Pledge,
    outcome: str,
    *,
    user: Any,
    story: str = "",
    wall_consent: bool = False,
    mentor_consent: bool = False,
    now: dt.datetime | None = None,
) -> bool:
    """How a pledge went, as its owner told an editor; False if it was told before."""
    with transaction.atomic():
        if not finish(
            pledge,
            outcome,
            story=story,
            wall_consent=wall_consent,
            mentor_consent=mentor_consent,
            actor=Actor.EDITOR,
            now=now,
        ):
            return False
        log(pledge, RECORDED, user=user)
    return True
