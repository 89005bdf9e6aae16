"""Who writes."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter


class KnownPersonFilter(SpamFilter):
    """An account, or a confirmed address, that has been published before.

    An address that was only typed proves nothing: anybody can type that of a regular reader.
    """

    def __init__(self, points: float = -3.0) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.known:
            yield Reason("known", self.points)
