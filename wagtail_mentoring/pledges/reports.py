"""The numbers of the program, each with its definition.

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

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone
from wagtail.models import Site

from wagtail_mentoring.pledges.models import (
    Event,
    Mentor,
    MentorTalent,
    Pledge,
    PledgeEvent,
    PledgeRound,
    PledgeTalent,
    Story,
)

Progress = Pledge.Progress
Outcome = Pledge.Outcome
State = Pledge.State

SMALLEST_BASE = 5
"""A percentage of fewer than this many would say more about people than about the program."""
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

    ``pledges`` may be narrowed in any way; spam is left out. ``today`` says which are due. What
    pledges do not tell by themselves, as of mentors, is told of ``sites``; None stands for all.
    """

    def __init__(
        self,
        pledges: QuerySet[Pledge],
        today: dt.date | None = None,
        sites: QuerySet[Site] | None = None,
    ) -> None:
        self.pledges = pledges.exclude(state=State.SPAM).order_by()
        self.today = today or timezone.localdate()
        self.sites = sites

    @cached_property
    def cells(self) -> dict[Cell, int]:
        """How many pledges there are of each sort."""
        steps = PledgeEvent.objects.filter(pledge=OuterRef("pk"))
        planned, answered = steps.filter(has_plan=True), steps.filter(event=Event.WROTE_BACK)
        marked = self.pledges.annotate(
            life=Case(When(progress=Progress.ERASED, then=F("erased_from")), default=F("progress")),
            is_confirmed=_whether(Q(confirmed_at__isnull=False)),
            is_due=_whether(Q(confirmed_at__isnull=False, due_on__lt=self.today)),
            is_told=_whether(Q(mentor_told_at__isnull=False)),
            has_note=_whether(Q(mentor_told_at__isnull=False) & Q(Exists(answered))),
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
        return self.count(due)

    @property
    def done_or_tried(self) -> Share:
        return Share(self.count(due, _finished), self.due)

    @property
    def done(self) -> Share:
        return Share(self.count(due, ended(Outcome.DONE)), self.due)

    @property
    def let_go(self) -> Share:
        return Share(self.count(due, lives(Progress.LET_GO)), self.due)

    @property
    def no_answer(self) -> Share:
        return Share(self.count(due, lives(Progress.NO_ANSWER)), self.due)

    @property
    def still_open(self) -> Share:
        return Share(self.count(due, lives(Progress.OPEN)), self.due)

    @property
    def answered(self) -> Share:
        return Share(self.done_or_tried.part + self.let_go.part, self.due)

    @property
    def with_plan(self) -> Share:
        return Share(self.count(due, _planned, _finished), self.count(due, _planned))

    @property
    def without_plan(self) -> Share:
        return Share(self.count(due, _unplanned, _finished), self.count(due, _unplanned))

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
        answers = PledgeEvent.objects.filter(
            event=Event.WROTE_BACK,
            pledge__in=self.pledges.values("pk"),
            pledge__mentor_told_at__isnull=False,
        )
        times = answers.order_by().values_list("at", "pledge__mentor_told_at")
        hours = [(wrote - told).total_seconds() / SECONDS_PER_HOUR for wrote, told in times if told]
        return round(median(hours), 1) if hours else None

    @cached_property
    def mentors_with_nothing(self) -> list[Mentor]:
        """Mentors who agreed to hear of it, and of whom nothing has come back yet."""
        agreed = self.mentors.filter(consent=Mentor.Consent.AGREED)
        told = Pledge.objects.filter(mentor=OuterRef("pk"), mentor_told_at__isnull=False)
        return list(agreed.filter(~Exists(_on(told, self.sites))))

    @property
    def mentors(self) -> QuerySet[Mentor]:
        """Whom pledges on the sites are for, or can be for in the rounds that took them."""
        if self.sites is None:
            return Mentor.objects.all()
        pledges = _on(Pledge.objects.all(), self.sites).order_by()
        rounds = PledgeRound.objects.filter(pk__in=pledges.values("round"))
        chosen = Q(pk__in=pledges.values("mentor")) | Q(pk__in=rounds.values("mentors"))
        everybody = rounds.filter(mentors__isnull=True)
        return Mentor.objects.filter(chosen | (Q(is_public=True) & Q(Exists(everybody))))

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
        wanted = _by_name(MentorTalent.objects.filter(content_object__in=self.mentors))
        offered = _by_name(PledgeTalent.objects.filter(content_object__in=self.pledges))
        rows = [(name, wanted[name], offered[name]) for name in wanted | offered]
        return sorted(rows, key=lambda row: (-abs(row[1] - row[2]), row[0]))[:MOST_TALENTS]


def _on(pledges: QuerySet[Pledge], sites: QuerySet[Site] | None) -> QuerySet[Pledge]:
    return pledges if sites is None else pledges.filter(site__in=sites)


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _by_name(tagged: QuerySet) -> Counter[str]:
    return Counter(dict(tagged.order_by().values_list("tag__name").annotate(Count("pk"))))


def _median(histogram: Iterable[tuple[int | None, int]]) -> float | None:
    values = [value for value, count in histogram if value is not None for _each in range(count)]
    return median(values) if values else None


def _confirmed(cell: Cell) -> bool:
    return cell.is_confirmed


def due(cell: Cell) -> bool:
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


def lives(life: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.life == life


def ended(outcome: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.life == Progress.FINISHED and cell.outcome == outcome


def of(kind: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.kind == kind
