"""What the spam filter takes and gives: plain values, no models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Outcome(str, Enum):
    """What is to happen with a message."""

    PUBLISH = "publish"
    HOLD = "hold"
    SPAM = "spam"


class TicketStatus(str, Enum):
    """What became of the form ticket that came with a message."""

    VALID = "valid"
    MISSING = "missing"
    FORGED = "forged"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Message:
    """A message as a visitor sent it.

    ``kind`` is ``"comment"``, ``"pledge"``, ``"story"`` or ``"note"``;
    ``text`` is plain text; ``links`` are the URLs in it, in order;
    ``decoy`` is what came in the field no person sees;
    ``ticket_age`` is in seconds, None without a valid ticket;
    ``known`` says that the author is proven to be who they are and has been published before.
    """

    kind: str
    text: str
    name: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    decoy: str = ""
    ticket: TicketStatus = TicketStatus.VALID
    ticket_age: float | None = None
    known: bool = False


@dataclass(frozen=True)
class Policy:
    """A site's rules. ``hold`` is ``"all"``, ``"first"`` or ``"suspicious"``."""

    hold: str = "first"
    hold_links: int = 2


@dataclass(frozen=True)
class Reason:
    """Why a filter gave points (log-odds of spam): a short code with the data behind it."""

    code: str
    points: float
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The outcome with every reason of every filter."""

    outcome: Outcome
    score: float
    reasons: tuple[Reason, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready form, as ``Submission.verdict`` stores it."""
        return {
            "outcome": self.outcome.value,
            "score": round(self.score, 2),
            "reasons": [
                {"code": r.code, "points": round(r.points, 2), "data": dict(r.data)}
                for r in self.reasons
            ],
        }


class SpamFilter(ABC):
    """One layer of the filter. Options of the setting arrive as keyword arguments."""

    asks_others = False
    """Whether it sends messages to somebody else. The form tells visitors if none does."""

    @abstractmethod
    def judge(self, message: Message, policy: Policy) -> Iterable[Reason]:
        """Yield a reason for everything that speaks for or against the message."""
