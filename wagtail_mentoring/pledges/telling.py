"""When a mentor hears of a pledge: only one who agreed, and only of what may be shown to them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.pledges.conditions import FOR_THE_MENTOR
from wagtail_mentoring.pledges.history import Actor, record
from wagtail_mentoring.pledges.models import Event, Mentor, Pledge
from wagtail_mentoring.submissions.models import Submission

KIND = "mentor_told"
DIGEST = "mentor_digest"

State = Submission.State
SHOWN_TO_MENTOR = FOR_THE_MENTOR & Q(state=State.PUBLISHED)
"""What a mentor may see of what was pledged to them."""
TOLD_IN_DIGEST = Q(mentor_told_at=F("mentor__digest_at"))


def shown_to(mentor: Mentor) -> QuerySet[Pledge]:
    """Everything that came back to a mentor, the newest first."""
    shown = Pledge.objects.filter(SHOWN_TO_MENTOR, mentor=mentor)
    return shown.select_related("story", "mentor_note", "round").order_by("-finished_at", "-pk")


def may_hear_of() -> QuerySet[Pledge]:
    """Pledges whose mentor agreed, and of which no part still waits for a moderator."""
    may = Pledge.objects.filter(
        SHOWN_TO_MENTOR, mentor__consent=Mentor.Consent.AGREED, mentor__contact__isnull=False
    )
    return may.exclude(story__state=State.WAITING)


def tell(pledge: Pledge) -> bool:
    """Queue the mail to the mentor, once, if everything for it is given by now."""
    untold = may_hear_of().filter(pk=pledge.pk, mentor_told_at__isnull=True)
    if not untold.filter(mentor__rhythm=Mentor.Rhythm.EACH).exists() or pledge.mentor is None:
        return False
    mails = OutgoingMail.objects.filter(kind=KIND, object_id=pledge.pk)
    if mails.exclude(state=OutgoingMail.State.SKIPPED).exists():
        return False
    return queue(KIND, pledge.pk, pledge.mentor.email, number=mails.count() + 1) is not None


def claim(pledge: Pledge, now: dt.datetime) -> bool:
    """At the moment of sending: whether the mail may go, which from now on cannot be undone."""
    may = may_hear_of().filter(pk=pledge.pk)
    with transaction.atomic():
        if may.exists():
            _mark_told(pledge, now, now)
        return may.filter(mentor_told_at__isnull=False).exclude(TOLD_IN_DIGEST).exists()


def tell_in_digest(mentor: Mentor, now: dt.datetime, number: int) -> bool:
    """Queue the mail of a month, with everything the mentor has not been told of yet.

    What comes up while an earlier one still waits for the mail server goes along with that.
    """
    untold = may_hear_of().filter(mentor=mentor, mentor_told_at__isnull=True)
    mails = OutgoingMail.objects.filter(kind=DIGEST, object_id=mentor.pk)
    with transaction.atomic():
        joins = mails.waiting().exists()
        if not joins:
            row = Mentor.objects.filter(pk=mentor.pk, digest_at=mentor.digest_at)
            if mails.filter(number=number).exists() or not row.update(digest_at=now):
                return False
            mentor.digest_at = now
        batch = mentor.digest_at or now
        told = [_mark_told(pledge, batch, now) for pledge in untold]
        if any(told) and not joins:
            queue(DIGEST, mentor.pk, mentor.email, number=number)
    return any(told)


def told_in_digest(mentor: Mentor) -> QuerySet[Pledge]:
    """What the latest digest is about, as far as it may still be shown."""
    return may_hear_of().filter(TOLD_IN_DIGEST, mentor=mentor).select_related("story", "round")


def _mark_told(pledge: Pledge, when: dt.datetime, now: dt.datetime) -> bool:
    untold = Pledge.objects.filter(
        pk=pledge.pk,
        progress=Pledge.Progress.FINISHED,
        state=State.PUBLISHED,
        mentor_told_at__isnull=True,
    )
    if not untold.update(mentor_told_at=when):
        return False
    record(pledge, Event.MENTOR_TOLD, pledge.progress, Actor.SYSTEM, now)
    return True
