"""What the words of a message say on a site: baseline and learnt layer together."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.calibration import ENOUGH
from wagtail_mentoring.spam.classifier import Model
from wagtail_mentoring.spam.features import BLOCKS, Features, extract, text_hash
from wagtail_mentoring.spam.learnt import Learnt

MOST_POINTS, LEAST_POINTS = 6.0, -1.5
HOLD_POINTS, SPAM_POINTS = 1.0, 5.0
SPAN = SPAM_POINTS - HOLD_POINTS


@dataclass(frozen=True)
class TextScore:
    """``value`` is the log-odds, ``margin`` how far that is above where text is suspicious (or
    below: negative), ``points`` what it adds to the verdict."""

    value: float
    margin: float
    points: float
    features: Features


def score_text(model: Model, learnt: Learnt | None, message: Message) -> TextScore | None:
    """The score of a message; None where it says too little to be judged by its words."""
    features = extract(message)
    if features.says_little:
        return None
    value = model.score_features(features)
    if learnt is not None:
        value += learnt.evidence(learnable(features))
    margin = value - hold_at(model, learnt)
    return TextScore(value, margin, _points(model, learnt, margin), features)


def learnable(features: Features) -> tuple[frozenset[int], ...]:
    """The blocks that the learnt layer counts: all but the letters within words."""
    said = (frozenset(map(text_hash, features.words)), frozenset(features.pairs))
    return said + tuple(frozenset(features.blocks[name]) for name in BLOCKS)


def counted(message: Message) -> frozenset[int]:
    """The same in one, to be counted for a message."""
    return frozenset().union(*learnable(extract(message)))


def _points(model: Model, learnt: Learnt | None, margin: float) -> float:
    """One point where text is suspicious, five where it is blatant, in between by proportion.

    Below, the text may speak for the message once the site has approved enough.
    """
    blatant = model.header["spam_at"] - model.header["hold_at"]
    points = HOLD_POINTS + SPAN * margin / blatant
    if points < HOLD_POINTS and (learnt is None or learnt.ham < ENOUGH):
        return 0.0 if points < 0.5 else points - 0.5
    return max(LEAST_POINTS, min(MOST_POINTS, points))


def hold_at(model: Model, learnt: Learnt | None) -> float:
    """The threshold in use: the site's own, or that of the baseline."""
    own = learnt.hold_at if learnt is not None else None
    return float(model.header["hold_at"] if own is None else own)
