"""Mail as editors see it before anybody gets it: about invented people, in their words."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import get_language

from wagtail_mentoring.compat import get_mail_connection
from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.mail import registry, wording
from wagtail_mentoring.mail.message import build, new_message_id
from wagtail_mentoring.mail.models import MailWording, OutgoingMail
from wagtail_mentoring.mail.registry import MailContent


def worded(row: MailWording, request: Any = None) -> MailContent | None:
    """An example of the row's mail with the row's words, saved or not; None without a kind."""
    if row.kind not in registry.editable():
        return None
    with wording.draft(row):
        return registry.example(row.kind, row.language or get_language() or "")


def send_test(row: MailWording, address: str) -> None:
    """Send the example to the editor who asks for it, at once and past the outbox."""
    content = worded(row)
    if content is not None:
        message: EmailMultiAlternatives = build(
            OutgoingMail(address=address, message_id=new_message_id()), content
        )
        message.connection = get_mail_connection(app_settings.MAIL_TIMEOUT)
        message.send()
