"""What the words say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.contact import decides_alone, is_vouched_for
from wagtail_mentoring.spam.judging import score_text
from wagtail_mentoring.spam.layers import learnt_for


class ClassifierFilter(SpamFilter):
    """Weighs the words against what the package and this site have learnt.

    Silent about a text of a few words. ``weight`` makes it count more or less. Where nobody else
    looks and nobody vouches for the writer, words that come within ``doubt`` of being suspicious
    make a message wait, though they get no points.
    """

    def __init__(self, weight: float = 1.0, doubt: float = 1.25) -> None:
        self.model = baseline()
        self.weight = weight
        self.doubt = doubt

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        score = score_text(self.model, learnt_for(message), message)
        if score is None:
            return
        data: dict[str, Any] = {"score": round(score.value, 2)}
        points = score.points * self.weight
        is_doubted = (
            score.margin > -self.doubt
            and decides_alone(message, policy)
            and not is_vouched_for(message)
        )
        if points > 0 or is_doubted:
            data["words"] = ", ".join(self.model.telling_words(score.features))
        if points > 0:
            yield Reason("text_spam", points, data)
        elif is_doubted:
            yield Reason("text_doubt", 0.0, data, holds=True)
        else:
            yield Reason("text_plain", points, data)
