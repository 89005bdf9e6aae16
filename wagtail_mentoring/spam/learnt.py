"""What one site has taught the filter: counts that can be added to and taken from exactly.

Every verdict adds one to the counts of its features, under spam or ham; taking it back subtracts
the same, so the order of verdicts does not matter and nothing is left of one that was undone.
"""

from __future__ import annotations

import functools
import json
import math
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

BITS = 18
MASK = (1 << BITS) - 1
LAYOUT = f"1 {BITS} {sys.byteorder}"
"""A blob of another layout is not read: what it held is counted afresh."""

GAIN = 1.5
PRIOR = 10.0
"""As many messages of either kind are imagined, with each feature as common in them as in all.

So where spam is rare, words that it has not used yet do not pass for signs of genuine messages.
"""

DOUBT = 3.0
"""As many messages with each feature are imagined, spam among them as often as on the site.

So what was said once decides nothing, however many messages there are.
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
        self.count_hosts(hosts, is_spam=is_spam, times=times)

    def count_hosts(self, hosts: Iterable[str], *, is_spam: bool, times: int) -> None:
        for host in hosts:
            found = self.hosts.setdefault(host, [0, 0])
            found[is_spam] += times
            if found == [0, 0]:
                del self.hosts[host]

    def evidence(self, blocks: Iterable[Collection[int]]) -> float:
        """What the counts say, as log-odds to add to those of the baseline.

        As there, each block of features is measured by its own length. A few strong signs count
        for more than many weak ones.
        """
        if not (self.spam and self.ham):
            return 0.0
        weight, in_spam, in_ham = functools.cache(self._weight), self.in_spam, self.in_ham
        total = 0.0
        for block in filter(None, blocks):
            said = sum(weight(in_spam[number & MASK], in_ham[number & MASK]) for number in block)
            total += said / math.sqrt(len(block))
        return GAIN * total

    def _weight(self, spam: int, ham: int) -> float:
        """What a feature says that so many spam and genuine messages had."""
        in_all = PRIOR * (spam + ham) / (self.spam + self.ham)
        spam_messages, ham_messages = self.spam + PRIOR, self.ham + PRIOR
        doubt = DOUBT / (spam_messages + ham_messages)
        spam_share = (spam + in_all) / spam_messages + doubt
        ham_share = (ham + in_all) / ham_messages + doubt
        said = math.log(spam_share / ham_share)
        return said * math.sqrt(abs(said))

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
    def loads(cls, blob: bytes) -> Learnt | None:
        """The layer of a blob, a fresh one if it is empty; None if it is of another layout."""
        if not blob:
            return cls()
        header, _newline, tables = zlib.decompress(blob).partition(b"\n")
        fields: dict[str, Any] = json.loads(header)
        if fields.pop("format") != LAYOUT:
            return None
        half = len(tables) // 2
        return cls(in_spam=array("i", tables[:half]), in_ham=array("i", tables[half:]), **fields)
