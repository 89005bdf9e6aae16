"""How often something may be posted; counted in the database, so that no cache can lose it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import F
from django.utils import timezone

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.submissions import identity
from wagtail_mentoring.submissions.conflicts import retry_on_conflict
from wagtail_mentoring.submissions.models import RateCount

ONE_DAY = timedelta(days=1)
POSTS_PER_MINUTE = 40
"""From one network. A class of students may share one; a flood has more."""

TAGS_PER_DAY = 3
"""Addresses of one box that get a first e-mail."""


def allow(key: str, limit: int, window: timedelta, now: datetime | None = None) -> bool:
    """Count one more post for ``key`` (at most 80 characters) and say whether it is within
    ``limit`` posts per ``window``."""
    return exceeded(key, [(limit, window)], now) is None


def exceeded(
    key: str, rules: Iterable[tuple[int, timedelta]], now: datetime | None = None
) -> timedelta | None:
    """The window whose limit is reached already; None, with the post counted, if there is none.

    A refused post is not counted and writes nothing. Posts that arrive in the same instant
    may overshoot a limit by a few, which is the price of not making everybody queue.
    """
    now = now or timezone.now()
    rules = list(rules)
    keys = {_row_key(key, window, now): (limit, window) for limit, window in rules}
    counts = dict(RateCount.objects.filter(key__in=keys).values_list("key", "count"))
    for row_key, (limit, window) in keys.items():
        if counts.get(row_key, 0) >= limit:
            return window
    retry_on_conflict(partial(_count, keys, counts, now))
    return None


def exceeded_by_network(ip_key: str) -> timedelta | None:
    """The window whose limit for posts this network has reached; counts the post otherwise."""
    rules = [
        (POSTS_PER_MINUTE, timedelta(minutes=1)),
        (app_settings.POSTS_PER_NETWORK_PER_HOUR, timedelta(hours=1)),
    ]
    return exceeded(f"post:{ip_key}", rules)


def is_box_rested(email: str, now: datetime | None = None) -> bool:
    """Whether one more first e-mail may go to an address with a tag, as ``ada+list@mail.example``.

    Most providers put all of them into one box, which somebody could fill by making up tags.
    """
    user, _at, host = email.strip().rpartition("@")
    box, tag, _rest = user.partition("+")
    if not tag:
        return True
    return allow(f"box:{identity.email_key(f'{box}@{host}')}", TAGS_PER_DAY, ONE_DAY, now)


def retry_after(window: timedelta, now: datetime | None = None) -> int:
    """Seconds until the next window begins."""
    now = now or timezone.now()
    start, length = _window(window, now)
    return max(1, (start + 1) * length - int(now.timestamp()))


def purge(now: datetime | None = None) -> int:
    """Delete counts whose window is over; returns how many."""
    return RateCount.objects.filter(expires_at__lt=now or timezone.now()).delete()[0]


def purge_job(now: datetime) -> dict[str, int]:
    """The same for ``mentoring_run_due``."""
    return {"deleted": purge(now)}


def _count(keys: dict[str, Any], counts: dict[str, int], now: datetime) -> None:
    """One more for each key; rows that are not there yet are made."""
    missing = [
        RateCount(key=row_key, expires_at=now + timedelta(seconds=retry_after(window, now)))
        for row_key, (_limit, window) in keys.items()
        if row_key not in counts
    ]
    if missing:
        RateCount.objects.bulk_create(missing, ignore_conflicts=True)
    RateCount.objects.filter(key__in=keys).update(count=F("count") + 1)


def _row_key(key: str, window: timedelta, now: datetime) -> str:
    start, length = _window(window, now)
    return f"{key}:{length}:{start}"


def _window(window: timedelta, now: datetime) -> tuple[int, int]:
    length = int(window.total_seconds())
    return int(now.timestamp()) // length, length
