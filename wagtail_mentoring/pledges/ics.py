"""A pledge's due date as a calendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from wagtail_mentoring.pledges.models import Pledge


def due_date_calendar(pledge: Pledge, url: str, now: dt.datetime | None = None) -> str:
    """One all-day event on the day the pledge is due."""
    if pledge.due_on is None:
        raise ValueError("A pledge without a due date has no calendar.")
    stamp = (now or timezone.now()).astimezone(dt.timezone.utc)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//wagtail-mentoring//pledge//EN",
        "BEGIN:VEVENT",
        f"UID:{pledge.public_id}@wagtail-mentoring",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{pledge.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{pledge.due_on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(f'{pledge.get_kind_display()}: {pledge.text}')}",
        f"DESCRIPTION:{_escape(pledge.plan)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _escape(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character."""
    folded, width = "", 0
    for character in line:
        size = len(character.encode())
        if width + size > 74:
            folded, width = folded + "\r\n ", 1
        folded, width = folded + character, width + size
    return folded
