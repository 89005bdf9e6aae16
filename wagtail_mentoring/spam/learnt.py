"""What one site has taught the filter: counts that can be added to and taken from exactly.

Every verdict adds one to the counts of its features, under spam or ham; taking it back subtracts
the same, so the order of verdicts does not matter and nothing is left of one that was undone.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

BITS = 17
MASK = (1 << BITS) - 1
LAYOUT = f"1 {BITS} {sys.byteorder}"
"""A blob of another layout is not read; retraining makes a new one."""

GAIN = 2.0
PRIOR = 30.0
"""As many messages of either kind are imagined, with each feature as common in them as in all.

So where spam is rare, words that it has not used yet do not pass for signs of genuine messages.
"""


def _counts() -> array[int]:
    return array("i", bytes(4 << BITS))


@dataclass
class Learnt:
    """Per feature, how many messages had it; and per host, by whom it was linked to."""

    spam: int = 0
    ham: int = 0
    in_spam: array[int] = field(default_factory=_counts)
    in_ham: array[int] = field(default_factory=_counts)
    hosts: dict[str, list[int]] = field(default_factory=dict)
    hold_at: float | None = None
    """The score from which text alone is suspicious on this site; None: as in the baseline."""

    def add(
        self, features: Iterable[int], hosts: Iterable[str], *, is_spam: bool, times: int = 1
    ) -> None:
        """Count a message; with ``times=-1`` take it out again."""
        counts = self.in_spam if is_spam else self.in_ham
        for number in features:
            counts[number & MASK] += times
        if is_spam:
            self.spam += times
        else:
            self.ham += times
        for host in hosts:
            found = self.hosts.setdefault(host, [0, 0])
            found[is_spam] += times
            if found == [0, 0]:
                del self.hosts[host]

    def evidence(self, features: Collection[int]) -> float:
        """What the counts say, as log-odds to add to those of the baseline."""
        if not (self.spam and self.ham and features):
            return 0.0
        imagined = PRIOR / (self.spam + self.ham)
        odds = (self.ham + PRIOR) / (self.spam + PRIOR)
        total = 0.0
        for number in features:
            spam, ham = self.in_spam[number & MASK], self.in_ham[number & MASK]
            if spam or ham:
                more = imagined * (spam + ham)
                total += math.log(odds * (spam + more) / (ham + more))
        return GAIN * total / math.sqrt(len(features))

    def times_linked(self, host: str) -> tuple[int, int]:
        """How many genuine messages and how many spam linked to a host."""
        ham, spam = self.hosts.get(host, (0, 0))
        return ham, spam

    def dumps(self) -> bytes:
        header = json.dumps(
            {"format": LAYOUT, "spam": self.spam, "ham": self.ham, "hosts": self.hosts}
            | {"hold_at": self.hold_at},
            sort_keys=True,
        )
        tables = self.in_spam.tobytes() + self.in_ham.tobytes()
        return zlib.compress(header.encode() + b"\n" + tables, 1)

    @classmethod
    def loads(cls, blob: bytes) -> Learnt:
        """The layer of a blob; a fresh one if it is empty or of another version."""
        if not blob:
            return cls()
        header, _newline, tables = zlib.decompress(blob).partition(b"\n")
        fields: dict[str, Any] = json.loads(header)
        if fields.pop("format") != LAYOUT:
            return cls()
        half = len(tables) // 2
        return cls(in_spam=array("i", tables[:half]), in_ham=array("i", tables[half:]), **fields)
