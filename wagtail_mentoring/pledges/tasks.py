"""What time does to pledges: asked on their day, given up long after, forgotten if unconfirmed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from wagtail_mentoring import jobs
from wagtail_mentoring.pledges import confirmation, operations
from wagtail_mentoring.pledges.cache import purge_round_on_commit
from wagtail_mentoring.pledges.models import Pledge, PledgeRound

Progress = Pledge.Progress

KEEP_UNCONFIRMED = dt.timedelta(days=7)
ANSWER_TIME = dt.timedelta(days=30)
ASK_AT_HOUR = 9
"""In the site's time zone: a due date ends no night's sleep."""
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
MOST_QUESTIONS = 3
"""However often somebody takes more time, we ask no more than this."""


def register() -> None:
    jobs.register("pledges", run)


def run(now: dt.datetime) -> dict[str, int]:
    """Do what is due at ``now``. Two at once double nothing: each step is a compare-and-set."""
    return {
        "confirmations": sum(confirmation.send(pledge, now) for pledge in _never_written_to(now)),
        "expired": sum(operations.expire(pledge, now) for pledge in _unconfirmed_too_long(now)),
        "no_answer": sum(operations.give_up(pledge, now) for pledge in _unanswered(now)),
        "asked": sum(ask(pledge) for pledge in _due(now)),
        "rounds": sum(turn(round_, now) for round_ in _turned(now)),
    }


def ask(pledge: Pledge) -> bool:
    """Ask how it went, once for each due date."""
    row = Pledge.objects.filter(pk=pledge.pk, progress=Progress.OPEN, due_on=pledge.due_on)
    unasked = row.filter(Q(asked_for__isnull=True) | ~Q(asked_for=F("due_on")))
    with transaction.atomic():
        if not unasked.update(asked_for=F("due_on")):
            return False
        confirmation.queue_next("pledge_due", pledge, at_most=MOST_QUESTIONS)
    return True


def turn(round_: PledgeRound, now: dt.datetime) -> bool:
    """A round opened or closed by its date: pages kept in caches show the old state."""
    row = PledgeRound.objects.filter(pk=round_.pk, purged_at=round_.purged_at)
    with transaction.atomic():
        if not row.update(purged_at=now):
            return False
        purge_round_on_commit(round_)
    return True


def _turned(now: dt.datetime) -> QuerySet[PledgeRound]:
    last = Coalesce("purged_at", Value(LONG_AGO))
    passed = Q(opens_at__gt=F("last"), opens_at__lte=now) | Q(
        closes_at__gt=F("last"), closes_at__lte=now
    )
    return PledgeRound.objects.annotate(last=last).filter(passed)


def _never_written_to(now: dt.datetime) -> QuerySet[Pledge]:
    """Sent on a day on which their address had had its one e-mail."""
    return Pledge.objects.waiting().filter(
        progress=Progress.UNCONFIRMED,
        needs_release=False,
        confirm_mails=0,
        submitted_at__gt=now - KEEP_UNCONFIRMED,
        submitted_at__lt=now - confirmation.ONE_DAY,
    )


def _unconfirmed_too_long(now: dt.datetime) -> QuerySet[Pledge]:
    """Not those that still wait for a person to look at them."""
    limit = now - KEEP_UNCONFIRMED
    written_to = Q(confirm_mail_at__lte=limit)
    never = Q(confirm_mail_at__isnull=True, submitted_at__lte=limit)
    return Pledge.objects.filter(
        written_to | never, progress=Progress.UNCONFIRMED, needs_release=False
    )


def _unanswered(now: dt.datetime) -> QuerySet[Pledge]:
    last_day = timezone.localdate(now) - ANSWER_TIME
    return Pledge.objects.filter(progress=Progress.OPEN, due_on__lt=last_day)


def _due(now: dt.datetime) -> QuerySet[Pledge]:
    local = timezone.localtime(now)
    today = local.date() if local.hour >= ASK_AT_HOUR else local.date() - dt.timedelta(days=1)
    due = Pledge.objects.filter(progress=Progress.OPEN, due_on__lte=today)
    return due.filter(Q(asked_for__isnull=True) | ~Q(asked_for=F("due_on")))
