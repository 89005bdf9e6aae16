"""Every way a mentor's consent, contact data and answers change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue, withdraw
from wagtail_mentoring.pledges import consents, publication, telling
from wagtail_mentoring.pledges.cache import purge_on_commit
from wagtail_mentoring.pledges.erasing import NOTE_MAIL
from wagtail_mentoring.pledges.history import Actor, record
from wagtail_mentoring.pledges.mentors import photos
from wagtail_mentoring.pledges.models import Event, Mentor, MentorContact, MentorNote, Pledge
from wagtail_mentoring.pledges.signals import (
    mentor_agreed,
    mentor_declined,
    mentor_stopped,
    mentor_wrote_back,
)
from wagtail_mentoring.pledges.talents import set_talents
from wagtail_mentoring.submissions import identity, limits

Consent = Mentor.Consent

ONE_DAY = dt.timedelta(days=1)
EDIT_TIME = dt.timedelta(days=1)
"""How long a mentor can change a note."""
MOST_INVITATIONS = 3
INVITATION = "mentor_invitation"
LINK = "mentor_link"
MAIL_TO_MENTOR = (INVITATION, LINK, telling.DIGEST)
"""Kinds of mail whose object is the mentor."""


def set_email(mentor: Mentor, email: str, *, user: Any = None) -> bool:
    """Where to write to from now on; empty for nowhere. False if nothing changes.

    Another address may be another person's: it has to be asked anew, and links sent to the
    earlier one are void.
    """
    email = email.strip()
    if email == mentor.email:
        return False
    with transaction.atomic():
        withdraw(MAIL_TO_MENTOR, [mentor.pk])
        withdraw([telling.KIND], mentor.pledges.values("pk"))
        if email:
            values = {"email": email, "email_key": identity.email_key(email)}
            MentorContact.objects.update_or_create(mentor=mentor, defaults=values)
        else:
            MentorContact.objects.filter(mentor=mentor).delete()
        asked = Mentor.objects.filter(pk=mentor.pk, consent__in=[Consent.INVITED, Consent.AGREED])
        asked.update(consent=Consent.NOT_ASKED, consent_at=None)
        Mentor.objects.filter(pk=mentor.pk).update(link_version=F("link_version") + 1)
        mentor.refresh_from_db()
        log(mentor, "wagtail_mentoring.contact", user=user)
    return True


def can_be_invited(mentor: Mentor) -> bool:
    """Whoever said no, or stopped, is not asked again: they can come back by themselves."""
    return bool(mentor.email) and mentor.consent in (Consent.NOT_ASKED, Consent.INVITED)


def invite(mentor: Mentor, *, user: Any = None, now: dt.datetime | None = None) -> bool:
    """Ask a mentor whether they would like to hear: once a day, three times in all."""
    now = now or timezone.now()
    if not can_be_invited(mentor):
        return False
    earlier = OutgoingMail.objects.filter(kind=INVITATION, object_id=mentor.pk).exclude(
        state=OutgoingMail.State.SKIPPED
    )
    too_soon = earlier.filter(created_at__gt=now - ONE_DAY)
    if too_soon.exists() or earlier.count() >= MOST_INVITATIONS:
        return False
    number = OutgoingMail.objects.filter(kind=INVITATION, object_id=mentor.pk).count() + 1
    with transaction.atomic():
        asked = Mentor.objects.filter(pk=mentor.pk, consent=mentor.consent)
        if not asked.update(consent=Consent.INVITED, consent_at=now):
            return False
        mentor.consent, mentor.consent_at = Consent.INVITED, now
        log(mentor, "wagtail_mentoring.invite", user=user)
        queue(INVITATION, mentor.pk, mentor.email, number=number)
    return True


def agree(mentor: Mentor, words: str = "", now: dt.datetime | None = None) -> bool:
    """The mentor would like to hear: after an invitation, or after having said no."""
    asked = (Consent.INVITED, Consent.DECLINED, Consent.STOPPED)
    return _answer(mentor, Consent.AGREED, asked, words, now)


def decline(mentor: Mentor, words: str = "", now: dt.datetime | None = None) -> bool:
    """The mentor would rather not hear."""
    return _answer(mentor, Consent.DECLINED, (Consent.INVITED,), words, now)


def stop(mentor: Mentor, words: str = "", now: dt.datetime | None = None) -> bool:
    """No more mail, until the mentor changes their mind. Before an answer it means no."""
    if mentor.consent == Consent.INVITED:
        return decline(mentor, words, now)
    return _answer(mentor, Consent.STOPPED, (Consent.AGREED,), words, now)


def _answer(
    mentor: Mentor, to: str, came_from: Collection[str], words: str, now: dt.datetime | None
) -> bool:
    """Compare-and-set: of two clicks at once one finds the work done."""
    now = now or timezone.now()
    row = Mentor.objects.filter(pk=mentor.pk, consent__in=came_from)
    heard = {
        Consent.AGREED: mentor_agreed,
        Consent.DECLINED: mentor_declined,
        Consent.STOPPED: mentor_stopped,
    }
    with transaction.atomic():
        if not row.update(consent=to, consent_at=now):
            mentor.refresh_from_db()
            return False
        mentor.consent, mentor.consent_at = to, now
        consents.keep_of_mentor(mentor, to == Consent.AGREED, words, now)
        log(mentor, f"wagtail_mentoring.mentor_{to}")
        after_commit(heard[Consent(to)].send_robust, sender=Mentor, mentor=mentor)
    return True


def save_wishes(
    mentor: Mentor,
    *,
    rhythm: str,
    talents: Sequence[str],
    photo: UploadedFile | None = None,
    without_photo: bool = False,
) -> None:
    """What a mentor chose on their own page; a new photo counts for more than the wish for none."""
    with transaction.atomic():
        mentor.rhythm = rhythm
        mentor.save(update_fields=["rhythm"])
        if photo is not None:
            photos.give(mentor, photo)
        elif without_photo:
            photos.take_away(mentor)
        set_talents(mentor, talents)
        log(mentor, "wagtail_mentoring.wishes")


def renew_link(mentor: Mentor) -> bool:
    """Make earlier links void and mail a new one. The link to stop stays good for ever.

    No link is made void whose successor cannot be mailed: the mentor would have none.
    """
    with transaction.atomic():
        if not _may_get_link(mentor):
            return False
        Mentor.objects.filter(pk=mentor.pk).update(link_version=F("link_version") + 1)
        mentor.refresh_from_db()
        return _queue_link(mentor)


def mail_link(mentor: Mentor, now: dt.datetime | None = None) -> bool:
    """Mail a fresh link to the address we know: a few times a day at most."""
    return _may_get_link(mentor, now) and _queue_link(mentor)


def _may_get_link(mentor: Mentor, now: dt.datetime | None = None) -> bool:
    return bool(mentor.email) and limits.allow(f"mentor-link:{mentor.pk}", 3, ONE_DAY, now)


def _queue_link(mentor: Mentor) -> bool:
    number = OutgoingMail.objects.filter(kind=LINK, object_id=mentor.pk).count() + 1
    return queue(LINK, mentor.pk, mentor.email, number=number) is not None


def can_write_back(pledge: Pledge, now: dt.datetime | None = None) -> bool:
    """One note for each pledge, which can be changed for a day."""
    note = getattr(pledge, "mentor_note", None)
    return note is None or note.submitted_at > (now or timezone.now()) - EDIT_TIME


def write_back(
    pledge: Pledge, text: str, *, is_shareable: bool = False, now: dt.datetime | None = None
) -> bool:
    """A line from the mentor to the pledger. Only what others are to see waits for anybody."""
    now = now or timezone.now()
    if not can_write_back(pledge, now):
        return False
    try:
        with transaction.atomic():
            note = _write(pledge, text, is_shareable, now)
            if note.is_shareable and note.state == MentorNote.State.WAITING:
                publication.judge(note, publication.policy_of_round(pledge), False, now)
            purge_on_commit(pledge)
    except IntegrityError:  # the other of two clicks was faster
        return False
    return True


def _write(pledge: Pledge, text: str, is_shareable: bool, now: dt.datetime) -> MentorNote:
    note = getattr(pledge, "mentor_note", None)
    words: dict[str, Any] = {
        "text": text,
        "text_hash": identity.text_hash(text),
        "is_shareable": is_shareable,
    }
    if note is not None:
        changed = note.text != text
        if changed:
            words["edited_at"] = None
        for field, value in words.items():
            setattr(note, field, value)
        note.save(update_fields=list(words))
        if changed:
            publication.words_changed(note)
        return note
    mentor = pledge.mentor
    new = MentorNote.objects.create(
        pledge=pledge,
        site=pledge.site,
        name=mentor.name if mentor else "",
        email_key=identity.email_key(mentor.email) if mentor else "",
        language=pledge.language,
        submitted_at=now,
        **words,
    )
    record(pledge, Event.WROTE_BACK, pledge.progress, Actor.MENTOR, now)
    queue(NOTE_MAIL, new.pk, pledge.email)
    after_commit(mentor_wrote_back.send_robust, sender=MentorNote, note=new)
    return new
