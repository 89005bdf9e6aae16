"""Days as moments."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

FIRST, LAST = dt.date(1000, 1, 1), dt.date(9000, 1, 1)
"""What anybody can type into a date field goes further than what databases can hold as a moment."""


def midnight(day: dt.date, *, after: int = 0) -> dt.datetime:
    """When ``day``, or a day so many days ``after`` it, begins in the site's time zone."""
    near = min(max(day, FIRST), LAST) + dt.timedelta(days=after)
    return timezone.make_aware(dt.datetime.combine(near, dt.time()))
