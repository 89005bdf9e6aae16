"""Dates as exports have them: local, in GMT, or all zeros."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

from django.utils import timezone

from wagtail_mentoring.wordpress.reader.items import Item


def moment(gmt: str, local: str = "") -> dt.datetime | None:
    """When something was written: the time in GMT, else the local one as one of this site."""
    if (time := _parse(gmt)) is not None:
        return time.replace(tzinfo=dt.timezone.utc)
    if (time := _parse(local)) is not None:
        return timezone.make_aware(time)
    return None


def day(item: Item) -> dt.date | None:
    """The day that stands over a post: the writer's own, whatever the time was in GMT."""
    if (time := _parse(item.date)) is not None:
        return time.date()
    known = moment(item.date_gmt) or published(item)
    return timezone.localdate(known) if known else None


def written(item: Item) -> dt.datetime | None:
    return moment(item.date_gmt, item.date) or published(item)


def published(item: Item) -> dt.datetime | None:
    """The date of the feed, which WordPress makes up where there is none."""
    try:
        time = parsedate_to_datetime(item.pub_date)
        time = time if time.tzinfo else time.replace(tzinfo=dt.timezone.utc)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return time if time.year > 1 else None


def _parse(text: str) -> dt.datetime | None:
    """``2012-03-04 10:00:00``; None for zeros and for what is no date."""
    try:
        time = dt.datetime.fromisoformat(text.strip()[:19])
    except ValueError:
        return None
    return time.replace(tzinfo=None) if 1 < time.year < 9999 else None


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
"""For what has no date at all."""
