"""What happened in a time: how much came in, how fast it was decided, how right the filter was.

Read in three passes over one index, whatever else is stored, and without a function of the
database: SQLite would call Python for each row.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail_mentoring.charts import Series, bar_chart, column_chart
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.days import midnight

State = ReaderComment.State
MOST_ARTICLES = 20
MOST_WEEKS = 26
MOST_MONTHS = 36

AT_ONCE = Q(arrived=State.PUBLISHED)
HELD = Q(arrived=State.WAITING)
FILED = Q(arrived=State.SPAM)
GONE = Q(state__in=[State.SPAM, State.REMOVED])
DECIDED = Q(decision_time__isnull=False)


def _count(which: Q) -> Count:
    """Of a column of the index that is never empty: the rows themselves need not be read."""
    return Count("submitted_at", filter=which)


def _within(hours: int) -> Q:
    return Q(decision_time__lte=dt.timedelta(hours=hours))


FIGURES: dict[str, Q] = {
    "received": Q(),
    "at_once": AT_ONCE,
    "held": HELD,
    "filed": FILED,
    "taken_off": AT_ONCE & GONE,
    "held_decided": HELD & DECIDED,
    "held_spam": HELD & DECIDED & Q(state=State.SPAM),
    "rescued": FILED & Q(state=State.PUBLISHED),
    "decided": DECIDED,
    "within_hour": _within(1),
    "within_day": _within(24),
    "within_three_days": _within(72),
}

OUTCOMES = {name: _count(FIGURES[name]) for name in ("at_once", "held", "filed")}


@dataclass(frozen=True)
class Share:
    """A part of a whole; the percentage only where the whole says something."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


class Activity:
    """The figures of a set of comments; what came by import or from staff in the
    admin has no verdict and counts as received."""

    def __init__(self, comments: QuerySet[ReaderComment]) -> None:
        self.comments = comments.order_by()

    @cached_property
    def figures(self) -> dict[str, Any]:
        return self.comments.aggregate(
            first=Min("submitted_at"),
            last=Max("submitted_at"),
            **{name: _count(which) for name, which in FIGURES.items()},
        )

    @property
    def held_spam(self) -> Share:
        return Share(self.figures["held_spam"], self.figures["held_decided"])

    @property
    def taken_off(self) -> Share:
        return Share(self.figures["taken_off"], self.figures["at_once"])

    @property
    def rescued(self) -> Share:
        return Share(self.figures["rescued"], self.figures["filed"])

    @property
    def within_day(self) -> Share:
        return Share(self.figures["within_day"], self.figures["decided"])

    @cached_property
    def articles(self) -> list[dict[str, Any]]:
        """The discussions of which most was heard."""
        rows = self.comments.values("discussion").annotate(received=_count(Q()), **OUTCOMES)
        most = list(rows.order_by("-received", "discussion")[:MOST_ARTICLES])
        titles = Discussion.objects.in_bulk([row["discussion"] for row in most])
        return [{**row, "discussion": titles[row["discussion"]]} for row in most]

    def volume_chart(self) -> SafeString:
        """By week, over a long time by month or year; also when nothing came in."""
        starts, label = self._periods()
        ends = [
            When(submitted_at__lt=midnight(start), then=n) for n, start in enumerate(starts[1:])
        ]
        period = Case(*ends, default=Value(len(ends)), output_field=IntegerField())
        rows: Any = self.comments.annotate(period=period).values("period")
        rows = rows.annotate(**OUTCOMES)
        counted = {row["period"]: row for row in rows}
        found = [counted.get(n, dict.fromkeys(OUTCOMES, 0)) for n in range(len(starts))]
        return column_chart(
            _("What came in"),
            _("Responses by what the filter did with them, in the order of time."),
            [date_format(start, label) for start in starts],
            [
                Series(_("published at once"), [row["at_once"] for row in found]),
                Series(_("held"), [row["held"] for row in found]),
                Series(_("filed as spam"), [row["filed"] for row in found]),
            ],
        )

    def _periods(self) -> tuple[list[dt.date], str]:
        """Days on which periods begin that hold everything, and the format of their names."""
        if self.figures["first"] is None:
            return [], ""
        return periods(*(timezone.localdate(self.figures[end]) for end in ("first", "last")))

    def speed_chart(self) -> SafeString:
        """How long it took until a person first decided."""
        named = [self.figures[f"within_{name}"] for name in ("hour", "day", "three_days")]
        steps = [*named, self.figures["decided"]]
        counts = [step - before for step, before in zip(steps, [0, *steps], strict=False)]
        labels = [_("within an hour"), _("within a day"), _("within three days"), _("later")]
        return bar_chart(
            _("Time to a decision"),
            _("Responses about which a person decided, by the time since they were sent."),
            labels,
            [Series(_("responses"), counts)],
        )


def periods(first: dt.date, last: dt.date) -> tuple[list[dt.date], str]:
    """The beginnings of weeks, months or years from ``first`` to ``last``, as few as a chart can
    show, and the date format that names them."""
    days = (last - first).days
    if days <= 7 * MOST_WEEKS:
        monday = first - dt.timedelta(days=first.weekday())
        weeks = range((last - monday).days // 7 + 1)
        return [monday + dt.timedelta(weeks=week) for week in weeks], "SHORT_DATE_FORMAT"
    if days <= 31 * MOST_MONTHS:
        months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
        return [dt.date(month // 12, month % 12 + 1, 1) for month in months], "YEAR_MONTH_FORMAT"
    return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)], "Y"
