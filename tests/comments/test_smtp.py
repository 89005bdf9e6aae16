"""E-mail about an answer as it arrives at a real mail server."""

from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from tests.mail.conftest import smtp  # noqa: F401
from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.comments.subscriptions import REPLY
from wagtail_mentoring.mail.operations import deliver_due, queue
from wagtail_mentoring.submissions.identity import email_key
from wagtail_mentoring.submissions.models import Reader

pytestmark = pytest.mark.django_db


def test_a_mail_program_finds_its_button_to_unsubscribe(write, smtp):  # noqa: F811
    address = "ada@mail.example"
    parent = write(name="Ada", email=address, email_key=email_key(address), is_address_proven=True)
    reader = Reader.objects.create(
        email_key=email_key(address), email=address, name="Ada", confirmed_at=timezone.now()
    )
    Subscription.objects.create(comment=parent, reader=reader)
    reply = write(parent=parent, name="Zoë\r\nBcc: x@mail.example", body_html="<p>Grüße &lt;3</p>")
    queue(REPLY, reply.pk, address, due_at=timezone.now())
    assert deliver_due().sent == 1
    (envelope,) = smtp.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == [address]
    assert "\n" not in message["Subject"]
    assert message["Bcc"] is None
    assert "Grüße <3" in message.get_body(("plain",)).get_content()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message["List-Unsubscribe"].strip().strip("<>")  # folded: it is long
    path = stop.removeprefix("http://localhost")
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscription.objects.get().ended_at
    assert ReaderComment.objects.published().count() == 2
