"""Putting mail into the outbox, and sending what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.delivery import DeliveryReport, deliver_due
from wagtail_mentoring.mail.message import new_message_id
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.tasks import send_mail_row

__all__ = ["DeliveryReport", "deliver_due", "queue", "try_again", "withdraw"]


def queue(
    kind: str,
    object_id: int,
    address: str,
    *,
    number: int = 1,
    due_at: dt.datetime | None = None,
) -> OutgoingMail | None:
    """Add a mail to the outbox; None if it is there already, sent or not.

    A mail that is due now is sent when the transaction commits. One that is due later, or that
    cannot be sent now, waits for ``mentoring_run_due``.
    """
    if not registry.is_registered(kind):
        raise LookupError(f"No kind of mail is registered as {kind!r}.")
    now = timezone.now()
    try:
        with transaction.atomic():
            row = OutgoingMail.objects.create(
                kind=kind,
                object_id=object_id,
                number=number,
                address=address,
                due_at=due_at or now,
                message_id=new_message_id(),
            )
    except IntegrityError:
        return None
    if row.due_at <= now:
        _send_after_commit(row)
    return row


def try_again(row: OutgoingMail, *, user: Any = None) -> bool:
    """Put a mail that failed back into the outbox; False if somebody else did, or it is gone."""
    failed = OutgoingMail.objects.filter(pk=row.pk, state=OutgoingMail.State.FAILED)
    changed = failed.exclude(address="").update(
        state=OutgoingMail.State.QUEUED, attempts=0, due_at=timezone.now()
    )
    row.refresh_from_db()
    if changed:
        log(row, "wagtail.edit", user=user)
        _send_after_commit(row)
    return bool(changed)


def withdraw(kinds: Collection[str], object_ids: Collection[int] | QuerySet) -> int:
    """Forget mail that has lost its person: what was not sent is not, and no address is kept."""
    rows = OutgoingMail.objects.filter(kind__in=kinds, object_id__in=object_ids)
    rows = rows.exclude(address="")
    return rows.update(address="", state=OutgoingMail.State.SKIPPED)


def _send_after_commit(row: OutgoingMail) -> None:
    """Should this fail too, the row waits in the outbox for the cron command."""
    after_commit(send_mail_row.enqueue, row.pk)
