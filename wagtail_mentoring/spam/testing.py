"""A filter for tests that says what it is told."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter


class FixedFilter(SpamFilter):
    """Gives every message the same points, and with ``holds`` makes it wait.

    ``FixedFilter.asked`` are the messages it was asked about since the setting was last changed.
    """

    asked: list[Message] = []
    clauses = {"fixed": "a test says so"}
    names = {"fixed": "Fixed"}

    def __init__(self, points: float = 0.0, *, holds: bool = False) -> None:
        self.points = points
        self.holds = holds
        type(self).asked = []

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        self.asked.append(message)
        yield Reason("fixed", self.points, holds=self.holds)
