"""A real conversation with a mail server: it accepts, puts off, refuses, hangs or is not there."""

import socket
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import deliver_due, queue
from wagtail_mentoring.mail.registry import MailContent

pytestmark = pytest.mark.django_db

State = OutgoingMail.State


def queued(kind, count=1):
    now = timezone.now()
    return [queue(kind.name, n, f"reader{n}@mail.example", due_at=now) for n in range(count)]


def test_what_arrives_is_what_was_meant(kind, smtp):
    kind.content = MailContent(
        "Grüße an Zoë", "Zeile\n.\nDanke 🙂\n", html="<p>Danke</p>", reply_to="people@site.example"
    )
    row = queued(kind)[0]
    assert deliver_due().sent == 1
    (envelope,) = smtp.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["reader0@mail.example"]
    assert message["Subject"] == "Grüße an Zoë"
    assert message["Message-ID"] == row.message_id
    assert message.get_body(("plain",)).get_content().splitlines() == ["Zeile", ".", "Danke 🙂"]


def test_many_mails_go_over_one_connection(kind, smtp, monkeypatch):
    opened = []
    from django.core.mail.backends.smtp import EmailBackend

    original = EmailBackend.open
    monkeypatch.setattr(
        EmailBackend, "open", lambda self: opened.append(1) if original(self) else False
    )
    queued(kind, 5)
    assert deliver_due().sent == 5
    assert len(opened) == 1
    assert [e.rcpt_tos[0] for e in smtp.envelopes] == [f"reader{n}@mail.example" for n in range(5)]


@pytest.mark.parametrize(
    ("part", "answer", "error"),
    [
        ("answer", "451 try again later", "SMTPDataError"),
        ("answer", "550 no thanks", "SMTPDataError"),
        ("recipient_answer", "450 greylisted", "SMTPRecipientsRefused"),
        ("recipient_answer", "550 no such person", "SMTPRecipientsRefused"),
    ],
)
def test_a_refused_mail_stays_in_the_queue_and_goes_when_the_server_relents(
    kind, smtp, part, answer, error
):
    rows = queued(kind, 2)
    setattr(smtp, part, answer)
    report = deliver_due()
    assert (report.sent, report.failed, report.queued) == (0, 2, 2)
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].last_error) == (State.QUEUED, error)
    setattr(smtp, part, "250 OK")
    assert deliver_due(rows[0].due_at + (rows[0].due_at - timezone.now())).sent == 2


def test_a_refusal_of_one_recipient_does_not_stop_the_others(kind, smtp, monkeypatch):
    async def choosy(server, session, envelope, address, options):
        if address.startswith("reader0"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    smtp.handle_RCPT = choosy
    queued(kind, 3)
    report = deliver_due()
    assert (report.sent, report.failed) == (2, 1)


def test_a_server_that_hangs_costs_one_time_out_and_no_mail(kind, silent_smtp, settings):
    settings.WAGTAIL_MENTORING = {"MAIL_TIMEOUT": 1}
    rows = queued(kind, 4)
    report = deliver_due()
    assert (report.sent, report.failed, report.queued) == (0, 1, 4)
    rows[3].refresh_from_db()
    assert rows[3].attempts == 0


def test_the_time_out_is_five_seconds_unless_the_site_says_otherwise(
    kind, silent_smtp, monkeypatch, django_capture_on_commit_callbacks
):
    patience = []

    def connect(address, timeout, *args, **kwargs):
        patience.append(timeout)
        return create_connection(address, 0.2, *args, **kwargs)

    create_connection = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", connect)
    with django_capture_on_commit_callbacks(execute=True):
        row = queue(kind.name, 1, "ada@mail.example")
    assert patience == [5]
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert row.last_error in {"TimeoutError", "SMTPServerDisconnected"}


def test_where_nobody_listens_mail_waits(kind, no_smtp):
    rows = queued(kind, 3)
    report = deliver_due()
    assert (report.sent, report.failed, report.queued) == (0, 1, 3)
    rows[0].refresh_from_db()
    assert rows[0].last_error == "ConnectionRefusedError"
