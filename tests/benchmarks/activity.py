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
import sys

from database import administrator, get, median, thrown_away

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
    with thrown_away():
        return compare(options.rows, options.rounds)


def compare(rows: int, rounds: int) -> int:
    client = administrator()
    fill(FEW)
    few = median(lambda: get(client, REPORT), rounds)
    fill(rows - FEW)
    many = median(lambda: get(client, REPORT), rounds)
    print(f"{FEW:,} comments: {few:.0f} ms, {rows:,}: {many:.0f} ms, ×{many / few:.1f}")
    return int(many / few > BUDGET)


def fill(count: int) -> None:
    """So many comments of six years; people have decided about two of three."""
    from tests.factories import DiscussionFactory
    from wagtail_mentoring.comments.models import Discussion, ReaderComment
    from wagtail_mentoring.comments.paths import path_step

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
