"""The report "Comment activity" over all there is: 100,000 comments against 1,000, as a ratio.

    python tests/benchmarks/activity.py [--rows 100000] [--rounds 5]

Makes a database in memory with the test settings (or the one of ``DATABASE_URL``). Prints medians
of milliseconds of a GET (of CPU, or, where the database is a process of its own, of waiting), and
exits with 1 when a hundred times as many comments cost more than eight times as much: every one
has to be counted, but in three passes over an index.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment

BUDGET = 8.0
FEW = 1_000
DISCUSSIONS = 200
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.timezone.utc)
REPORT = "/admin/reports/comment-activity/?since=2000-01-01"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0)
    try:
        return compare(options.rows, options.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def compare(rows: int, rounds: int) -> int:
    from django.test import Client

    from tests.factories import UserFactory

    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    fill(FEW)
    few = measure(client, rounds)
    fill(rows - FEW)
    many = measure(client, rounds)
    print(f"{FEW:,} comments: {few:.0f} ms, {rows:,}: {many:.0f} ms, ×{many / few:.1f}")
    return int(many / few > BUDGET)


def measure(client: Any, rounds: int) -> float:
    assert client.get(REPORT).status_code == 200
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _number in range(rounds):
        started = clock()
        client.get(REPORT)
        times.append((clock() - started) * 1000)
    return statistics.median(times)


def fill(count: int) -> None:
    """So many comments of six years; people have decided about two of three."""
    from tests.factories import DiscussionFactory
    from wagtail_mentoring.comments.models import Discussion, ReaderComment, path_step

    if not Discussion.objects.exists():
        DiscussionFactory.create_batch(DISCUSSIONS)
    discussions = list(Discussion.objects.values_list("pk", flat=True))
    first = ReaderComment.objects.count()
    arrived = ("waiting", "published", "spam")
    became = ("published", "published", "spam", "waiting", "removed", "published")

    def comment(number: int) -> ReaderComment:
        sent = NOW - dt.timedelta(minutes=number * 31 % (6 * 365 * 24 * 60))
        took = dt.timedelta(minutes=number % 9000) if number % 3 else None
        return ReaderComment(
            discussion_id=discussions[number % DISCUSSIONS],
            name="Robin Reader",
            text="Write her a letter, and say what it changed.",
            arrived=arrived[number % 3],
            state=became[number % 6],
            submitted_at=sent,
            decided_at=took and sent + took,
            decision_time=took,
            path=path_step(number + 1),
        )

    numbers = range(first, first + count)
    ReaderComment.objects.bulk_create(map(comment, numbers), batch_size=1_000)


if __name__ == "__main__":
    sys.exit(main())
