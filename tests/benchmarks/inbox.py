"""Each tab of the inbox with 100,000 rows against the same with 1,000, as ratios.

    python tests/benchmarks/inbox.py [--rows 100000] [--rounds 7]

Makes a database in memory with the test settings (or the one of ``DATABASE_URL``). Prints medians
of milliseconds of a GET by a moderator (of CPU, or, where the database is a process of its own,
of waiting), and exits with 1 when a tab costs more than twice as much. That the number of queries
stays the same is tested elsewhere.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from functools import partial

from database import administrator, get, median, thrown_away

BUDGET = 2.0
FEW = 1_000
WAITING = 40
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.timezone.utc)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with thrown_away():
        return compare(options.rows, options.rounds)


def compare(rows: int, rounds: int) -> int:
    client = administrator()
    tabs = [
        f"/admin/mentoring/{kind}/?state={state}"
        for kind in ("comments", "pledges")
        for state in ("waiting", "published", "spam", "all")
    ]
    fill(FEW)
    few = {tab: median(partial(get, client, tab), rounds) for tab in tabs}
    fill(rows - FEW)
    failed = 0
    for tab in tabs:
        before, after = few[tab], median(partial(get, client, tab), rounds)
        failed |= int(after / before > BUDGET)
        print(f"{tab:45} {before:7.1f} ms {after:7.1f} ms  ×{after / before:.1f}")
    return failed


def fill(count: int) -> None:
    """So many comments and pledges; of the first lot a few wait for a person."""
    from tests.factories import DiscussionFactory, RoundFactory
    from wagtail_mentoring.comments.models import Discussion, ReaderComment
    from wagtail_mentoring.comments.paths import path_step
    from wagtail_mentoring.pledges.models import Pledge

    discussion = Discussion.objects.first() or DiscussionFactory()
    first = ReaderComment.objects.count()
    wait = 0 if first else WAITING

    def state(number: int) -> str:
        if number < wait:
            return "waiting"
        return "spam" if number % 5 == 0 else "published"

    moments = [NOW + dt.timedelta(seconds=first + number) for number in range(count)]
    ReaderComment.objects.bulk_create(
        (
            ReaderComment(
                discussion=discussion,
                name="Robin Reader",
                email_key=f"{number % 500}",
                text="Write her a letter, and say what it changed.",
                body_html="<p>Write her a letter, and say what it changed.</p>",
                state=state(number),
                submitted_at=moment,
                published_at=moment,
                path=path_step(first + number + 1),
            )
            for number, moment in enumerate(moments)
        ),
        batch_size=1_000,
    )
    # Most pledges are nobody else's business, and yet their state is that of the beginning.
    round_ = RoundFactory()
    Pledge.objects.bulk_create(
        (
            Pledge(
                round=round_,
                name="Robin Reader",
                text="Write her a letter.",
                kind="gratitude",
                progress="finished" if number % 2 else "open",
                state="waiting" if number < wait or number % 3 else "published",
                submitted_at=moment,
                published_at=moment,
                confirmed_at=moment,
                finished_at=moment if number % 2 else None,
                wall_consent_at=moment if number < wait or not number % 3 else None,
            )
            for number, moment in enumerate(moments)
        ),
        batch_size=1_000,
    )


if __name__ == "__main__":
    sys.exit(main())
