"""Forgetting what somebody wrote. The row stays as a tombstone, without anything of theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue, withdraw
from wagtail_mentoring.pledges import telling
from wagtail_mentoring.pledges.history import Actor, Progress, advance
from wagtail_mentoring.pledges.models import ConsentRecord, Event, MentorNote, Pledge, Story, Talent
from wagtail_mentoring.pledges.signals import pledge_erased
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.spam.models import Judgement
from wagtail_mentoring.submissions.forgetting import clear_log

ERASED_MAIL = "pledge_erased"
NOTE_MAIL = "pledge_note"
KEEP_ADDRESS = dt.timedelta(days=1)
"""How long the last mail to somebody erased may wait for the mail server."""

MAIL_KINDS = (
    *("pledge_confirm", "pledge_receipt", "pledge_reminder", "pledge_due", "pledge_last_note"),
    *("pledge_links", telling.KIND),
)
"""Every kind of mail about a pledge but the last."""

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
    "edited_at": None,
}
"""What is deleted of a pledge that nobody confirmed. The hashed address stays: it limits mail."""


def disown(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """The owner of the address did not make this pledge: it is forgotten, and so are its mails."""
    return _forget(pledge, Actor.PLEDGER, now)


def expire(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """Nobody confirmed it in time."""
    return _forget(pledge, Actor.SYSTEM, now)


def _forget(pledge: Pledge, actor: str, now: dt.datetime | None) -> bool:
    came_from = [Progress.UNCONFIRMED]
    with transaction.atomic():
        moved = advance(
            pledge,
            Progress.EXPIRED,
            event=Event.EXPIRED,
            allowed_from=came_from,
            actor=actor,
            now=now,
            **FORGOTTEN,
        )
        if moved:
            clear_log(pledge)
            _clear_talents(pledge)
    if moved:
        _forget_judgements(pledge)
    return moved


def erase(
    pledge: Pledge,
    *,
    user: Any = None,
    actor: str = Actor.PLEDGER,
    now: dt.datetime | None = None,
) -> bool:
    """Delete all that tells who pledged what, for good; False if there is nothing left.

    Numbers stay. Somebody whose address is proven gets one last mail, without a link.
    """
    now = now or timezone.now()
    address = pledge.email if pledge.confirmed_at else ""
    everything = [progress for progress in Progress.values if progress != Progress.ERASED]
    values = {**FORGOTTEN, "email_key": "", "nonce": None, "erased_from": pledge.progress}
    _forget_judgements(pledge)
    with transaction.atomic():
        if not advance(
            pledge,
            Progress.ERASED,
            event=Event.ERASED,
            allowed_from=everything,
            actor=actor,
            now=now,
            **values,
        ):
            return False
        withdraw(MAIL_KINDS, [pledge.pk])
        if address:
            queue(ERASED_MAIL, pledge.pk, address)
        _delete_parts(pledge)
        log(pledge, "wagtail_mentoring.erase", user=user)
        after_commit(pledge_erased.send_robust, sender=Pledge, pledge=pledge)
    return True


def forget_addresses(now: dt.datetime) -> int:
    """Give up on last mails that could not be sent: their addresses go all the same."""
    late = OutgoingMail.objects.filter(kind=ERASED_MAIL, created_at__lte=now - KEEP_ADDRESS)
    late = late.exclude(address="").exclude(state=OutgoingMail.State.SENDING)
    return late.update(address="", state=OutgoingMail.State.FAILED)


def _forget_judgements(pledge: Pledge) -> None:
    """What the spam filter remembers of the pledge, its story and the mentor's note."""
    mine = Q(kind="pledge", object_id=pledge.pk)
    mine |= Q(kind="story", object_id__in=Story.objects.filter(pledge=pledge).values("pk"))
    mine |= Q(kind="note", object_id__in=MentorNote.objects.filter(pledge=pledge).values("pk"))
    spam.forget(Judgement.objects.filter(mine))


def _delete_parts(pledge: Pledge) -> None:
    """The story, the mentor's note, talents, and the words in Wagtail's log."""
    parts = [getattr(pledge, name, None) for name in ("story", "mentor_note")]
    for part in parts:
        if part is not None:
            if isinstance(part, MentorNote):
                withdraw([NOTE_MAIL], [part.pk])
            clear_log(part)
            part.delete()
    clear_log(pledge)
    pledge.refresh_from_db()
    ConsentRecord.objects.filter(pledge=pledge).update(pledge=None)
    _clear_talents(pledge)


def _clear_talents(pledge: Pledge) -> None:
    """What was offered; and of the talents themselves those that nobody else named."""
    mine = list(pledge.offered_talents.values_list("tag_id", flat=True))
    pledge.offered_talents.all().delete()
    unused = Talent.objects.filter(pk__in=mine, offered_in__isnull=True, wanted_by__isnull=True)
    unused.delete()
