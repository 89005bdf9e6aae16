"""What everybody may see: the wall of finished pledges, the tally, and a chart of the kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_mentoring.charts import Series, bar_chart
from wagtail_mentoring.pledges.conditions import COUNTED, PUBLIC
from wagtail_mentoring.pledges.models import Pledge, PledgeKind, PledgeRound
from wagtail_mentoring.pledges.wording import anonymous_sentence, sentence
from wagtail_mentoring.submissions.models import Submission

PAGE_SIZE = 24
MOST_PAGES = 50
"""Nobody turns more, and a change has to name each of them, for each kind, to front-end caches."""
SMALLEST_CELL = 5
"""Below this a public chart shows no number: a small one could tell who it is."""

FINISHED = COUNTED & Q(progress=Pledge.Progress.FINISHED)
OPEN = COUNTED & Q(progress=Pledge.Progress.OPEN)


@dataclass(frozen=True)
class Tally:
    """Numbers of one round, from one query: (kind, progress, outcome) → how many."""

    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    rule: str = PledgeRound.WallRule.FINISHED

    def count(self, kind: str = "", progress: str = "", outcome: str = "") -> int:
        """How many there are; what is left empty stands for any."""
        wanted = (kind, progress, outcome)
        return sum(
            number
            for found, number in self.counts.items()
            if all(w in ("", f) for w, f in zip(wanted, found, strict=True))
        )

    @property
    def promises(self) -> int:
        return self.count()

    @property
    def done(self) -> int:
        return self.count(outcome=Pledge.Outcome.DONE)

    @property
    def tried(self) -> int:
        return self.count(outcome=Pledge.Outcome.TRIED)

    def on_wall(self, kind: str = "") -> int:
        """How many the wall shows, of one kind or of all."""
        if self.rule == PledgeRound.WallRule.COUNTS:
            return 0
        finished = self.count(kind, Pledge.Progress.FINISHED)
        with_open = self.rule == PledgeRound.WallRule.OPEN
        return finished + (self.count(kind, Pledge.Progress.OPEN) if with_open else 0)


@dataclass(frozen=True)
class WallEntry:
    """One pledge: plain text only. Without consent it is no more than a kind and an outcome."""

    kind: str
    outcome: str
    sentence: str
    story: str = ""
    note: str = ""
    is_edited: bool = False
    """Whether somebody of the site changed the words of story or note."""
    finished_on: date | None = None


def tally(round_: PledgeRound) -> Tally:
    """The numbers of a round in one query, which an index answers by itself."""
    cells = Pledge.objects.filter(COUNTED, round=round_).order_by()
    rows = cells.values_list("kind", "progress", "outcome").annotate(Count("pk"))
    counts = {(kind, progress, outcome): number for kind, progress, outcome, number in rows}
    return Tally(counts, round_.wall_rule)


def entries(round_: PledgeRound, kind: str = "", number: int = 1) -> list[WallEntry]:
    """A page of the wall, the newest first, in one query.

    Whoever did not agree to be shown appears as "Someone", so that wall and tally agree.
    """
    shown, newest_by = FINISHED, "-finished_at"
    if round_.wall_rule == PledgeRound.WallRule.OPEN:
        shown, newest_by = FINISHED | OPEN, "-confirmed_at"
    pledges = Pledge.objects.filter(shown, round=round_).select_related("story", "mentor_note")
    if kind:
        pledges = pledges.filter(kind=kind)
    newest = pledges.order_by(newest_by, "-pk")
    is_public = Case(When(PUBLIC, then=True), default=False)
    start = (number - 1) * PAGE_SIZE
    return [entry(each) for each in newest.annotate(is_public=is_public)[start : start + PAGE_SIZE]]


def entry(pledge: Any) -> WallEntry:
    """How one pledge looks on the wall. Story and note are there only if published themselves."""
    if not pledge.is_public:
        return WallEntry(pledge.kind, pledge.outcome, anonymous_sentence(pledge))
    story = _published(getattr(pledge, "story", None))
    note = _published(getattr(pledge, "mentor_note", None))
    if note is not None and not note.is_shareable:
        note = None
    return WallEntry(
        kind=pledge.kind,
        outcome=pledge.outcome,
        sentence=sentence(pledge),
        story=story.text if story else "",
        note=note.text if note else "",
        is_edited=any(words is not None and words.edited_at for words in (story, note)),
        finished_on=timezone.localdate(pledge.finished_at),
    )


def _published(words: Any) -> Any:
    return words if words and words.state == Submission.State.PUBLISHED else None


def queries(round_: PledgeRound) -> Iterable[str]:
    """The query strings under which caches may hold this round's wall, for purging.

    One page more than there is, since what goes away may have had the last one to itself, and
    whatever the wall shows by the round's rule, since that may just have changed.
    """
    numbers = replace(tally(round_), rule=PledgeRound.WallRule.OPEN)
    for kind in ("", *PledgeKind.values):
        for number in range(1, pages_of(numbers.on_wall(kind) + 1) + 1):
            yield query(kind, number)


def query(kind: str, number: int) -> str:
    """The query string for a page of the wall; empty for the first of all kinds."""
    parts = [f"wall_kind={kind}" if kind else "", f"wall={number}" if number > 1 else ""]
    joined = "&".join(part for part in parts if part)
    return f"?{joined}" if joined else ""


def pages_of(count: int) -> int:
    return min(MOST_PAGES, max(1, -(-count // PAGE_SIZE)))


def kinds_chart(round_: PledgeRound, numbers: Tally | None = None) -> str:
    """What was given back, by kind; numbers under five are not shown."""
    numbers = numbers or tally(round_)
    kinds = round_.offered_kinds
    finished = [numbers.count(kind, Pledge.Progress.FINISHED) for kind, _label in kinds]
    return bar_chart(
        _("What was given back"),
        _("Finished pledges by kind. Numbers under %(least)d are not shown.")
        % {"least": SMALLEST_CELL},
        [str(label) for _kind, label in kinds],
        [Series(_("Finished"), [n if n >= SMALLEST_CELL else None for n in finished])],
    )
