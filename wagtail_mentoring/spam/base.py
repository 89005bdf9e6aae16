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
    ``untouched`` says that the script of the form ran and saw nothing typed, pasted or filled in;
    ``known`` says that the author is proven to be who they are and has been approved before;
    ``site_id`` is the Wagtail site, None outside of one (then only what the message itself tells
    is judged); ``sender`` is a keyed hash of the account, known reader or network it came
    from; ``object_id`` is the key of the stored row when a message is judged once more.
    """

    kind: str
    text: str
    name: str = ""
    email: str = ""
    url: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    site_id: int | None = None
    sender: str = ""
    object_id: int | None = None
    decoy: str = ""
    ticket: TicketStatus = TicketStatus.VALID
    ticket_age: float | None = None
    untouched: bool = False
    known: bool = False


@dataclass(frozen=True)
class Policy:
    """A site's rules. ``hold`` is ``"all"``, ``"first"`` or ``"suspicious"``, and ``"none"`` where
    nothing is published yet, whatever the verdict."""

    hold: str = "first"
    hold_links: int = 2


@dataclass(frozen=True)
class Reason:
    """Why a filter gave points (log-odds of spam): a short code with the data behind it.

    ``holds`` makes the message wait for a moderator, whatever speaks for it.
    """

    code: str
    points: float
    data: Mapping[str, Any] = field(default_factory=dict)
    holds: bool = False


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
                | ({"holds": True} if r.holds else {})
                for r in self.reasons
            ],
        }


class SpamFilter(ABC):
    """One layer of the filter. Options of the setting arrive as keyword arguments.

    Write your own by deriving from it, and name it in ``SPAM_FILTERS``. A filter is made once per
    process and asked about every message, so it keeps nothing of one; it may read the database,
    but changes nothing.
    """

    clauses: Mapping[str, Any] = {}
    """What completes "Waiting because …" for each of its codes, with the data of the reason as
    ``%(name)s``; translations may be lazy."""

    names: Mapping[str, Any] = {}
    """Its codes in a few words, for the inbox's filter and the report."""

    asks_others = False
    """Whether it sends messages to somebody else. The form tells visitors if none does."""

    opinions: Mapping[str, str] = {}
    """Its codes that call a message ``"ham"`` or ``"spam"``. A filter that has any is told where
    people think otherwise: see :meth:`learn_from_person`."""

    @abstractmethod
    def judge(self, message: Message, policy: Policy) -> Iterable[Reason]:
        """Yield a reason for everything that speaks for or against the message."""

    def learn_from_person(self, message: Message, is_spam: bool) -> None:
        """Take in that a person thinks otherwise than this filter did.

        Called by ``mentoring_run_due``, not while somebody waits. Whatever it raises is logged,
        and it is called again later.
        """
        raise NotImplementedError

    def trouble(self) -> str:
        """A sentence about what keeps it from working, for ``manage.py check --deploy``; empty
        if nothing does. May take a moment."""
        return ""
