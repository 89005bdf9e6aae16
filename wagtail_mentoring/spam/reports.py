"""How the filter is doing: what came, what it did, and where people thought otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from wagtail_mentoring.spam.base import Outcome
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.judging import hold_at
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import Judgement, LearnedLayer

WEEKS = 8
Human = Judgement.Human


@dataclass
class Week:
    """One week: ``false_alarms`` were stopped and approved, ``missed`` published and then
    marked as spam."""

    begins: dt.date
    messages: int = 0
    held: int = 0
    filed: int = 0
    false_alarms: int = 0
    missed: int = 0


@dataclass
class Counts:
    """How many messages, and what people said of them."""

    given: int = 0
    spam: int = 0
    ham: int = 0

    def count(self, human: str) -> None:
        self.given += 1
        self.spam += human == Human.SPAM
        self.ham += human == Human.HAM

    @property
    def undecided(self) -> int:
        return self.given - self.spam - self.ham


@dataclass
class Layer(Counts):
    """Messages for which one reason was given."""

    code: str = ""


@dataclass
class Report:
    weeks: list[Week]
    outcomes: dict[Outcome, Counts]
    layers: list[Layer]
    spam_learnt: int
    ham_learnt: int
    since: dt.datetime | None
    threshold: float
    baseline_threshold: float
    waiting_to_learn: int


def report_for(site_id: int, now: dt.datetime | None = None) -> Report:
    """The last weeks of a site."""
    today = timezone.localdate(now)
    monday = today - dt.timedelta(days=today.weekday())
    weeks = {
        begins: Week(begins)
        for begins in (monday - dt.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1))
    }
    outcomes = {outcome: Counts() for outcome in Outcome}
    layers: dict[str, Layer] = {}
    since = timezone.make_aware(dt.datetime.combine(min(weeks), dt.time()))
    rows = Judgement.objects.filter(site=site_id, made_at__gte=since)
    for made_at, outcome, human, codes in rows.values_list(
        "made_at", "outcome", "human", "codes"
    ).iterator(2000):
        day = timezone.localdate(made_at)
        week = weeks.get(day - dt.timedelta(days=day.weekday()))
        if week is None:
            continue  # after this week, by the clock of whoever asks
        _count(week, outcome, human)
        outcomes[Outcome(outcome)].count(human)
        for code in set(codes):
            layers.setdefault(code, Layer(code=code)).count(human)
    return _report(site_id, list(weeks.values()), outcomes, layers)


def _count(week: Week, outcome: str, human: str) -> None:
    week.messages += 1
    week.held += outcome == Outcome.HOLD.value
    week.filed += outcome == Outcome.SPAM.value
    week.false_alarms += outcome == Outcome.SPAM.value and human == Human.HAM
    week.missed += outcome == Outcome.PUBLISH.value and human == Human.SPAM


def _report(
    site_id: int,
    weeks: list[Week],
    outcomes: dict[Outcome, Counts],
    layers: dict[str, Layer],
) -> Report:
    row = LearnedLayer.objects.filter(site=site_id).first()
    learnt = (Learnt.loads(bytes(row.blob)) if row else None) or Learnt()
    return Report(
        weeks=weeks,
        outcomes=outcomes,
        layers=sorted(layers.values(), key=lambda layer: -layer.given),
        spam_learnt=learnt.spam,
        ham_learnt=learnt.ham,
        since=row.since if row else None,
        threshold=hold_at(baseline(), learnt),
        baseline_threshold=hold_at(baseline(), None),
        waiting_to_learn=Judgement.objects.filter(site=site_id, pending=True).count(),
    )
