"""Scores a message with weights that were fitted offline; needs nothing but the standard library.

A block of features speaks with the sum of its weights over the root of their number, so length
does not decide; the blocks add up to the log-odds of spam. Being a sum, the score can be explained.
"""

from __future__ import annotations

import functools
import gzip
import heapq
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.features import BLOCKS, SCALES, Features, extract, grams, text_hash

BASELINE = Path(__file__).with_name("baseline.bin.gz")
FORMAT = 1
WINDOW = 30
"""Words. Spam padded with innocent text gives itself away in one stretch of it."""

STRIDE = 10
SHOWN = 5
Part = tuple[int, int, int]
"""Of one word: the sum of the weights of its grams, their number, and its own weight."""


@dataclass(frozen=True)
class Model:
    """Weights of one byte each, found by the hash of a feature.

    The header holds ``step`` (what one unit of a weight is worth), ``bias``, and the scores from
    which text alone is suspicious (``hold_at``) and blatant (``spam_at``).
    """

    header: dict[str, Any]
    table: bytes

    @functools.cached_property
    def weights(self) -> memoryview:
        return memoryview(self.table).cast("b")

    @functools.cached_property
    def mask(self) -> int:
        return len(self.table) - 1

    @functools.cached_property
    def part_of_word(self) -> Any:
        """Most words come again and again, so the sums of the last few thousand are kept."""
        return functools.lru_cache(maxsize=4096)(self._part_of_word)

    def score(self, message: Message) -> float:
        return self.score_features(extract(message))

    def score_features(self, features: Features) -> float:
        """The log-odds of spam: of the whole, or of a stretch that alone would be suspicious.

        On any site a stretch is measured against the model's threshold, which was found with
        stretches. That of a site comes from whole texts, above which the worst of fifteen
        stretches is too often: it costs false alarms and finds no more.
        """
        rest = self.header["bias"]
        rest += sum(SCALES[name] * self._block(features.blocks[name]) for name in BLOCKS)
        if not features.words:
            return rest
        whole, stretch = self._text(features)
        return rest + (stretch if rest + stretch >= self.header["hold_at"] else whole)

    def score_of_name(self, features: Features) -> float:
        """What the name alone says: high for "Cheap Flights", about zero for a person's."""
        return self._block(features.blocks["name"])

    def telling_words(self, features: Features) -> list[str]:
        """The words that spoke most for spam, the weightiest first; short ones explain nothing."""
        words = [word for word in features.words if len(word) > 3 or not word.isascii()]
        parts = {word: self.part_of_word(word) for word in words or features.words}
        weights = {
            word: self._value(of_grams, count, weight, 1)
            for word, (of_grams, count, weight) in parts.items()
        }
        strongest = heapq.nlargest(SHOWN, weights, key=weights.__getitem__)
        return [word for word in strongest if weights[word] > 0]

    def _text(self, features: Features) -> tuple[float, float]:
        """What the text says as a whole, and what its most suspicious stretch does, or the whole
        where that says more."""
        words, pairs = features.words, features.pairs
        distinct = set(words)
        parts = dict(zip(distinct, map(self.part_of_word, distinct), strict=True))
        weights, mask = self.weights, self.mask
        weight_of_pair = {pair: weights[pair & mask] for pair in pairs}

        def said(start: int, end: int) -> float:
            """Once what is said twice: a pasted log repeats itself."""
            of_grams, counts, of_words = zip(
                *map(parts.__getitem__, set(words[start:end])), strict=True
            )
            distinct_pairs = set(pairs[start : end - 1])
            of_pairs = sum(map(weight_of_pair.__getitem__, distinct_pairs))
            said_count = len(of_words) + len(distinct_pairs)
            return self._value(sum(of_grams), sum(counts), sum(of_words) + of_pairs, said_count)

        whole = said(0, len(words))
        if len(words) < 2 * WINDOW:
            return whole, whole
        starts = [*range(0, len(words) - WINDOW, STRIDE), len(words) - WINDOW]
        return whole, max(whole, *(said(start, start + WINDOW) for start in starts))

    def _value(self, of_grams: int, grams_count: int, of_words: int, words_count: int) -> float:
        said = SCALES["words"] * of_words / math.sqrt(words_count)
        spelled = SCALES["grams"] * of_grams / math.sqrt(grams_count)
        return float(self.header["step"] * (said + spelled))

    def _part_of_word(self, word: str) -> Part:
        weights, mask = self.weights, self.mask
        found = [weights[number & mask] for number in grams(word)]
        return sum(found), len(found), weights[text_hash(word) & mask]

    def _block(self, hashes: Sequence[int]) -> float:
        if not hashes:
            return 0.0
        weights, mask = self.weights, self.mask
        found = sum(weights[number & mask] for number in hashes)
        return float(self.header["step"] * found / math.sqrt(len(hashes)))


def save(model: Model, path: Path) -> int:
    """Write the model to a file; returns its size in bytes."""
    header = json.dumps({"format": FORMAT, **model.header}, sort_keys=True).encode()
    data = gzip.compress(header + b"\n" + model.table, 9, mtime=0)
    path.write_bytes(data)
    return len(data)


def load(path: Path = BASELINE) -> Model:
    """The model in a file; raises ``OSError``, or ``ValueError`` if there is none in it."""
    data = path.read_bytes()
    try:
        header, _newline, table = gzip.decompress(data).partition(b"\n")
        fields = dict(json.loads(header))
    except (OSError, EOFError, zlib.error, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no model, or damaged.") from error
    if fields.pop("format", None) != FORMAT:
        raise ValueError(f"{path} is no model, or was written by another version.")
    return Model(fields, table)


@functools.cache
def baseline() -> Model:
    """The model of the package, read once per process."""
    return load()
