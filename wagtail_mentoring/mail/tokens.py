"""Signed links in e-mail: each is good for one purpose and one version of it."""

from __future__ import annotations

import datetime as dt

from django.core import signing


class InvalidToken(Exception):
    """Forged, damaged, or made for another purpose."""


class ExpiredToken(InvalidToken):
    """Genuine, but older than its purpose allows."""


def make(purpose: str, value: str, version: int) -> str:
    """A token for a URL. Raise the version kept with ``value`` to make older tokens void."""
    return _signer(purpose).sign_object([value, version])


def read(purpose: str, token: str, max_age: dt.timedelta | None) -> tuple[str, int]:
    """The value and version in the token; the caller compares the version with its own."""
    try:
        value, version = _signer(purpose).unsign_object(token, max_age=max_age)
    except signing.SignatureExpired as error:
        raise ExpiredToken from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvalidToken from error
    return value, version


def _signer(purpose: str) -> signing.TimestampSigner:
    # HMAC-SHA256 with SECRET_KEY; a full stop is kept whole by every mail program, ":" is not.
    return signing.TimestampSigner(salt=f"wagtail_mentoring.mail.{purpose}", sep=".")
