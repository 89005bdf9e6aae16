"""Every way a pledge comes into being, moves along its life, or is shown or hidden."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.pledges import confirmation, publication
from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.history import Actor, Progress, advance, record
from wagtail_mentoring.pledges.models import Event, Pledge, PledgeRound, Story
from wagtail_mentoring.pledges.publication import (
    consider,
    mark_spam,
    publish,
    remove,
    story_of,
    undo,
)
from wagtail_mentoring.pledges.rounds import free_slug
from wagtail_mentoring.pledges.signals import pledge_confirmed, pledge_finished
from wagtail_mentoring.spam.base import Outcome, Verdict
from wagtail_mentoring.submissions import identity, limits
from wagtail_mentoring.submissions.operations import (
    Origin,
    change_state,
    columns,
    policy_for,
    store_once,
)

__all__ = [
    "confirm",
    "default_round",
    "disown",
    "edit",
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
    "share",
    "submit",
    "undo",
]

UNDECIDED = (Progress.OPEN, Progress.NO_ANSWER, Progress.LET_GO)
"""From here a pledge can still be finished: a late answer counts, and so does a change of mind."""

ONE_DAY = dt.timedelta(days=1)
FORGOTTEN: dict[str, Any] = {
    "name": "",
    "email": "",
    "user": None,
    "text": "",
    "text_hash": "",
    "plan": "",
    "thanks": "",
    "mentor_name": "",
    "ip_key": "",
    "user_agent": "",
    "verdict": {},
}
"""What is deleted of a pledge that nobody confirmed. The hashed address stays: it limits mail."""


def default_round(page: Any) -> PledgeRound:
    """The round of a give-back page; one is made for a page that has none."""
    if page.round_id:
        return page.round
    earlier = PledgeRound.objects.filter(
        pk__in=type(page).objects.filter(pk=page.pk).values("round")
    )
    return earlier.first() or _new_round(page)


def _new_round(page: Any) -> PledgeRound:
    slug = free_slug(page.slug or page.title)
    return PledgeRound.objects.create(title=page.title[:120], slug=slug)


def submit(
    round_: PledgeRound,
    *,
    site: Any,
    origin: Origin,
    text: str,
    name: str,
    email: str,
    now: dt.datetime | None = None,
    **values: Any,
) -> Pledge:
    """Store a pledge, however often its form is sent; may raise ``NonceSpent``.

    Queues the first e-mail, unless the spam filter wants a person to look before.
    """
    now = now or timezone.now()
    pledge = Pledge(
        round=round_,
        **columns(site, origin, name=name, email=email, text=text),
        **{"submitted_at": now, **values},
    )
    everything = "\n".join(str(value) for value in (text, name, email, *values.values()))
    pledge.text_hash = identity.text_hash(everything)
    verdict = publication.judge_new(pledge, origin, policy_for(site))
    stored, _is_new = store_once(Pledge, origin, everything, partial(_store, pledge, verdict, now))
    return stored


def _store(pledge: Pledge, verdict: Verdict, now: dt.datetime) -> Pledge:
    pledge.verdict = verdict.as_dict()
    pledge.needs_release = verdict.outcome is not Outcome.PUBLISH
    if verdict.outcome is Outcome.SPAM:
        pledge.state = Pledge.State.SPAM
    if not pledge.needs_release and confirmation.grant(pledge.email_key, now):
        pledge.confirm_mails, pledge.confirm_mail_at = 1, now
    pledge.save(force_insert=True)
    if not pledge.needs_release:
        # Queued also when it was not granted, and then skipped: see mails.load_confirm.
        queue(confirmation.KIND, pledge.pk, pledge.email)
    record(pledge, Event.STARTED, "", Actor.PLEDGER, now)
    return pledge


def release(pledge: Pledge, user: Any = None, now: dt.datetime | None = None) -> bool:
    """A person found nothing wrong with a flagged pledge: its first e-mail may go out."""
    now = now or timezone.now()
    row = Pledge.objects.filter(pk=pledge.pk, needs_release=True, progress=Progress.UNCONFIRMED)
    with transaction.atomic():
        if not row.update(needs_release=False):
            pledge.refresh_from_db()
            return False
        pledge.needs_release = False
        if pledge.state != Pledge.State.WAITING:
            change_state(pledge, Pledge.State.WAITING, user=user, action=publication.RELEASE)
        else:
            log(pledge, publication.RELEASE, user=user)
        confirmation.send(pledge, now, released=True)
    return True


def confirm(
    pledge: Pledge,
    *,
    story: str = "",
    wall_consent: bool = False,
    now: dt.datetime | None = None,
) -> bool:
    """The address is proven. What was done before, or is done with the thanks, is finished."""
    now = now or timezone.now()
    values: dict[str, Any] = {"confirmed_at": now}
    to, event = Progress.OPEN, Event.CONFIRMED
    if pledge.finishes_when_confirmed:
        to, event = Progress.FINISHED, Event.DONE
        values |= {"outcome": Pledge.Outcome.DONE, "finished_at": now}
        values |= _consent(pledge, wall_consent, now)
    with transaction.atomic():
        came_from = [Progress.UNCONFIRMED]
        if not advance(pledge, to, event=event, allowed_from=came_from, now=now, **values):
            return False
        queue("pledge_receipt", pledge.pk, pledge.email)
        purge_on_commit(pledge)
        _send_on_commit(pledge_confirmed, pledge)
        if to == Progress.FINISHED:
            _conclude(pledge, story, now)
    return True


def disown(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """The owner of the address did not make this pledge: it is forgotten, and so are its mails."""
    return _forget(pledge, Actor.PLEDGER, now)


def expire(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """Nobody confirmed it in time."""
    return _forget(pledge, Actor.SYSTEM, now)


def finish(
    pledge: Pledge,
    outcome: str,
    *,
    story: str = "",
    wall_consent: bool = False,
    now: dt.datetime | None = None,
) -> bool:
    """The pledger says that it is done, or was tried; False if that was said before."""
    now = now or timezone.now()
    values = {"outcome": outcome, "finished_at": now, **_consent(pledge, wall_consent, now)}
    with transaction.atomic():
        to, event = Progress.FINISHED, Event(outcome)
        if not advance(pledge, to, event=event, allowed_from=UNDECIDED, now=now, **values):
            return False
        _conclude(pledge, story, now)
    return True


def share(
    pledge: Pledge, *, story: str, wall_consent: bool, now: dt.datetime | None = None
) -> bool:
    """The pledger rewrites the story of a finished pledge, or thinks again about the wall."""
    now = now or timezone.now()
    if pledge.progress != Progress.FINISHED:
        return False
    with transaction.atomic():
        if wall_consent != (pledge.wall_consent_at is not None):
            consent = _consent(pledge, wall_consent, now)
            Pledge.objects.filter(pk=pledge.pk).update(**consent)
            for field, value in consent.items():
                setattr(pledge, field, value)
        _write_story(pledge, story, now)
        consider(pledge, now)
        purge_on_commit(pledge)
    return True


def let_go(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """The pledger drops it. No reason is asked."""
    came_from = [Progress.OPEN, Progress.NO_ANSWER]
    return advance(pledge, Progress.LET_GO, event=Event.LET_GO, allowed_from=came_from, now=now)


def more_time(pledge: Pledge, due_on: dt.date, now: dt.datetime | None = None) -> bool:
    """A new due date, also for a pledge that was let go or never answered."""
    if pledge.progress == Progress.OPEN and pledge.due_on == due_on:
        return False
    return advance(
        pledge,
        Progress.OPEN,
        event=Event.MORE_TIME,
        allowed_from=UNDECIDED,
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


def _forget(pledge: Pledge, actor: str, now: dt.datetime | None) -> bool:
    return advance(
        pledge,
        Progress.EXPIRED,
        event=Event.EXPIRED,
        allowed_from=[Progress.UNCONFIRMED],
        actor=actor,
        now=now,
        **FORGOTTEN,
    )


def _consent(pledge: Pledge, given: bool, now: dt.datetime) -> dict[str, Any]:
    return {
        "wall_consent_at": now if given else None,
        "wall_consent_version": pledge.round.consent_version if given else None,
    }


def _conclude(pledge: Pledge, story: str, now: dt.datetime) -> None:
    if story:
        _write_story(pledge, story, now)
    consider(pledge, now)
    purge_on_commit(pledge)
    _send_on_commit(pledge_finished, pledge)


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
        story.text, story.text_hash = text, identity.text_hash(text)
        story.save(update_fields=["text", "text_hash"])
        publication.words_changed(story)


def _send_on_commit(signal: Signal, pledge: Pledge) -> None:
    after_commit(signal.send_robust, sender=Pledge, pledge=pledge)
