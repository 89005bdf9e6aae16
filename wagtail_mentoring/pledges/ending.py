"""How a pledge is confirmed and comes to its end, and what its owner then tells and shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.pledges import consents, publication, telling
from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.history import UNDECIDED, Actor, Progress, advance
from wagtail_mentoring.pledges.models import ConsentRecord, Event, Pledge, Story
from wagtail_mentoring.pledges.publication import consider, story_of
from wagtail_mentoring.pledges.signals import pledge_confirmed, pledge_finished, pledge_reopened
from wagtail_mentoring.submissions import actions, identity

Purpose = ConsentRecord.Purpose

MISTAKE_TIME = dt.timedelta(days=1)
"""How long "done" can be taken back, unless the mentor has heard of it."""


def confirm(
    pledge: Pledge,
    *,
    story: str = "",
    wall_consent: bool = False,
    mentor_consent: bool = False,
    mentor_sees: str = "",
    now: dt.datetime | None = None,
) -> bool:
    """The address is proven. What was done before, or is done with the thanks, is finished."""
    now = now or timezone.now()
    values: dict[str, Any] = {"confirmed_at": now}
    to, event = Progress.OPEN, Event.CONFIRMED
    if pledge.finishes_when_confirmed:
        to, event = Progress.FINISHED, Event.DONE
        values |= {"outcome": Pledge.Outcome.DONE, "finished_at": now}
        values |= _answers(pledge, wall_consent, mentor_consent, mentor_sees, now)
    with transaction.atomic():
        came_from = [Progress.UNCONFIRMED]
        if not advance(pledge, to, event=event, allowed_from=came_from, now=now, **values):
            return False
        queue("pledge_receipt", pledge.pk, pledge.email)
        after_commit(pledge_confirmed.send_robust, sender=Pledge, pledge=pledge)
        if to == Progress.FINISHED:
            _conclude(pledge, story, values, now)
    return True


def finish(
    pledge: Pledge,
    outcome: str,
    *,
    story: str = "",
    wall_consent: bool = False,
    mentor_consent: bool = False,
    mentor_sees: str = "",
    actor: str = Actor.PLEDGER,
    now: dt.datetime | None = None,
) -> bool:
    """The pledger says that it is done, or was tried; False if that was said before."""
    now = now or timezone.now()
    answers = _answers(pledge, wall_consent, mentor_consent, mentor_sees, now)
    values = {"outcome": outcome, "finished_at": now, **answers}
    with transaction.atomic():
        to, event = Progress.FINISHED, Event(outcome)
        if not advance(
            pledge, to, event=event, allowed_from=UNDECIDED, actor=actor, now=now, **values
        ):
            return False
        _conclude(pledge, story, values, now)
    return True


def can_reopen(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """Whether "done" or "tried" can still be taken back."""
    since = (now or timezone.now()) - MISTAKE_TIME
    is_fresh = pledge.finished_at is not None and pledge.finished_at > since
    return pledge.progress == Progress.FINISHED and is_fresh and pledge.mentor_told_at is None


def reopen(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """ "Marked by mistake": open again within a day, unless the mentor has heard of it."""
    now = now or timezone.now()
    due_on = pledge.due_on or timezone.localdate(now) + dt.timedelta(days=pledge.round.due_days)
    with transaction.atomic():
        if not advance(
            pledge,
            Progress.OPEN,
            event=Event.REOPENED,
            allowed_from=[Progress.FINISHED],
            only_if=Q(finished_at__gt=now - MISTAKE_TIME, mentor_told_at__isnull=True),
            now=now,
            outcome="",
            finished_at=None,
            already_done=False,
            due_on=due_on,
        ):
            return False
        publication.wait_again(pledge, actions.REOPENED)
        after_commit(pledge_reopened.send_robust, sender=Pledge, pledge=pledge)
    return True


def share(
    pledge: Pledge,
    *,
    story: str,
    wall_consent: bool = False,
    mentor_consent: bool = False,
    mentor_sees: str = "",
    now: dt.datetime | None = None,
) -> bool:
    """The pledger rewrites the story of a finished pledge, or thinks again about who sees it."""
    now = now or timezone.now()
    answers = _answers(pledge, wall_consent, mentor_consent, mentor_sees, now)
    with transaction.atomic():
        row = Pledge.objects.filter(pk=pledge.pk, progress=Progress.FINISHED)
        if not row.update(progress=Progress.FINISHED, **answers):
            pledge.refresh_from_db()
            return False
        for field, value in answers.items():
            setattr(pledge, field, value)
        consents.keep(pledge, answers, now)
        _write_story(pledge, story, now)
        consider(pledge, now)
        telling.tell(pledge)
        purge_on_commit(pledge)
    return True


def _answers(
    pledge: Pledge, wall: bool, mentor: bool, mentor_sees: str, now: dt.datetime
) -> dict[str, Any]:
    """The columns set by what the pledger agrees to at the end."""
    values = consents.columns(pledge, {Purpose.WALL: wall, Purpose.MENTOR: mentor}, now)
    return {**values, "mentor_sees": mentor_sees} if mentor_sees else values


def _conclude(pledge: Pledge, story: str, values: dict[str, Any], now: dt.datetime) -> None:
    consents.keep(pledge, values, now)
    if story:
        _write_story(pledge, story, now)
    consider(pledge, now)
    after_commit(pledge_finished.send_robust, sender=Pledge, pledge=pledge)


def _write_story(pledge: Pledge, text: str, now: dt.datetime) -> None:
    story = story_of(pledge)
    if story is None and text:
        Story.objects.create(
            pledge=pledge,
            site=pledge.site,
            name=pledge.name,
            text=text,
            text_hash=identity.text_hash(text),
            language=pledge.language,
            submitted_at=now,
        )
    elif story is not None and story.text != text:
        story.text, story.text_hash, story.edited_at = text, identity.text_hash(text), None
        story.save(update_fields=["text", "text_hash", "edited_at"])
        publication.words_changed(story)
