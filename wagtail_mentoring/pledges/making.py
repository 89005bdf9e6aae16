"""How a pledge comes into being."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.pledges import confirmation, consents, publication
from wagtail_mentoring.pledges.ending import confirm
from wagtail_mentoring.pledges.history import Actor, Progress, record
from wagtail_mentoring.pledges.models import ConsentRecord, Event, Pledge, PledgeRound
from wagtail_mentoring.pledges.slugs import free_slug
from wagtail_mentoring.pledges.talents import set_talents
from wagtail_mentoring.spam.base import Outcome, Verdict
from wagtail_mentoring.spam.operations import remember
from wagtail_mentoring.submissions import actions, identity
from wagtail_mentoring.submissions.operations import (
    Origin,
    change_state,
    columns,
    policy_for,
    store_once,
)


def default_round(page: Any) -> PledgeRound:
    """The round of a give-back page; one is made for a page that has none."""
    if page.round_id:
        return page.round
    earlier = PledgeRound.objects.filter(
        pk__in=type(page).objects.filter(pk=page.pk).values("round")
    )
    return earlier.first() or _new_round(page)


def _new_round(page: Any) -> PledgeRound:
    slug = free_slug(PledgeRound.objects.all(), page.slug or page.title, "round")
    return PledgeRound.objects.create(title=page.title[:120], slug=slug)


def submit(
    round_: PledgeRound,
    *,
    site: Any,
    origin: Origin,
    text: str,
    name: str,
    email: str,
    talents: Sequence[str] = (),
    reminders: bool = False,
    is_vouched: bool = False,
    now: dt.datetime | None = None,
    **values: Any,
) -> Pledge:
    """Store a pledge, however often its form is sent; may raise ``NonceSpent``.

    Queues the first e-mail, unless the spam filter wants a person to look before. With
    ``is_vouched`` the site answers for the address, and the pledge is confirmed at once.
    """
    now = now or timezone.now()
    pledge = Pledge(
        round=round_,
        **columns(site, origin, name=name, email=email, text=text),
        **{"submitted_at": now, **values},
    )
    typed = (text, name, email, reminders, *talents, *values.values())
    everything = "\n".join(str(value) for value in typed)
    pledge.text_hash = identity.text_hash(everything)
    answers = consents.columns(pledge, {ConsentRecord.Purpose.REMINDERS: reminders}, now)
    for field, value in answers.items():
        setattr(pledge, field, value)
    message = publication.message_of(pledge, origin, talents)
    verdict = publication.judge_new(message, policy_for(site))

    def store() -> Pledge:
        _store(pledge, verdict, now, is_vouched)
        remember(message, verdict, pledge.pk, now)
        set_talents(pledge, talents)
        consents.keep(pledge, answers, now)
        return pledge

    stored, _is_new = store_once(Pledge, origin, everything, store)
    return stored


def _store(pledge: Pledge, verdict: Verdict, now: dt.datetime, is_vouched: bool) -> None:
    pledge.verdict = verdict.as_dict()
    pledge.needs_release = verdict.outcome is not Outcome.PUBLISH
    if verdict.outcome is Outcome.SPAM:
        pledge.state = Pledge.State.SPAM
    is_asked = not pledge.needs_release and not is_vouched
    if is_asked and confirmation.grant(pledge.email, now):
        pledge.confirm_mails, pledge.confirm_mail_at = 1, now
    pledge.save(force_insert=True)
    record(pledge, Event.STARTED, "", Actor.PLEDGER, now)
    if is_asked:
        # Queued also when it was not granted, and then skipped: see mails.load_confirm.
        queue(confirmation.KIND, pledge.pk, pledge.email)
    elif not pledge.needs_release:
        confirm(pledge, now=now)


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
            change_state(pledge, Pledge.State.WAITING, user=user, action=actions.RELEASE)
        else:
            log(pledge, actions.RELEASE, user=user)
        confirmation.send(pledge, now, released=True)
    return True
