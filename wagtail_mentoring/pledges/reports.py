"""The numbers of the program, each with its definition, and the charts drawn from them.

They rest on columns that stay when a pledge's words are erased, so that they do not change then.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wagtail_mentoring.charts import Series, bar_chart, column_chart
from wagtail_mentoring.pledges.models import (
    DailyCount,
    Event,
    Mentor,
    MentorNote,
    MentorTalent,
    Pledge,
    PledgeEvent,
    PledgeKind,
    PledgeTalent,
    Story,
)

Progress = Pledge.Progress
Outcome = Pledge.Outcome
State = Pledge.State

SMALLEST_BASE = 5
"""A percentage of fewer than this many would say more about people than about the program."""
MOST_WEEKS = 26
MOST_TALENTS = 10
SECONDS_PER_HOUR = 3600


class Cell(NamedTuple):
    """What pledges that are counted together have in common."""

    kind: str
    life: str
    outcome: str
    is_confirmed: bool
    is_due: bool
    is_told: bool
    has_note: bool
    has_plan: bool


@dataclass(frozen=True)
class Share:
    """A part of a whole; ``percent`` is None where the whole is too small to say."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole >= SMALLEST_BASE else None


class Report:
    """The numbers of some pledges, counted in one pass over them.

    ``pledges`` may be narrowed in any way; spam is left out. ``today`` says which are due.
    """

    def __init__(self, pledges: QuerySet[Pledge], today: dt.date | None = None) -> None:
        self.pledges = pledges.exclude(state=State.SPAM).order_by()
        self.today = today or timezone.localdate()

    @cached_property
    def cells(self) -> dict[Cell, int]:
        """How many pledges there are of each sort."""
        planned = PledgeEvent.objects.filter(pledge=OuterRef("pk"), has_plan=True)
        marked = self.pledges.annotate(
            life=Case(When(progress=Progress.ERASED, then=F("erased_from")), default=F("progress")),
            is_confirmed=_whether(Q(confirmed_at__isnull=False)),
            is_due=_whether(Q(confirmed_at__isnull=False, due_on__lt=self.today)),
            is_told=_whether(Q(mentor_told_at__isnull=False)),
            has_note=_whether(Q(mentor_note__isnull=False)),
            has_plan=_whether(~Q(plan="") | (Q(progress=Progress.ERASED) & Q(Exists(planned)))),
        )
        rows = marked.values_list(*Cell._fields).annotate(Count("pk"))
        return {Cell(*row[:-1]): row[-1] for row in rows}

    def count(self, *conditions: Callable[[Cell], bool]) -> int:
        """How many pledges meet all conditions."""
        return sum(n for cell, n in self.cells.items() if all(c(cell) for c in conditions))

    @property
    def started(self) -> int:
        return self.count()

    @property
    def confirmed(self) -> Share:
        return Share(self.count(_confirmed), self.started)

    @property
    def due(self) -> int:
        return self.count(_due)

    @property
    def done_or_tried(self) -> Share:
        return Share(self.count(_due, _finished), self.due)

    @property
    def done(self) -> Share:
        return Share(self.count(_due, _ended(Outcome.DONE)), self.due)

    @property
    def let_go(self) -> Share:
        return Share(self.count(_due, _lives(Progress.LET_GO)), self.due)

    @property
    def no_answer(self) -> Share:
        return Share(self.count(_due, _lives(Progress.NO_ANSWER)), self.due)

    @property
    def still_open(self) -> Share:
        return Share(self.count(_due, _lives(Progress.OPEN)), self.due)

    @property
    def answered(self) -> Share:
        return Share(self.done_or_tried.part + self.let_go.part, self.due)

    @property
    def with_plan(self) -> Share:
        return Share(self.count(_due, _planned, _finished), self.count(_due, _planned))

    @property
    def without_plan(self) -> Share:
        return Share(self.count(_due, _unplanned, _finished), self.count(_due, _unplanned))

    @property
    def told(self) -> int:
        return self.count(_told)

    @property
    def wrote_back(self) -> Share:
        return Share(self.count(_told, _noted), self.told)

    @cached_property
    def days_to_done(self) -> float | None:
        """Median days from the confirmation to "done", of those that were not done before."""
        ended = PledgeEvent.objects.filter(
            event=Event.DONE,
            from_progress__in=[Progress.OPEN, Progress.NO_ANSWER, Progress.LET_GO],
            pledge__in=self.pledges.filter(outcome=Outcome.DONE).values("pk"),
        )
        return _median(ended.order_by().values_list("days").annotate(Count("pk")))

    @cached_property
    def hours_to_note(self) -> float | None:
        """Median hours from the mentor's mail to the mentor's line back."""
        notes = MentorNote.objects.filter(
            pledge__in=self.pledges.values("pk"), pledge__mentor_told_at__isnull=False
        )
        times = notes.values_list("submitted_at", "pledge__mentor_told_at")
        hours = [(wrote - told).total_seconds() / SECONDS_PER_HOUR for wrote, told in times if told]
        return round(median(hours), 1) if hours else None

    @cached_property
    def mentors_with_nothing(self) -> list[Mentor]:
        """Mentors who agreed to hear of it, and of whom nothing has come back yet."""
        agreed = Mentor.objects.filter(consent=Mentor.Consent.AGREED)
        told = Pledge.objects.filter(mentor=OuterRef("pk"), mentor_told_at__isnull=False)
        return list(agreed.filter(~Exists(told)))

    @cached_property
    def stories(self) -> dict[str, int]:
        """Stories by state, of pledges whose owners let somebody else see them."""
        seen = Q(pledge__wall_consent_at__isnull=False) | Q(pledge__mentor_consent_at__isnull=False)
        stories = Story.objects.filter(seen, pledge__in=self.pledges.values("pk"))
        return dict(stories.order_by().values_list("state").annotate(Count("pk")))

    @property
    def stories_waiting(self) -> int:
        return self.stories.get(State.WAITING, 0)

    @property
    def stories_shown(self) -> int:
        return self.stories.get(State.PUBLISHED, 0)

    @cached_property
    def talents(self) -> list[tuple[str, int, int]]:
        """Talents with how often they are wanted and offered, the widest gaps first."""
        wanted = _by_name(MentorTalent.objects.all())
        offered = _by_name(PledgeTalent.objects.filter(content_object__in=self.pledges))
        rows = [(name, wanted[name], offered[name]) for name in wanted | offered]
        return sorted(rows, key=lambda row: (-abs(row[1] - row[2]), row[0]))[:MOST_TALENTS]

    def charts(self, days: QuerySet[DailyCount]) -> Iterable[str]:
        """The four charts; ``days`` are the daily counts that belong to these pledges."""
        yield self._outcomes_chart()
        yield self._funnel_chart()
        yield weeks_chart(days)
        yield self._talents_chart()

    def _outcomes_chart(self) -> str:
        outcomes = [
            (_("Done"), _ended(Outcome.DONE)),
            (_("Tried"), _ended(Outcome.TRIED)),
            (_("Let go"), _lives(Progress.LET_GO)),
            (_("No answer"), _lives(Progress.NO_ANSWER)),
        ]
        return bar_chart(
            _("How they end, by kind"),
            _("Pledges that are due, by kind and by how they ended."),
            [str(label) for label in PledgeKind.labels],
            [
                Series(label, [self.count(_due, _of(kind), ended) for kind in PledgeKind.values])
                for label, ended in outcomes
            ],
            stacked=True,
        )

    def _funnel_chart(self) -> str:
        steps = [
            (_("Started"), self.started),
            (_("Confirmed"), self.confirmed.part),
            (_("Due"), self.due),
            (_("Done or tried"), self.done_or_tried.part),
            (_("Mentor told"), self.told),
            (_("Mentor wrote back"), self.wrote_back.part),
        ]
        return bar_chart(
            _("From a promise to an answer"),
            _("How many pledges reached each step."),
            [label for label, _count in steps],
            [Series(_("Pledges"), [count for _label, count in steps])],
        )

    def _talents_chart(self) -> str:
        return bar_chart(
            _("Talents, wanted and offered"),
            _("How many mentors would welcome a talent, and how many pledges offer it."),
            [name for name, _wanted, _offered in self.talents],
            [
                Series(_("Wanted"), [wanted for _name, wanted, _offered in self.talents]),
                Series(_("Offered"), [offered for _name, _wanted, offered in self.talents]),
            ],
        )


def weeks_chart(days: QuerySet[DailyCount]) -> str:
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
        [date_format(week, "j M Y") for week in shown],
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


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _by_name(tagged: QuerySet) -> Counter[str]:
    return Counter(dict(tagged.order_by().values_list("tag__name").annotate(Count("pk"))))


def _median(histogram: Iterable[tuple[int | None, int]]) -> float | None:
    values = [value for value, count in histogram if value is not None for _each in range(count)]
    return median(values) if values else None


def _confirmed(cell: Cell) -> bool:
    return cell.is_confirmed


def _due(cell: Cell) -> bool:
    return cell.is_due


def _finished(cell: Cell) -> bool:
    return cell.life == Progress.FINISHED


def _told(cell: Cell) -> bool:
    return cell.is_told


def _noted(cell: Cell) -> bool:
    return cell.has_note


def _planned(cell: Cell) -> bool:
    return cell.has_plan


def _unplanned(cell: Cell) -> bool:
    return not cell.has_plan


def _lives(life: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.life == life


def _ended(outcome: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.life == Progress.FINISHED and cell.outcome == outcome


def _of(kind: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.kind == kind
