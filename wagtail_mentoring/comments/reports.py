"""What happened in a time: how much came in, how fast it was decided, how right the filter was.

Read in three passes over one index, whatever else is stored.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail_mentoring.charts import Series, bar_chart, column_chart
from wagtail_mentoring.comments.models import Discussion, ReaderComment

State = ReaderComment.State
MOST_ARTICLES = 20
MOST_WEEKS = 26

AT_ONCE = Q(arrived=State.PUBLISHED)
HELD = Q(arrived=State.WAITING)
FILED = Q(arrived=State.SPAM)
GONE = Q(state__in=[State.SPAM, State.REMOVED])
DECIDED = Q(decided_at__isnull=False)


def _within(hours: int) -> Q:
    return Q(decided_at__lte=F("submitted_at") + dt.timedelta(hours=hours))


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
    "within_hour": DECIDED & _within(1),
    "within_day": DECIDED & _within(24),
    "within_three_days": DECIDED & _within(72),
}


@dataclass(frozen=True)
class Share:
    """A part of a whole; the percentage only where the whole says something."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


class Activity:
    """The figures of a set of comments; what was imported has no verdict and counts as received."""

    def __init__(self, comments: QuerySet[ReaderComment]) -> None:
        self.comments = comments.order_by()

    @cached_property
    def figures(self) -> dict[str, int]:
        return self.comments.aggregate(
            **{name: Count("pk", filter=which) for name, which in FIGURES.items()}
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
        rows = self.comments.values("discussion").annotate(
            received=Count("pk"),
            at_once=Count("pk", filter=AT_ONCE),
            held=Count("pk", filter=HELD),
            filed=Count("pk", filter=FILED),
        )
        most = list(rows.order_by("-received", "discussion")[:MOST_ARTICLES])
        titles = Discussion.objects.in_bulk([row["discussion"] for row in most])
        return [{**row, "discussion": titles[row["discussion"]]} for row in most]

    def volume_chart(self, days: int) -> SafeString:
        """By week, over a long time by month."""
        trunc: Any = TruncWeek if days <= 7 * MOST_WEEKS else TruncMonth
        rows = self.comments.annotate(period=trunc("submitted_at")).values("period")
        rows = rows.annotate(
            at_once=Count("pk", filter=AT_ONCE),
            held=Count("pk", filter=HELD),
            filed=Count("pk", filter=FILED),
        ).order_by("period")
        found = list(rows)
        return column_chart(
            _("What came in"),
            _("Responses by what the filter did with them, in the order of time."),
            [date_format(row["period"], "SHORT_DATE_FORMAT") for row in found],
            [
                Series(_("published at once"), [row["at_once"] for row in found]),
                Series(_("held"), [row["held"] for row in found]),
                Series(_("filed as spam"), [row["filed"] for row in found]),
            ],
        )

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
