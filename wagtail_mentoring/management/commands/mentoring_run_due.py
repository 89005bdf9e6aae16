"""The one cron line: does what is due and sends the mail that waits."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wagtail_mentoring import jobs
from wagtail_mentoring.mail import health
from wagtail_mentoring.mail.delivery import list_due
from wagtail_mentoring.mail.operations import deliver_due

DONE_IN_PART = 3
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Beyond, the days that jobs count back and forth leave the calendar."""

logger = logging.getLogger(__name__)


def deliver_mail(now: dt.datetime) -> Mapping[str, int]:
    return asdict(deliver_due(now))


class Command(BaseCommand):
    help = (
        "Does what is due (closing, expiring, reminders) and sends the mail that waits. Run it"
        " from cron every five minutes; two at once do no harm. Exit code 3: done in part."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--now", metavar="ISO", help="do what is due at this time, as 2026-12-01T09:00"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="list what would be done and which mail would be sent, and do nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now() if options["now"] is None else _parse_time(options["now"])
        results: dict[str, Mapping[str, int]] = {}
        for name, counts in _rehearse(now) if options["dry_run"] else _run(now):
            results[name] = counts
            if not options["json"] and any(counts.values()):
                self.stdout.write(_line(name, counts))
        if not options["dry_run"]:
            health.note_run(now)
        if options["json"]:
            self.stdout.write(json.dumps(results))
        if any(counts.get("failed") for counts in results.values()):
            sys.exit(DONE_IN_PART)


def _run(now: dt.datetime) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Every job with what it counted; mail comes last, since jobs queue mail."""
    for name, job in {**jobs.registered(), "mail": deliver_mail}.items():
        yield name, _attempt(name, job, now)


def _rehearse(now: dt.datetime) -> list[tuple[str, Mapping[str, int]]]:
    """The same, taken back: every job runs, then the database is as it was, and no mail goes."""
    here = {**jobs.registered(stay_here=True), "mail": list_due}
    with transaction.atomic():
        done = [(name, _attempt(name, transaction.atomic(job), now)) for name, job in here.items()]
        transaction.set_rollback(True)
    return done


def _attempt(name: str, job: jobs.Job, now: dt.datetime) -> Mapping[str, int]:
    try:
        return job(now)
    except Exception:
        logger.exception("The job %s failed.", name)
        return {"failed": 1}


def _line(name: str, counts: Mapping[str, int]) -> str:
    done = ", ".join(f"{value} {word}" for word, value in counts.items() if value)
    return f"{name}: {done}"


def _parse_time(value: str) -> dt.datetime:
    try:
        now = parse_datetime(value)
    except ValueError:
        now = None
    if now is None or not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise CommandError(f"--now takes a time like 2026-12-01T09:00, not {value!r}.")
    return timezone.make_aware(now) if timezone.is_naive(now) else now
