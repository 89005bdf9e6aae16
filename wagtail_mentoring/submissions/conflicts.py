"""What to do when two people write at once and the database lets only one of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

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
