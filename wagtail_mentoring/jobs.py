"""What the one cron line does besides sending mail: rooms register their jobs here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

Job = Callable[[dt.datetime], Mapping[str, int]]
"""Does what is due at the given time and counts what it did, as ``{"expired": 3}``.

A count under ``"failed"`` tells the command that the job was done in part.
"""

_jobs: dict[str, Job] = {}


def register(name: str, job: Job) -> None:
    """Have ``mentoring_run_due`` call ``job``; the same name again replaces it."""
    _jobs[name] = job


def registered() -> dict[str, Job]:
    """Every job by its name, in the order of registration."""
    return dict(_jobs)
