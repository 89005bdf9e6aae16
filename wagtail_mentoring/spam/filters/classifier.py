"""What the words say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.judging import score_text
from wagtail_mentoring.spam.layers import learnt_for


class ClassifierFilter(SpamFilter):
    """Weighs the words against what the package and this site have learnt.

    Silent about a text of a few words. ``weight`` makes it count more or less.
    """

    def __init__(self, weight: float = 1.0) -> None:
        self.model = baseline()
        self.weight = weight

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        score = score_text(self.model, learnt_for(message), message)
        if score is None:
            return
        data: dict[str, Any] = {"score": round(score.value, 2)}
        if score.points > 0:
            words = self.model.telling_words(score.features)
            yield Reason(
                "text_spam", score.points * self.weight, data | {"words": ", ".join(words)}
            )
        else:
            yield Reason("text_plain", score.points * self.weight, data)
