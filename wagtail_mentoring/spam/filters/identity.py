"""Who writes."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.contact import is_vouched_for


class KnownPersonFilter(SpamFilter):
    """An account, or a confirmed address, of which a person has approved something before.

    An address that was only typed proves nothing: anybody can type that of a regular reader. And
    one harmless comment is a cheap way to be known, so it does not speak for a link, nor for a
    number to call.
    """

    def __init__(self, points: float = -3.0) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.known:
            yield Reason("known", self.points if is_vouched_for(message) else 0.0)
