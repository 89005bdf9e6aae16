"""Erasing a person: afterwards no name and no address of theirs is left anywhere."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from wagtail_mentoring.comments import operations as comments
from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import withdraw
from wagtail_mentoring.pledges import erasing
from wagtail_mentoring.pledges.mentors.operations import set_email
from wagtail_mentoring.pledges.mentors.photos import delete_if_unused
from wagtail_mentoring.pledges.models import Mentor, MentorNote, Pledge, PledgeEvent
from wagtail_mentoring.privacy.person import Person
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.submissions.forgetting import clear_log
from wagtail_mentoring.text import comment_html

State = ReaderComment.State
ERASE = "wagtail_mentoring.erase"
LETTERS = r"A-Za-z\u00c0-\u052f"
"""Of the scripts that part words: Latin, Greek, Cyrillic."""

FORGOTTEN: dict[str, Any] = {
    "email": "",
    "email_key": "",
    "user": None,
    "text_hash": "",
    "ip_key": "",
    "user_agent": "",
    "nonce": None,
    "website": "",
    "verdict": {},
}


def erase_person(email: str, *, keep_text: bool = False, user: Any = None) -> dict[str, int]:
    """Erase all that is kept under an address; how much of each there was.

    With ``keep_text`` their published words stay, under no name. Accounts are not ours to erase.
    """
    person = Person(email)
    counts = person.counts()
    spam.forget(person.judgements)
    with transaction.atomic():
        person.reports.update(text="", user=None, ip_key="")
        for comment in person.comments:
            _erase_comment(comment, person, keep_text=keep_text, user=user)
        for note in person.notes:
            _erase_note(note)
        for pledge in person.pledges:
            _erase_pledge(pledge, user=user)
        for mentor in person.mentors.select_related("contact"):
            _erase_mentor(mentor, user=user)
        person.readers.delete()
        for rule in person.spam_rules:
            clear_log(rule)  # its label is the address
            rule.delete()
        person.consents.update(email_key="")
        person.mails.update(address="", state=OutgoingMail.State.SKIPPED)
    return counts


def _erase_comment(comment: ReaderComment, person: Person, *, keep_text: bool, user: Any) -> None:
    """The row stays: others have answered it, and its number is taken."""
    if not keep_text and comment.state != State.REMOVED:
        comments.remove(comment, user=user)
    text = _redact(comment.text, person.email, comment.name) if keep_text else ""
    with translation.override(comment.language or settings.LANGUAGE_CODE):
        values = {**FORGOTTEN, "name": _("Someone")}
    values |= {"text": text, "body_html": comment_html(text)}
    row = ReaderComment.objects.filter(pk=comment.pk)
    row.update(**values, **({} if keep_text else {"previous_state": ""}))
    comment.reports.update(text="", user=None, ip_key="")
    _clear(comment)
    comment.refresh_from_db()
    log(comment, ERASE, user=user)
    if comment.state == State.PUBLISHED:
        purge_on_commit(comment.discussion)


def _erase_note(note: MentorNote) -> None:
    withdraw([erasing.NOTE_MAIL], [note.pk])
    _clear(note)
    note.delete()


def _erase_pledge(pledge: Pledge, *, user: Any) -> None:
    """Without the last mail that pledgers who erase by themselves get: somebody writes to them."""
    erasing.erase(pledge, user=user, actor=PledgeEvent.Actor.EDITOR)
    withdraw([erasing.ERASED_MAIL], [pledge.pk])


def _erase_mentor(mentor: Mentor, *, user: Any) -> None:
    """The row stays, as numbers count it, but it is nobody's and nobody is offered it."""
    photo = mentor.photo
    set_email(mentor, "", user=user)
    values: dict[str, Any] = {"name": _("Someone"), "slug": f"erased-{mentor.pk}", "role": ""}
    values |= {"biography": "", "photo": None, "is_public": False}
    values["consent"] = Mentor.Consent.STOPPED
    Mentor.objects.filter(pk=mentor.pk).update(**values)
    mentor.talents.clear()
    _clear(mentor)
    mentor.refresh_from_db()
    if photo is not None:
        delete_if_unused(photo, mentor)
    log(mentor, ERASE, user=user)


def _clear(thing: Any) -> None:
    """What Wagtail keeps: labels that begin with the words, earlier texts, revisions."""
    clear_log(thing)
    of_model = ContentType.objects.get_for_model(thing)
    Revision.objects.filter(content_type=of_model, object_id=str(thing.pk)).delete()


def _redact(text: str, email: str, name: str) -> str:
    """A text without the writer's own address and name, which people put under what they write.

    "Li" is no part of "like", nor of a tag; in scripts that part no words it may stand anywhere.
    """
    own = [re.escape(email)]
    if name:
        own.append(rf"(?<![</{LETTERS}]){re.escape(name)}(?![{LETTERS}])")
    return re.sub("|".join(own), "…", text, flags=re.IGNORECASE)
