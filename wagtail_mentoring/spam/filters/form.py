"""What the form itself tells about who filled it in."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter, TicketStatus


class DecoyFilter(SpamFilter):
    """The field that people do not see was filled in.

    Points, not a verdict: password managers fill in such fields for people.
    """

    def __init__(self, points: float = 3.0) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.decoy.strip():
            yield Reason("decoy", self.points)


class UntouchedFilter(SpamFilter):
    """The form's script ran, yet nothing was typed, pasted, dictated or filled in: a program wrote.

    A weak sign, since some helper of a person may write in such a way, too.
    """

    def __init__(self, points: float = 0.5) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.untouched:
            yield Reason("untouched", self.points)


class TicketAgeFilter(SpamFilter):
    """The form ticket is missing, forged or expired, or the form came back too fast to be typed."""

    POINTS = {TicketStatus.MISSING: 1.5, TicketStatus.FORGED: 3.0, TicketStatus.EXPIRED: 0.5}

    def __init__(self, min_seconds: float = 2.0, points: float = 1.5) -> None:
        self.min_seconds = min_seconds
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.ticket is not TicketStatus.VALID:
            yield Reason(f"ticket_{message.ticket.value}", self.POINTS[message.ticket])
        elif message.ticket_age is not None and message.ticket_age < self.min_seconds:
            yield Reason("too_fast", self.points, {"seconds": max(0, round(message.ticket_age))})
