"""Sending what is in the outbox: claim a row, load its content, send, note what became of it."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from wagtail_mentoring.compat import get_mail_connection
from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.message import build
from wagtail_mentoring.mail.models import OutgoingMail

LEASE = dt.timedelta(minutes=10)
"""A claimed row not settled by then belongs to a process that died: it is sent again."""

DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Waits after each attempt that failed; after one more the mail has failed for good."""

State = OutgoingMail.State

logger = logging.getLogger(__name__)


@dataclass
class DeliveryReport:
    """What one run did: ``failed`` counts attempts, ``queued`` is what still waits."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0
    queued: int = 0


def deliver_due(now: dt.datetime | None = None) -> DeliveryReport:
    """Send all mail that is due. Several processes may do so at once."""
    report = DeliveryReport()
    if app_settings.DELIVER_MAIL:
        with Postman(now) as postman:
            due = _claimable(postman.now).order_by("due_at", "pk")
            for pk in list(due.values_list("pk", flat=True)):
                _count(report, postman.deliver(pk))
                if postman.server_is_silent:
                    break
    report.queued = OutgoingMail.objects.waiting().count()
    return report


def list_due(now: dt.datetime) -> dict[str, int]:
    """How many mails of each kind are due, without those that have lost their meaning.

    Loads them as if they were sent, so call it in a transaction that is rolled back.
    """
    due = _claimable(max(now, timezone.now())).exclude(address="").order_by("due_at", "pk")
    loaded = ((row.kind, registry.load(row.kind, row.object_id)) for row in due)
    return dict(Counter(kind for kind, content in loaded if content is not None))


def deliver_one(pk: int) -> None:
    """Send one row now, unless somebody else has, or mail is kept back."""
    if app_settings.DELIVER_MAIL:
        with Postman() as postman:
            postman.deliver(pk)


def _count(report: DeliveryReport, state: OutgoingMail.State | None) -> None:
    if state == State.SENT:
        report.sent += 1
    elif state == State.SKIPPED:
        report.skipped += 1
    elif state is not None:
        report.failed += 1


def _claimable(now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Queued rows that are due, and rows being sent whose lease, kept in ``due_at``, is over."""
    return OutgoingMail.objects.waiting().filter(due_at__lte=now)


class Postman:
    """Delivers rows over one connection to the mail server.

    Without ``now`` it looks at the clock each time: a long run outlasts the lease it began with.
    """

    def __init__(self, now: dt.datetime | None = None) -> None:
        self.server_is_silent = False
        self._now = now
        self._connection: Any = None

    @property
    def now(self) -> dt.datetime:
        return self._now or timezone.now()

    def __enter__(self) -> Postman:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._hang_up()

    def deliver(self, pk: int) -> OutgoingMail.State | None:
        """What became of the row; None if it was not ours to send."""
        row = self._claim(pk)
        if row is None:
            return None
        try:
            state = self._send(row)
        except Exception as error:
            self._hang_up()
            return self._failed(row, error)
        self._settle(row, state=state, sent_at=self.now, address="", last_error="")
        return state

    def _claim(self, pk: int) -> OutgoingMail | None:
        """Take the row by a single compare-and-set: of two workers one finds it taken."""
        taken = (
            _claimable(self.now)
            .filter(pk=pk)
            .update(
                state=State.SENDING,
                due_at=self.now + LEASE,
                attempts=F("attempts") + 1,
            )
        )
        return OutgoingMail.objects.get(pk=pk) if taken else None

    def _send(self, row: OutgoingMail) -> OutgoingMail.State:
        content = registry.load(row.kind, row.object_id) if row.address else None
        if content is None:
            return State.SKIPPED
        message = build(row, content)
        if self._connection is None:
            self._connection = get_mail_connection(app_settings.MAIL_TIMEOUT)
            self._connection.open()
        if self._connection.send_messages([message]) == 0:
            raise NothingSent
        return State.SENT

    def _failed(self, row: OutgoingMail, error: Exception) -> OutgoingMail.State:
        """Try again later, or give up. The error's text may hold addresses: its name must do."""
        name = type(error).__name__
        logger.warning("%s was not sent: %s.", row, name, exc_info=not isinstance(error, OSError))
        self.server_is_silent = _is_silence(error)
        if row.attempts > len(DELAYS):
            self._settle(row, state=State.FAILED, last_error=name)
            return State.FAILED
        due_at = self.now + DELAYS[row.attempts - 1]
        self._settle(row, state=State.QUEUED, last_error=name, due_at=due_at)
        return State.QUEUED

    def _settle(self, row: OutgoingMail, **values: Any) -> None:
        """Write the end of our attempt, unless the lease ran out and another one has begun."""
        OutgoingMail.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts).update(
            **values
        )

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        except OSError as error:
            logger.info("The mail server broke off the connection: %s.", type(error).__name__)


class NothingSent(Exception):
    """The mail backend took the message and says that it sent none."""


def _is_silence(error: Exception) -> bool:
    """Whether nobody answered, so that the next mail would only wait as long again."""
    answers = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
    return isinstance(error, OSError) and not isinstance(error, answers)
