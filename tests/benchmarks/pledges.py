"""Wall, tally and report with 100,000 pledges against the same with 1,000, as ratios.

    python tests/benchmarks/pledges.py [--pledges 100000] [--rounds 10]

Makes a database in memory with the test settings (or the one of ``DATABASE_URL``). Prints medians
of CPU milliseconds, and exits with 1 when the wall's first page costs more than twice as much.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from database import median, thrown_away

WALL_BUDGET = 2.0
FEW = 1_000


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pledges", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with thrown_away():
        return compare(options.pledges, options.rounds)


def compare(many: int, rounds: int) -> int:
    small, large = make_round("few", FEW), make_round("many", many)
    ratios = {}
    for name, work in jobs().items():
        few, lots = (median(partial(work, round_), rounds) for round_ in (small, large))
        ratios[name] = lots / few
        print(f"{name:8} {FEW} pledges {few:8.1f} ms   {many} {lots:8.1f} ms   ×{lots / few:.1f}")
    return int(ratios["wall"] > WALL_BUDGET)


def jobs() -> dict[str, Callable[[Any], Any]]:
    """What is measured, by name; each takes a round."""
    from wagtail_mentoring.pledges import wall
    from wagtail_mentoring.pledges.models import DailyCount, Pledge
    from wagtail_mentoring.pledges.report_charts import charts
    from wagtail_mentoring.pledges.reports import Report

    def report(round_: Any) -> None:
        numbers = Report(Pledge.objects.filter(round=round_))
        assert numbers.started
        list(charts(numbers, DailyCount.objects.filter(round=round_)))
        assert numbers.days_to_done is None and not numbers.stories

    return {
        "wall": wall.entries,
        "kind": lambda round_: wall.entries(round_, "gratitude"),
        "tally": wall.tally,
        "report": report,
    }


def make_round(slug: str, count: int) -> Any:
    """A round with pledges of every kind, four fifths of them finished."""
    from wagtail_mentoring.pledges.models import Pledge, PledgeKind, PledgeRound

    round_ = PledgeRound.objects.create(title=slug, slug=slug)
    now = dt.datetime(2026, 5, 1, 12, tzinfo=dt.timezone.utc)
    rows = (
        Pledge(
            round=round_,
            name="Robin Reader",
            text="Write her a letter, and say what it changed.",
            kind=PledgeKind.values[number % 5],
            progress="open" if number % 5 == 4 else "finished",
            outcome="" if number % 5 == 4 else ("tried" if number % 3 else "done"),
            state="published" if number % 2 else "waiting",
            submitted_at=now,
            confirmed_at=now,
            due_on=now.date(),
            finished_at=None if number % 5 == 4 else now + dt.timedelta(minutes=number),
            wall_consent_at=now if number % 2 else None,
        )
        for number in range(count)
    )
    Pledge.objects.bulk_create(rows, batch_size=1_000)
    return round_


if __name__ == "__main__":
    sys.exit(main())
