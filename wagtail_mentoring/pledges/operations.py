"""Every way a pledge comes into being, moves along its life, or is shown or hidden."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.pledges import confirmation
from wagtail_mentoring.pledges.ending import confirm, finish, reopen, share
from wagtail_mentoring.pledges.erasing import disown, erase, expire
from wagtail_mentoring.pledges.history import UNDECIDED, Actor, Progress, advance
from wagtail_mentoring.pledges.making import default_round, release, submit
from wagtail_mentoring.pledges.models import Event, Pledge
from wagtail_mentoring.pledges.publication import correct, mark_spam, publish, remove, undo
from wagtail_mentoring.pledges.signals import pledge_let_go
from wagtail_mentoring.submissions import identity, limits

__all__ = [
    "confirm",
    "correct",
    "default_round",
    "disown",
    "edit",
    "erase",
    "expire",
    "finish",
    "give_up",
    "let_go",
    "mail_links",
    "mark_spam",
    "more_time",
    "publish",
    "release",
    "remove",
    "renew_links",
    "reopen",
    "share",
    "submit",
    "undo",
]

ONE_DAY = dt.timedelta(days=1)
MOST_NEW_LINKS = 3


def let_go(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """The pledger drops it. No reason is asked."""
    came_from = [Progress.OPEN, Progress.NO_ANSWER]
    with transaction.atomic():
        to, event = Progress.LET_GO, Event.LET_GO
        if not advance(pledge, to, event=event, allowed_from=came_from, now=now):
            return False
        after_commit(pledge_let_go.send_robust, sender=Pledge, pledge=pledge)
    return True


def more_time(pledge: Pledge, due_on: dt.date, now: dt.datetime | None = None) -> bool:
    """A new due date, also for a pledge that was let go or never answered."""
    if pledge.progress == Progress.OPEN and pledge.due_on == due_on:
        return False
    return advance(
        pledge,
        Progress.OPEN,
        event=Event.MORE_TIME,
        allowed_from=UNDECIDED,
        only_if=Q(due_on=pledge.due_on),  # of two clicks at once, the other moved it
        now=now,
        due_on=due_on,
    )


def edit(pledge: Pledge, *, text: str, plan: str) -> bool:
    """New words for a pledge not yet finished; False if it was changed elsewhere meanwhile."""
    row = Pledge.objects.filter(
        pk=pledge.pk,
        progress__in=[Progress.OPEN, Progress.NO_ANSWER],
        text=pledge.text,
        plan=pledge.plan,
    )
    if not row.update(text=text, plan=plan):
        pledge.refresh_from_db()
        return False
    pledge.text, pledge.plan = text, plan
    return True


def give_up(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """Long after its due date nobody has told how it went; a late answer still counts."""
    return advance(
        pledge,
        Progress.NO_ANSWER,
        event=Event.NO_ANSWER,
        allowed_from=[Progress.OPEN],
        actor=Actor.SYSTEM,
        now=now,
    )


def mail_links(email: str, now: dt.datetime | None = None) -> None:
    """Mail the links of all pledges of an address to it, once a day; nothing to others."""
    key = identity.email_key(email)
    pledges = Pledge.objects.filter(email_key=key, confirmed_at__isnull=False)
    latest = pledges.exclude(email="").order_by("-confirmed_at").first()
    if limits.allow(f"pledge-links:{key}", 1, ONE_DAY, now) and latest is not None:
        with transaction.atomic():
            confirmation.queue_next("pledge_links", latest)


def renew_links(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """Make all links to this pledge void and mail a new one, at most a few times a day."""
    if not limits.allow(f"pledge-renew:{pledge.pk}", MOST_NEW_LINKS, ONE_DAY, now):
        return False
    row = Pledge.objects.filter(pk=pledge.pk, link_version=pledge.link_version)
    with transaction.atomic():
        if not row.exclude(email="").update(link_version=F("link_version") + 1):
            return False
        pledge.refresh_from_db()
        confirmation.queue_next("pledge_links", pledge)
    return True
