"""What a pledger agrees to: asked in the round's words, each answer on record with its version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from wagtail_mentoring.pledges.models import ConsentRecord, Mentor, Pledge, PledgeRound
from wagtail_mentoring.submissions import identity

Purpose = ConsentRecord.Purpose


def wording(purpose: str, round_: PledgeRound, recipient: str = "") -> str:
    """The question beside the box, in the words of the round or in ours."""
    if purpose == Purpose.WALL:
        return round_.wall_consent_text or _("Show it on this site, with what I wrote here")
    if purpose == Purpose.REMINDERS:
        return _("Remind me before")
    ours = _("Let %(mentor)s see it, with what I wrote here")
    return round_.mentor_consent_text or ours % {"mentor": recipient or _("my mentor")}


def is_given(pledge: Pledge, purpose: str) -> bool:
    return getattr(pledge, f"{purpose}_consent_at") is not None


def columns(pledge: Pledge, answers: dict[str, bool], now: dt.datetime) -> dict[str, Any]:
    """The columns of a pledge that these answers set. An answer given before keeps its time."""
    values: dict[str, Any] = {}
    for purpose, given in answers.items():
        if given != is_given(pledge, purpose):
            values[f"{purpose}_consent_at"] = now if given else None
            values[f"{purpose}_consent_version"] = pledge.round.consent_version if given else None
    return values


def keep(pledge: Pledge, values: dict[str, Any], now: dt.datetime) -> None:
    """Put on record what :func:`columns` changed."""
    for purpose in (Purpose.WALL, Purpose.MENTOR, Purpose.REMINDERS):
        if f"{purpose}_consent_at" in values:
            ConsentRecord.objects.create(
                purpose=purpose,
                given=values[f"{purpose}_consent_at"] is not None,
                wording=wording(purpose, pledge.round, pledge.recipient),
                version=pledge.round.consent_version,
                email_key=pledge.email_key,
                pledge=pledge,
                at=now,
            )


def keep_of_mentor(mentor: Mentor, given: bool, words: str, now: dt.datetime) -> None:
    """Put on record that a mentor agreed to hear from us, or does no longer."""
    ConsentRecord.objects.create(
        purpose=Purpose.MENTOR_MAIL,
        given=given,
        wording=words,
        email_key=identity.email_key(mentor.email),
        mentor=mentor,
        at=now,
    )
