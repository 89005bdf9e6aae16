"""E-mail about answers to one's response, for those who want it and proved their address.

Nobody is mailed about anything unpublished: whatever is to be sent is queued by the transaction
that publishes, and looked at again when it is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import queue
from wagtail_mentoring.submissions import limits, readers
from wagtail_mentoring.submissions.conflicts import in_transaction
from wagtail_mentoring.submissions.models import Reader

CONFIRM = "comment_confirm"
REPLY = "comment_reply"


def subscribe(comment: ReaderComment) -> None:
    """The writer of ``comment`` wants to hear of answers."""
    if comment.email_key:
        reader = readers.reader_of(comment.email_key)
        Subscription.objects.create(comment=comment, reader=reader)


def tell_of(comment: ReaderComment) -> None:
    """``comment`` has been published: ask its writer to confirm, and tell whom it answers."""
    active = Subscription.objects.filter(ended_at=None).select_related("reader", "comment")
    for subscription in active.filter(comment__in=[comment.pk, comment.parent_id]):
        if subscription.comment_id == comment.pk:
            _ask_to_confirm(subscription)
        else:
            _tell(subscription, comment)


def confirm(
    subscription: Subscription, *, wants_replies: bool, now: datetime | None = None
) -> None:
    """The reader confirms the address, or that a response is theirs, and hears of what was answered
    in the meantime."""
    now = now or timezone.now()
    comment, reader = subscription.comment, subscription.reader

    def act() -> None:
        readers.confirm(reader, name=comment.name, email=comment.email, now=now)
        ReaderComment.objects.filter(pk=comment.pk).update(is_address_proven=True)
        comment.is_address_proven = True
        if not wants_replies:
            end(subscription, now)
        active = Subscription.objects.filter(reader=reader, ended_at=None)
        active = active.select_related("reader", "comment")
        of_response: dict[Any, Subscription] = {each.comment_id: each for each in active}
        for reply in ReaderComment.objects.public().filter(parent__in=of_response):
            _tell(of_response[reply.parent_id], reply)

    in_transaction(act, subscription, reader)


def end(subscription: Subscription, now: datetime | None = None) -> None:
    """No more e-mail about answers to this response."""
    now = now or timezone.now()
    Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=now)


def end_all(reader: Reader, now: datetime | None = None) -> None:
    """No more e-mail about answers to any response."""
    now = now or timezone.now()
    Subscription.objects.filter(reader=reader, ended_at=None).update(ended_at=now)


def disown(subscription: Subscription) -> None:
    """ "This wasn't me": whoever typed the address is nobody's business; it is left alone.

    A reader who confirmed it hears of answers to their own responses as before.
    """
    readers.disown(subscription.reader)
    end(subscription)
    active = Subscription.objects.filter(reader=subscription.reader, ended_at=None)
    for each in active.select_related("reader", "comment"):
        if not each.is_the_owners:
            end(each)


def _ask_to_confirm(subscription: Subscription) -> None:
    comment, reader, now = subscription.comment, subscription.reader, timezone.now()
    if subscription.is_the_owners:
        return
    if reader.confirmed_at is None and not limits.is_box_rested(comment.email, now):
        return
    if readers.may_ask(reader, now):
        _queue_once(CONFIRM, comment, comment.email)


def _tell(subscription: Subscription, reply: ReaderComment) -> None:
    reader = subscription.reader
    if subscription.is_the_owners and reply.email_key != reader.email_key:
        _queue_once(REPLY, reply, reader.email)


def _queue_once(kind: str, comment: ReaderComment, address: str) -> None:
    """Queue a mail, unless one was; a mail skipped while the response was away does not count."""
    mails = OutgoingMail.objects.filter(kind=kind, object_id=comment.pk)
    states = list(mails.values_list("state", flat=True))
    if all(state == OutgoingMail.State.SKIPPED for state in states):
        queue(kind, comment.pk, address, number=len(states) + 1)
