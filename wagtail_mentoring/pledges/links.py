"""Addresses that only the owner of a pledge knows: signed, scoped, good until they expire."""

from __future__ import annotations

import datetime as dt
import uuid

from django.urls import reverse

from wagtail_mentoring.mail import tokens
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.tokens import ExpiredToken, InvalidToken
from wagtail_mentoring.pledges.models import Pledge

CONFIRM = "pledge-confirm"
MANAGE = "pledge-manage"
SENT = "pledge-sent"
THANKS = "pledge-thanks"

MAX_AGE = {
    CONFIRM: dt.timedelta(days=14),
    MANAGE: dt.timedelta(days=400),
    SENT: dt.timedelta(days=7),
    THANKS: dt.timedelta(days=400),
}
VIEWS = {
    CONFIRM: "confirm_pledge",
    MANAGE: "manage_pledge",
    SENT: "pledge_sent",
    THANKS: "pledge_thanks",
}


def path_to(purpose: str, pledge: Pledge) -> str:
    """The path of a pledge's page for ``purpose``, with a fresh token."""
    return reverse(f"wagtail_mentoring:{VIEWS[purpose]}", args=[make_token(purpose, pledge)])


def make_token(purpose: str, pledge: Pledge) -> str:
    return tokens.make(purpose, pledge.public_id.hex, pledge.link_version)


def url_for(purpose: str, pledge: Pledge) -> str:
    """The full address, for e-mail."""
    return absolute(pledge.site, path_to(purpose, pledge))


def find(purpose: str, token: str, *, even_if_expired: bool = False) -> Pledge:
    """The pledge a token was made for.

    Raises ExpiredToken for an old one; InvalidToken for any other that is not, or no longer, good.
    """
    max_age = None if even_if_expired else MAX_AGE[purpose]
    value, version = tokens.read(purpose, token, max_age)
    try:
        pledges = Pledge.objects.select_related("round", "site", "mentor__contact")
        pledge = pledges.get(public_id=uuid.UUID(value), link_version=version)
    except (Pledge.DoesNotExist, ValueError, TypeError, AttributeError) as error:
        raise InvalidToken from error
    return pledge


__all__ = [
    "CONFIRM",
    "MANAGE",
    "SENT",
    "THANKS",
    "ExpiredToken",
    "InvalidToken",
    "find",
    "make_token",
    "path_to",
    "url_for",
]
