"""What happens to anything a visitor sent: storing it once, and changing its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.spam.base import Policy, TicketStatus
from wagtail_mentoring.submissions import actions, identity
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.models import Submission
from wagtail_mentoring.submissions.tickets import Ticket

S = TypeVar("S", bound=Submission)

HOLD: dict[str, str] = {
    MentoringSettings.Moderation.HOLD_ALL: "all",
    MentoringSettings.Moderation.HOLD_FIRST: "first",
    MentoringSettings.Moderation.HOLD_SUSPICIOUS: "suspicious",
}


SAID_BY: dict[str, str] = {Submission.State.PUBLISHED: "ham", Submission.State.SPAM: "spam"}
"""What a person says of a message by moving it there. To remove it says nothing about spam."""


class NonceSpent(Exception):
    """The form's ticket has already carried another text."""


@dataclass(frozen=True)
class Origin:
    """How a submission reached us: what operations know of the request."""

    user: Any = None
    reader: Any = None
    """The reader who confirmed the address on this device; None for somebody signed in."""
    ip_key: str = ""
    user_agent: str = ""
    language: str = ""
    decoy: str = ""
    untouched: bool = False
    ticket: Ticket = Ticket(TicketStatus.MISSING)


def columns(site: Any, origin: Origin, *, name: str, email: str, text: str) -> dict[str, Any]:
    """Values of the columns of :class:`Submission` for something just sent."""
    return {
        "site": site,
        "name": name,
        "email": email,
        "email_key": identity.email_key(email),
        "user": origin.user,
        "text": text,
        "text_hash": identity.text_hash(text),
        "language": origin.language[:16],
        "ip_key": origin.ip_key,
        "user_agent": origin.user_agent[:200],
        "nonce": origin.ticket.nonce,
    }


def store_once(model: type[S], origin: Origin, text: str, store: Callable[[], S]) -> tuple[S, bool]:
    """Run ``store`` in a transaction; however often a form is sent, it leaves one row.

    Returns the row and whether it is new. Raises :class:`NonceSpent` when the same ticket
    has carried another text before.
    """
    try:
        return in_transaction(store), True
    except IntegrityError:
        nonce = origin.ticket.nonce
        earlier: Any = model._default_manager.filter(nonce=nonce).first() if nonce else None
        if earlier is None:
            raise
        if earlier.text_hash != identity.text_hash(text):
            raise NonceSpent from None
        return earlier, False


def change_state(
    submission: Submission,
    state: str,
    *,
    user: Any = None,
    action: str,
    data: dict[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Move a submission to ``state`` if it still is in the state the caller saw.

    Sets the columns in ``values`` along with it and writes ``action`` to Wagtail's log.
    False, with ``submission`` read anew, when somebody else was first or nothing would change.
    """
    before = submission.state
    values |= {"state": state, "previous_state": before}
    row = type(submission)._default_manager.filter(pk=submission.pk, state=before)
    with transaction.atomic():
        if before == state or not row.update(**values):
            submission.refresh_from_db()
            return False
        for field, value in values.items():
            setattr(submission, field, value)
        log(submission, action, user=user, data={"from": before, "to": str(state), **(data or {})})
        if user is not None:
            _teach(submission, action)
    return True


def change_words(
    submission: Submission,
    words: Mapping[str, str],
    *,
    user: Any,
    now: datetime | None = None,
    **derived: Any,
) -> bool:
    """Change words, by column, as staff; the log keeps what was there.

    ``derived`` are columns that follow from them. False, with ``submission`` read anew, when
    somebody else was first or nothing would change.
    """
    before = {name: getattr(submission, name) for name in words}
    row = type(submission)._default_manager.filter(pk=submission.pk, **before)
    values = {**words, **derived, "edited_at": now or timezone.now()}
    with transaction.atomic():
        if before == words or not row.update(**values):
            submission.refresh_from_db()
            return False
        for field, value in values.items():
            setattr(submission, field, value)
        text = "\n\n".join(was for name, was in before.items() if was and was != words[name])
        log(submission, actions.EDIT, user=user, data={"text": text})
    return True


def _teach(submission: Submission, action: str) -> None:
    """Let the spam filter learn from what a person decided; never from its own verdicts."""
    kind = spam_kind(type(submission))
    if action == actions.UNDO:
        spam.take_back(kind, submission.pk)
    else:
        spam.teach(kind, submission.pk, SAID_BY.get(submission.state, ""))


def spam_kind(model: type[Submission]) -> str:
    """What the spam filter calls messages that are stored in ``model``."""
    name = model._meta.model_name or ""
    return {"readercomment": "comment", "mentornote": "note"}.get(name, name)


def sender_key(origin: Origin, *, is_known: bool = False) -> str:
    """Stands for the account, the known reader or, without either, the network that something came
    from. Confirming addresses is cheap: by itself it does not make a sender of one's own."""
    if origin.user is not None:
        return identity.hash_key(str(origin.user.pk), "account")
    if origin.reader is not None and is_known:
        return identity.hash_key(str(origin.reader.pk), "reader")
    return origin.ip_key


def policy_for(site: Any) -> Policy:
    """A site's rules in the words of the spam filter."""
    return policy_of(MentoringSettings.for_site(site))


def policy_of(settings: MentoringSettings, moderation: str = "") -> Policy:
    """The same, for settings already read; ``moderation``, if given, in place of theirs."""
    return Policy(hold=HOLD[moderation or settings.moderation], hold_links=settings.hold_links)
