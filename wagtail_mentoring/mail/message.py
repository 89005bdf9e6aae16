"""From a row of the outbox and its content to the e-mail itself."""

from __future__ import annotations

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.registry import MailContent
from wagtail_mentoring.text import single_line
from wagtail_mentoring.text.characters import normalise


def new_message_id() -> str:
    """Made when a row is queued, so that a mail sent twice is recognised as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")


def sender(name: str) -> str:
    """The site's address, with another name before it if one is given."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((single_line(name), address)) if name else settings.DEFAULT_FROM_EMAIL


def build(row: OutgoingMail, content: MailContent) -> EmailMultiAlternatives:
    """The e-mail. No value can start another header: every one is put on a single line."""
    headers = {
        **{name: single_line(value) for name, value in content.headers.items()},
        "Auto-Submitted": "auto-generated",
        "Message-ID": row.message_id,
    }
    message = EmailMultiAlternatives(
        subject=single_line(content.subject),
        body=normalise(content.body),
        from_email=sender(content.sender_name),
        to=[row.address],
        reply_to=[single_line(content.reply_to) or settings.DEFAULT_FROM_EMAIL],
        headers=headers,
    )
    if content.html:
        message.attach_alternative(normalise(content.html), "text/html")
    return message
