"""Addresses that only one mentor knows: for their own page, and for stopping all mail."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from wagtail.models import Site

from wagtail_mentoring.mail import tokens
from wagtail_mentoring.mail.links import absolute
from wagtail_mentoring.mail.tokens import InvalidToken
from wagtail_mentoring.pledges.models import Mentor, Pledge

MENTOR = "mentor"
STOP = "mentor-stop"
MAX_AGE = dt.timedelta(days=400)


def make_token(mentor: Mentor) -> str:
    return tokens.make(MENTOR, str(mentor.pk), mentor.link_version)


def path_to_page(mentor: Mentor) -> str:
    return reverse("wagtail_mentoring:mentor", args=[make_token(mentor)])


def path_to_pledge(mentor: Mentor, pledge: Pledge) -> str:
    """Where a mentor reads one pledge, writes back, or reports it."""
    args = [make_token(mentor), pledge.public_id]
    return reverse("wagtail_mentoring:mentor_pledge", args=args)


def page_url(mentor: Mentor, site: Site | None = None) -> str:
    return absolute(site, path_to_page(mentor))


def pledge_url(mentor: Mentor, pledge: Pledge) -> str:
    return absolute(pledge.site, path_to_pledge(mentor, pledge))


def stop_url(mentor: Mentor, site: Site | None = None) -> str:
    """Good for ever, and for every version: an old mail must still be able to stop new ones."""
    token = tokens.make(STOP, str(mentor.pk), 0)
    return absolute(site, reverse("wagtail_mentoring:mentor_stop", args=[token]))


def find(token: str, *, even_if_expired: bool = False) -> Mentor:
    """The mentor whose page this is. Raises ExpiredToken or InvalidToken."""
    value, version = tokens.read(MENTOR, token, None if even_if_expired else MAX_AGE)
    return _get(value, link_version=version)


def find_to_stop(token: str) -> Mentor:
    value, _version = tokens.read(STOP, token, None)
    return _get(value)


def _get(value: str, **version: int) -> Mentor:
    try:
        return Mentor.objects.select_related("contact").get(pk=int(value), **version)
    except (Mentor.DoesNotExist, ValueError, TypeError) as error:
        raise InvalidToken from error
