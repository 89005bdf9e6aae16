"""Fits the weights of the classifier offline; needs the extra ``[train]`` (scikit-learn)."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from wagtail_mentoring.spam.classifier import Model
from wagtail_mentoring.spam.corpus import Row, with_ordinary_hosts
from wagtail_mentoring.spam.features import SCALES, extract, grams, text_hash

BITS = 20
FOLDS = 5
STRENGTH = 1.0
"""Inverse of the regularisation."""

WEIGHT_OF_AVERAGE = 400.0
"""As many messages the average genuine one stands for.

Between 200 and 1,000 blogs that were not trained on fare alike; the more, the fewer false alarms
on prose, and the less is found where readers write like the spam.
"""

WEIGHT_OF_SOURCE = {"sms": 0.3, "youtube": 0.5}
"""Rows unlike comments on articles count less."""

FEWEST = 3
"""Messages that a feature must be in; counting a message shown twice, as two."""

HOLD_RATE, SPAM_RATE = 0.003, 0.0005
"""Of genuine messages of groups not trained on, as many score above the two thresholds."""


class TooLittle(Exception):
    """There is not enough to learn from, in one sentence."""


def fit(rows: Sequence[Row], common: Sequence[Row] = (), seed: int = 1) -> Model:
    """A model of the rows, with thresholds from folds that keep groups together.

    Of ``common``, genuine messages, nothing is learnt but how often each feature is there.
    """
    average = matrix(common).mean(axis=0) if common else None
    chance = random.Random(seed)
    rows = [with_ordinary_hosts(row, chance) for row in rows]
    fold_of = _folds(rows, chance)
    rest_of = [[row for row in rows if fold_of[row.group] != fold] for fold in range(FOLDS)]
    if len(fold_of) < FOLDS or any(len({row.is_spam for row in rest}) < 2 for rest in rest_of):
        raise TooLittle(
            f"It takes {FOLDS} groups or more, spam and genuine messages in several of them."
        )
    scores: list[float] = []
    for fold, rest in enumerate(rest_of):
        model = _fit(rest, average)
        tested = (row for row in rows if fold_of[row.group] == fold and not row.is_spam)
        scores += [model.score(row.message) for row in tested]
    scores.sort(reverse=True)
    model = _fit(rows, average)
    hold_at, spam_at = (scores[int(len(scores) * rate)] for rate in (HOLD_RATE, SPAM_RATE))
    return Model({**model.header, "hold_at": hold_at, "spam_at": spam_at}, model.table)


def _folds(rows: Sequence[Row], chance: random.Random) -> dict[str, int]:
    groups = sorted({row.group for row in rows})
    chance.shuffle(groups)
    return {group: number % FOLDS for number, group in enumerate(groups)}


def _fit(rows: Sequence[Row], average: Any = None) -> Model:
    """A regression over features stretched by how unlike spam and genuine messages use them."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags, vstack
    from sklearn.linear_model import LogisticRegression

    seen = list(_seen_twice(rows))
    values = matrix([row for row, _weight in seen])
    is_spam = np.array([row.is_spam for row, _weight in seen])
    weights = [weight for _row, weight in seen]
    stretch = _stretch(values, is_spam)
    if not stretch.any():
        raise TooLittle(f"No word that {FEWEST} messages have tells spam from genuine ones.")
    if average is not None:
        values = vstack([values, csr_matrix(average, dtype="f4")]).tocsr()
        is_spam = np.append(is_spam, False)
        weights.append(WEIGHT_OF_AVERAGE)
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2)
    fitted.fit(values @ diags(stretch), is_spam, weights)
    return _quantised(fitted.coef_[0] * stretch, float(fitted.intercept_[0]))


def _stretch(values: Any, is_spam: Any) -> Any:
    """Per feature the root of its log-count ratio, as in naive Bayes; what is rare gets nothing."""
    import numpy as np

    spam, ham = ((values[kind] > 0).sum(axis=0).A1 for kind in (is_spam, ~is_spam))
    ratio = np.log((spam + 1) / (spam + 1).sum()) - np.log((ham + 1) / (ham + 1).sum())
    return np.where(spam + ham >= FEWEST, np.sqrt(np.abs(ratio)), 0.0)


def _seen_twice(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    """Each row with its weight; and again without name and address, lest having them decide."""
    for row in rows:
        weight = WEIGHT_OF_SOURCE.get(row.source, 1.0)
        yield row, weight
        if row.message.name or row.message.url:
            yield replace(row, message=replace(row.message, name="", url="")), weight


def matrix(rows: Sequence[Row]) -> Any:
    """What the classifier adds up for each row, as a sparse matrix."""
    import numpy as np
    from scipy.sparse import csr_matrix

    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        for name, hashes in _hashes(row):
            columns += [number & ((1 << BITS) - 1) for number in hashes]
            values += [SCALES[name] / math.sqrt(len(hashes))] * len(hashes)
        ends.append(len(columns))
    return csr_matrix(
        (np.array(values, dtype="f4"), np.array(columns, dtype="i4"), np.array(ends)),
        shape=(len(rows), 1 << BITS),
    )


def _hashes(row: Row) -> Iterator[tuple[str, Sequence[int]]]:
    features = extract(row.message)
    distinct = dict.fromkeys(features.words)
    blocks = {
        "grams": [number for word in distinct for number in grams(word)],
        "words": [*map(text_hash, distinct), *dict.fromkeys(features.pairs)],
        **features.blocks,
    }
    return ((name, hashes) for name, hashes in blocks.items() if hashes)


def _quantised(weights: Any, bias: float) -> Model:
    """Weights as bytes; the few beyond the largest step count as the largest."""
    import numpy as np

    step = float(np.quantile(np.abs(weights[weights != 0]), 0.9999)) / 127
    table = np.clip(np.rint(weights / step), -127, 127).astype("i1").tobytes()
    return Model({"step": step, "bias": bias, "hold_at": -math.inf}, table)
