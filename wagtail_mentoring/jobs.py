"""What the one cron line does besides sending mail: rooms register their jobs here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

Job = Callable[[dt.datetime], Mapping[str, int]]
"""Does what is due at the given time and counts what it did, as ``{"expired": 3}``.

A count under ``"failed"`` tells the command that the job was done in part.
"""

_jobs: dict[str, Job] = {}
_calling_out: set[str] = set()


def register(name: str, job: Job, *, calls_out: bool = False) -> None:
    """Have ``mentoring_run_due`` call ``job``; the same name again replaces it.

    With ``calls_out`` it asks or tells other servers, which no rollback takes back: a dry run
    leaves it out.
    """
    _jobs[name] = job
    (_calling_out.add if calls_out else _calling_out.discard)(name)


def registered(*, stay_here: bool = False) -> dict[str, Job]:
    """Every job by its name, in the order of registration; ``stay_here``: that calls nobody."""
    return {name: job for name, job in _jobs.items() if not (stay_here and name in _calling_out)}
