"""The charts of the program's report, drawn from its numbers and from the daily counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail_mentoring.charts import Series, bar_chart, column_chart
from wagtail_mentoring.pledges.models import DailyCount, Event, Pledge, PledgeKind
from wagtail_mentoring.pledges.reports import Report, due, ended, lives, of

Progress = Pledge.Progress
Outcome = Pledge.Outcome

MOST_WEEKS = 26


def charts(report: Report, days: QuerySet[DailyCount]) -> Iterable[str]:
    """The charts of a report; ``days`` are the daily counts that belong to its pledges."""
    yield _outcomes_chart(report)
    yield _funnel_chart(report)
    yield _weeks_chart(days)
    yield _talents_chart(report)


def _outcomes_chart(report: Report) -> str:
    outcomes = [
        (_("Done"), ended(Outcome.DONE)),
        (_("Tried"), ended(Outcome.TRIED)),
        (_("Let go"), lives(Progress.LET_GO)),
        (_("No answer"), lives(Progress.NO_ANSWER)),
    ]
    return bar_chart(
        _("How they end, by kind"),
        _("Pledges that are due, by kind and by how they ended."),
        [str(label) for label in PledgeKind.labels],
        [
            Series(label, [report.count(due, of(kind), how) for kind in PledgeKind.values])
            for label, how in outcomes
        ],
        stacked=True,
    )


def _funnel_chart(report: Report) -> str:
    steps = [
        (_("Started"), report.started),
        (_("Confirmed"), report.confirmed.part),
        (_("Due"), report.due),
        (_("Done or tried"), report.done_or_tried.part),
        (_("Mentor told"), report.told),
        (_("Mentor wrote back"), report.wrote_back.part),
    ]
    return bar_chart(
        _("From a promise to an answer"),
        _("How many pledges reached each step."),
        [label for label, _count in steps],
        [Series(_("Pledges"), [count for _label, count in steps])],
    )


def _talents_chart(report: Report) -> str:
    return bar_chart(
        _("Talents, wanted and offered"),
        _("How many mentors would welcome a talent, and how many pledges offer it."),
        [name for name, _wanted, _offered in report.talents],
        [
            Series(_("Wanted"), [wanted for _name, wanted, _offered in report.talents]),
            Series(_("Offered"), [offered for _name, _wanted, offered in report.talents]),
        ],
    )


def _weeks_chart(days: QuerySet[DailyCount]) -> str:
    """Pledges confirmed and finished in each of the last weeks, from the daily counts."""
    made: Counter[dt.date] = Counter()
    finished: Counter[dt.date] = Counter()
    events = [Event.CONFIRMED, Event.DONE, Event.TRIED]
    weeks = days.filter(event__in=events).annotate(week=TruncWeek("day")).order_by()
    for week, event, count in weeks.values_list("week", "event").annotate(Sum("count")):
        (made if event == Event.CONFIRMED else finished)[week] += count
    shown = _last_weeks(made | finished)
    return column_chart(
        _("Made and finished, week by week"),
        _("Pledges confirmed, and pledges done or tried, in each week."),
        [date_format(week, "SHORT_DATE_FORMAT") for week in shown],
        [
            Series(_("Made"), [made[week] for week in shown]),
            Series(_("Finished"), [finished[week] for week in shown]),
        ],
    )


def _last_weeks(counted: Iterable[dt.date]) -> list[dt.date]:
    """The Mondays from the first to the last week in which something happened, without gaps."""
    known = sorted(counted)
    if not known:
        return []
    first = max(known[0], known[-1] - dt.timedelta(weeks=MOST_WEEKS - 1))
    return [
        first + dt.timedelta(weeks=number) for number in range((known[-1] - first).days // 7 + 1)
    ]
