"""What time does to pledges: asked on their day, given up long after, forgotten if unconfirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from wagtail_mentoring import jobs
from wagtail_mentoring.days import midnight
from wagtail_mentoring.pledges import confirmation, erasing, operations, telling
from wagtail_mentoring.pledges.cache import purge_round_on_commit
from wagtail_mentoring.pledges.history import Actor
from wagtail_mentoring.pledges.models import Mentor, Pledge, PledgeEvent, PledgeRound

Progress = Pledge.Progress

KEEP_UNCONFIRMED = dt.timedelta(days=7)
ANSWER_TIME = dt.timedelta(days=30)
TIME_TO_READ = dt.timedelta(days=7)
"""Nobody is given up on sooner after a question, however late it went out."""
REMIND_BEFORE = dt.timedelta(days=7)
REMIND_IF_OVER = dt.timedelta(days=14)
"""A pledge that was due sooner when it was made needs no reminder."""
LAST_NOTE_AFTER = dt.timedelta(days=14)
WRITE_AT_HOUR = 9
"""In the site's time zone: a due date ends no night's sleep."""
MOST_OF_A_KIND = 3
"""However often somebody takes more time, we ask and remind no more than this."""

ENDED = (Progress.FINISHED, Progress.LET_GO, Progress.NO_ANSWER, Progress.EXPIRED)
MOST_ERASED_AT_ONCE = 200
"""Of a round: the next run, minutes later, goes on."""


def register() -> None:
    jobs.register("pledges", run)


def run(now: dt.datetime) -> dict[str, int]:
    """Do what is due at ``now``. Two at once double nothing: each step is a compare-and-set."""
    return {
        "confirmations": sum(confirmation.send(pledge, now) for pledge in _never_written_to(now)),
        "expired": sum(operations.expire(pledge, now) for pledge in _unconfirmed_too_long(now)),
        "no_answer": sum(operations.give_up(pledge, now) for pledge in _unanswered(now)),
        **_write(now),
        "told": _tell_mentors(now),
        "erased": sum(_erase(pledge, now) for pledge in _outlived(now)),
        "addresses_forgotten": erasing.forget_addresses(now),
        "rounds": sum(turn(round_, now) for round_ in _turned(now)),
    }


def _write(now: dt.datetime) -> dict[str, int]:
    """Remind, ask, and ask one last time: of each pledge only the newest of what is due."""
    today = _today_for_mail(now)
    last, due, near = _to_note(today), _to_ask(today), _to_remind(today, now)
    return {
        "last_notes": sum(_once(each, "noted_for", "pledge_last_note", now) for each in last),
        "asked": sum(_once(each, "asked_for", "pledge_due", now) for each in due),
        "reminded": sum(_once(each, "reminded_for", "pledge_reminder", now) for each in near),
    }


def _once(pledge: Pledge, column: str, kind: str, now: dt.datetime) -> bool:
    """Queue the mail, once for each due date. The last note stands for the question, too."""
    row = Pledge.objects.filter(pk=pledge.pk, progress=Progress.OPEN, due_on=pledge.due_on)
    values: dict[str, Any] = {column: F("due_on")}
    if column != "reminded_for":
        values |= {"asked_for": F("due_on"), "asked_at": now}
    with transaction.atomic():
        if not row.filter(_not_yet(column)).update(**values):
            return False
        confirmation.queue_next(kind, pledge, at_most=MOST_OF_A_KIND)
    return True


def _tell_mentors(now: dt.datetime) -> int:
    """Once a month, from the first day at nine: everything a mentor has not been told of yet."""
    today = _today_for_mail(now)
    untold = telling.may_hear_of().filter(mentor_told_at__isnull=True, published_at__lt=now)
    waiting = untold.filter(published_at__lt=midnight(today.replace(day=1))).values("mentor")
    mentors = Mentor.objects.filter(pk__in=waiting).select_related("contact")
    number = today.year * 12 + today.month
    return sum(telling.tell_in_digest(mentor, now, number) for mentor in mentors)


def _erase(pledge: Pledge, now: dt.datetime) -> bool:
    return operations.erase(pledge, actor=Actor.SYSTEM, now=now)


def _outlived(now: dt.datetime) -> Iterator[Pledge]:
    """Pledges that ended longer ago than their round keeps names and words."""
    for round_ in PledgeRound.objects.all():
        limit = now - dt.timedelta(days=round_.retention_days)
        lately = PledgeEvent.objects.filter(pledge=OuterRef("pk"), at__gte=limit)
        ended = Pledge.objects.filter(round=round_, progress__in=ENDED, submitted_at__lt=limit)
        yield from ended.filter(~Exists(lately))[:MOST_ERASED_AT_ONCE]


def turn(round_: PledgeRound, now: dt.datetime) -> bool:
    """A round opened or closed by its date: pages kept in caches show the old state."""
    row = PledgeRound.objects.filter(pk=round_.pk, purged_at=round_.purged_at)
    with transaction.atomic():
        if not row.update(purged_at=now):
            return False
        purge_round_on_commit(round_)
    return True


def _turned(now: dt.datetime) -> QuerySet[PledgeRound]:
    """Rounds that opened or closed since their pages were last purged for that."""
    turned = Q()
    for date in ("opens_at", "closes_at"):
        not_since = Q(purged_at__isnull=True) | Q(**{f"{date}__gt": F("purged_at")})
        turned |= Q(**{f"{date}__lte": now}) & not_since
    return PledgeRound.objects.filter(turned)


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
    """Asked, and with time to read it: a cron that was down for a month gives up on nobody."""
    last_day = timezone.localdate(now) - ANSWER_TIME
    late = Pledge.objects.filter(progress=Progress.OPEN, due_on__lt=last_day)
    return late.filter(asked_for=F("due_on"), asked_at__lt=now - TIME_TO_READ)


def _today_for_mail(now: dt.datetime) -> dt.date:
    """The day whose mail may go by now."""
    local = timezone.localtime(now)
    return local.date() if local.hour >= WRITE_AT_HOUR else local.date() - dt.timedelta(days=1)


def _not_yet(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | ~Q(**{column: F("due_on")})


def _to_ask(today: dt.date) -> QuerySet[Pledge]:
    due = Pledge.objects.filter(progress=Progress.OPEN, due_on__lte=today)
    return due.filter(_not_yet("asked_for"))


def _to_note(today: dt.date) -> QuerySet[Pledge]:
    wanted = Pledge.objects.filter(progress=Progress.OPEN, reminders_consent_at__isnull=False)
    late = wanted.filter(due_on__lte=today - LAST_NOTE_AFTER, round__reminders=True)
    return late.filter(_not_yet("noted_for"))


def _to_remind(today: dt.date, now: dt.datetime) -> list[Pledge]:
    """Those due within a week, of which we were told long before."""
    wanted = Pledge.objects.filter(progress=Progress.OPEN, reminders_consent_at__isnull=False)
    near = wanted.filter(due_on__gt=today, due_on__lte=today + REMIND_BEFORE)
    rows = near.filter(_not_yet("reminded_for"), round__reminders=True)
    return [each for each in rows if _was_far_off(each)]


def _was_far_off(pledge: Pledge) -> bool:
    confirmed = pledge.confirmed_at and timezone.localdate(pledge.confirmed_at)
    return bool(confirmed and pledge.due_on and pledge.due_on - confirmed > REMIND_IF_OVER)
