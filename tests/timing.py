"""What work costs, told only by comparing: no machine is fast or quiet enough for limits."""

from __future__ import annotations

import time
from collections.abc import Callable

CLOCK = 0.002
"""Seconds of computing below which what the clock tells is chance."""


def cost(act: Callable[[], object], attempts: int = 3) -> float:
    """Seconds of computing, whatever else the machine does; the least of some attempts.

    A single one may be the one in which the whole process is searched for garbage.
    """
    return min(_once(act) for _attempt in range(attempts))


def growth(read: Callable[[str], object], text: Callable[[int], str], *, size: int) -> float:
    """How many times as long a text four times as long takes: 4 if in proportion, 16 if squared.

    ``text`` makes one of about ``size`` characters.
    """
    short, long = text(size), text(4 * size)
    return cost(lambda: read(long)) / max(cost(lambda: read(short)), CLOCK)


def _once(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began
