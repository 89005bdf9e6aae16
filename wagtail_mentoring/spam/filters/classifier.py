"""What the words say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.contact import decides_alone, is_vouched_for
from wagtail_mentoring.spam.features import extract
from wagtail_mentoring.spam.judging import score_text
from wagtail_mentoring.spam.layers import learnt_for
from wagtail_mentoring.spam.trade import trades_in

AD_NAME = 0.6
"""From here on a name of several words is rather that of a business: one in 200 of people's is."""


class ClassifierFilter(SpamFilter):
    """Weighs the words against what the package and this site have learnt.

    Silent about a text of a few words. ``weight`` makes it count more or less. Where nobody else
    looks and nobody vouches for the writer, words that come within ``doubt`` of being suspicious
    make a message wait, though they get no points; so does a name like that of a business.
    """

    def __init__(self, weight: float = 1.0, doubt: float = 1.25) -> None:
        self.model = baseline()
        self.weight = weight
        self.doubt = doubt

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        is_doubted = decides_alone(message, policy) and not is_vouched_for(message)
        if is_doubted and self.doubt and self._is_of_a_business(message):
            yield Reason("name_doubt", 0.0, {"name": message.name[:60]}, holds=True)
        score = score_text(self.model, learnt_for(message), message)
        if score is None:
            return
        data: dict[str, Any] = {"score": round(score.value, 2)}
        points = score.points * self.weight
        is_doubted = is_doubted and score.margin > -self.doubt
        if points > 0 or is_doubted:
            data["words"] = ", ".join(self.model.telling_words(score.features))
        if points > 0:
            yield Reason("text_spam", points, data)
        elif is_doubted:
            yield Reason("text_doubt", 0.0, data, holds=True)
        else:
            yield Reason("text_plain", points, data)

    def _is_of_a_business(self, message: Message) -> bool:
        if trades_in(message.name):
            return True
        return " " in message.name and self.model.score_of_name(extract(message)) >= AD_NAME
