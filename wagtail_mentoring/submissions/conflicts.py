"""What to do when two people write at once and the database lets only one of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds. A deadlock ends at once; a database that is locked for long will not be free soon."""


def retry_on_conflict(act: Callable[[], T]) -> T:
    """Run ``act`` again when the database broke it off, e.g. to end a deadlock (MariaDB).

    Inside a transaction it runs once: only whoever began the transaction could begin it again.
    """
    started = time.monotonic()
    while True:
        try:
            return act()
        except OperationalError:
            if connection.in_atomic_block or time.monotonic() - started > PATIENCE:
                raise
            time.sleep(random.uniform(0.01, 0.1))


def in_transaction(act: Callable[[], T], *changed: Any) -> T:
    """Run ``act`` in one transaction, again from the start when the database broke it off.

    ``changed`` are the objects it changes: each attempt finds them as they were.
    """
    before = [dict(thing.__dict__) for thing in changed]

    def attempt() -> T:
        for thing, values in zip(changed, before, strict=True):
            thing.__dict__.update(values)
        with transaction.atomic():
            return act()

    return retry_on_conflict(attempt)
