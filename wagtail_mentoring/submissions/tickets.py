"""Form tickets: signed proof that a form was fetched here, by this account, not long ago.

A ticket is bound to what it is for and to the account that fetched it. A form on another site
cannot know one, so post views that ask for a ticket need neither CSRF token nor cookie.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.spam.base import TicketStatus

# nonce, seconds since 1970, whether the page "One more step" gave it out, signature
TICKET = re.compile(r"[0-9a-f]{32}\.\d{1,12}\.[fs]:[A-Za-z0-9_-]+", re.ASCII)
PURPOSE = re.compile(r"(comment:\d{1,19}|pledge:\d{1,19})", re.ASCII)


@dataclass(frozen=True)
class Ticket:
    """What a ticket says. ``nonce`` and ``age`` (seconds) are None unless it is valid.

    ``age`` is None, too, for a ticket of the page "One more step": pressing its only button
    takes a person a second, which says nothing about how long the writing took.
    """

    status: TicketStatus
    nonce: str | None = None
    age: float | None = None

    @property
    def is_valid(self) -> bool:
        return self.status is TicketStatus.VALID


def issue(purpose: str, user_id: Any, now: datetime | None = None, *, on_step: bool = False) -> str:
    """A fresh ticket; ``user_id`` is None for somebody not signed in."""
    seconds = int((now or timezone.now()).timestamp())
    value = f"{secrets.token_hex(16)}.{seconds}.{'s' if on_step else 'f'}"
    return _signer(purpose, user_id).sign(value)


def read(token: str, purpose: str, user_id: Any, now: datetime | None = None) -> Ticket:
    """What became of ``token``; never raises, whatever was sent."""
    if not token:
        return Ticket(TicketStatus.MISSING)
    if not TICKET.fullmatch(token):
        return Ticket(TicketStatus.FORGED)
    try:
        value = _signer(purpose, user_id).unsign(token)
    except BadSignature:
        return Ticket(TicketStatus.FORGED)
    nonce, seconds, origin = value.split(".")
    age = max(0.0, (now or timezone.now()).timestamp() - int(seconds))
    if age > app_settings.TICKET_MAX_AGE:
        return Ticket(TicketStatus.EXPIRED)
    return Ticket(TicketStatus.VALID, nonce, None if origin == "s" else age)


def is_purpose(purpose: str) -> bool:
    """Whether tickets are given out for ``purpose``, e.g. ``"comment:12"``."""
    return PURPOSE.fullmatch(purpose) is not None


def _signer(purpose: str, user_id: Any) -> Signer:
    account = "" if user_id is None else user_id
    return Signer(salt=f"wagtail_mentoring.ticket/{purpose}/{account}")
