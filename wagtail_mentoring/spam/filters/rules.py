"""The rules that moderators write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.history import history_of
from wagtail_mentoring.spam.models import SpamRule


class RulesFilter(SpamFilter):
    """Words, addresses and hosts that make a message wait, or spam, or trusted."""

    def __init__(self, spam_points: float = 6.0, trust_points: float = -3.0) -> None:
        self.points = {
            SpamRule.Action.HOLD: 0.0,
            SpamRule.Action.SPAM: spam_points,
            SpamRule.Action.TRUST: trust_points,
        }
        self._known: tuple[Any, list[SpamRule]] = (None, [])

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        for rule in self._rules(message):
            if rule.matches(message):
                yield Reason(
                    f"rule_{rule.action}",
                    self.points[SpamRule.Action(rule.action)],
                    {"pattern": rule.pattern, "rule": rule.pk},
                    holds=rule.action == SpamRule.Action.HOLD,
                )

    def _rules(self, message: Message) -> list[SpamRule]:
        """All rules in use, read anew only when one was changed."""
        history = history_of(message)
        if not history.rules:
            return []
        state = (history.rules, history.rules_changed)
        if self._known[0] != state:
            self._known = (state, list(SpamRule.objects.in_use()))
        return self._known[1]
