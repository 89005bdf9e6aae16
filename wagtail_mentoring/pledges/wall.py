"""What everybody may see: the wall of finished pledges, and the tally."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from wagtail_mentoring.pledges.models import COUNTED, PUBLIC, Pledge, PledgeRound
from wagtail_mentoring.pledges.wording import sentence

WALL_SIZE = 24


@dataclass(frozen=True)
class Tally:
    """Numbers of one round. ``shown`` of the finished ones may be on the wall."""

    promises: int = 0
    done: int = 0
    tried: int = 0
    shown: int = 0

    @property
    def private(self) -> int:
        """Finished ones that are not on the wall: said there, so that wall and tally agree."""
        return self.done + self.tried - self.shown


@dataclass(frozen=True)
class WallEntry:
    """One finished pledge: plain text only."""

    kind: str
    outcome: str
    sentence: str
    story: str
    finished_on: date | None


def tally(round_: PledgeRound) -> Tally:
    """The numbers of a round in one query."""
    finished = Q(progress=Pledge.Progress.FINISHED)
    counts = Pledge.objects.filter(round=round_).aggregate(
        promises=Count("pk", filter=COUNTED),
        done=Count("pk", filter=COUNTED & finished & Q(outcome=Pledge.Outcome.DONE)),
        tried=Count("pk", filter=COUNTED & finished & Q(outcome=Pledge.Outcome.TRIED)),
        shown=Count("pk", filter=PUBLIC),
    )
    return Tally(**counts)


def entries(round_: PledgeRound, limit: int = WALL_SIZE) -> list[WallEntry]:
    """The newest finished pledges that may be shown, in one query."""
    pledges = Pledge.objects.public().filter(round=round_).select_related("story")
    newest_first = pledges.order_by("-finished_at", "-pk")
    return [entry(pledge) for pledge in newest_first[:limit]]


def entry(pledge: Pledge) -> WallEntry:
    """How one pledge looks on the wall. Its story is there only if it was published itself."""
    story = getattr(pledge, "story", None)
    visible = story is not None and story.state == story.State.PUBLISHED
    return WallEntry(
        kind=pledge.kind,
        outcome=pledge.outcome,
        sentence=sentence(pledge),
        story=story.text if story is not None and visible else "",
        finished_on=timezone.localdate(pledge.finished_at) if pledge.finished_at else None,
    )
