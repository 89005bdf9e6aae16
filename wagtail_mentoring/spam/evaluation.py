"""Measures the filter on labelled messages: what it finds, what it stops wrongly, its cost.

Measured are the layers that give points for the message itself and, online, what was learnt: each
verdict is made known once the message has been judged, as on a new site. Nothing is stored.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail_mentoring.spam import calibration
from wagtail_mentoring.spam.base import Message, Policy, Reason
from wagtail_mentoring.spam.classifier import Model
from wagtail_mentoring.spam.corpus import Row
from wagtail_mentoring.spam.features import extract
from wagtail_mentoring.spam.filters import content
from wagtail_mentoring.spam.fingerprints import fingerprint, hosts_of, is_worth_comparing
from wagtail_mentoring.spam.judging import SPAN, counted, hold_at, learnable
from wagtail_mentoring.spam.learnt import Learnt

RATES = (0.001, 0.005, 0.01)
POLICY = Policy(hold="suspicious")
LAYERS = (
    content.ContactFilter(),
    content.DisguiseFilter(),
    content.MarkupFilter(),
    content.NameFilter(),
)
QUARTERS = 4


@dataclass(frozen=True)
class Judged:
    """One row, its score, the codes of what spoke against it, and whether it was stopped."""

    row: Row
    score: float
    codes: tuple[str, ...]
    is_stopped: bool
    is_filed: bool


@dataclass
class Site:
    """A site that exists only while it is measured; it learns if it is told verdicts."""

    model: Model
    learnt: Learnt = field(default_factory=Learnt)
    approved: list[float] = field(default_factory=list)
    spam_texts: set[str] = field(default_factory=set)

    def judge(self, row: Row) -> Judged:
        message, header = row.message, self.model.header
        features = extract(message)
        text = self.model.score_features(features) + self.learnt.evidence(learnable(features))
        at = hold_at(self.model, self.learnt)
        if features.says_little:
            text = min(text, at - 1)
        reasons = [*self._repeats(message), *_others(message)]
        worth = (header["spam_at"] - header["hold_at"]) / SPAN
        score = text + worth * math.fsum(reason.points for reason in reasons)
        codes = tuple(reason.code for reason in reasons)
        return Judged(
            row,
            score - at,
            codes + (("text_spam",) if text >= at else ()),
            score >= at,
            score >= at + worth * SPAN,
        )

    def _repeats(self, message: Message) -> Iterable[Reason]:
        if not self.learnt.spam:
            return
        if fingerprint(message) in self.spam_texts and is_worth_comparing(message):
            yield Reason("same_as_spam", 5.0)
        for host in hosts_of(message):
            ham, spam = self.learnt.times_linked(host)
            if spam and not ham:
                yield Reason("spam_host", 3.0)
                return

    def tell(self, judged: Judged) -> None:
        """Make the verdict of a person known."""
        message, is_spam = judged.row.message, judged.row.is_spam
        at = hold_at(self.model, self.learnt)
        self.learnt.add(counted(message), hosts_of(message), is_spam=is_spam)
        if is_spam:
            self.spam_texts.add(fingerprint(message))
        else:
            self.approved.append(judged.score + at)
        latest = self.approved[-calibration.LATEST :]
        self.learnt.hold_at = calibration.hold_at(self.model.header["hold_at"], latest)


def _others(message: Message) -> Iterable[Reason]:
    for layer in LAYERS:
        yield from layer.judge(message, POLICY)


def evaluate(model: Model, rows: Sequence[Row], *, online: bool = False) -> dict[str, Any]:
    """The figures of a run over the rows, in their order."""
    site = Site(model)
    began = time.process_time()
    judged = [site.judge(row) for row in rows]
    seconds = time.process_time() - began
    report = {
        **_ranking(judged),
        "at_threshold": _at_threshold(judged),
        "filed_as_spam": _shares(judged, lambda one: one.is_filed),
        "per_source": {
            source: {
                "messages": len(part),
                "spam": sum(one.row.is_spam for one in part),
                **_at_threshold(part),
                **_ranking(part),
            }
            for source, part in _by_source(judged).items()
        },
        "per_layer": _per_layer(judged),
        "messages": len(judged),
        "spam": sum(one.row.is_spam for one in judged),
        "us_per_message": round(1e6 * seconds / max(1, len(judged)), 1),
        "bytes_in_memory": len(model.table),
    }
    if online:
        report["online"] = _online(Site(model), rows)
    return report


def _online(site: Site, rows: Sequence[Row]) -> dict[str, Any]:
    judged = []
    for row in rows:
        one = site.judge(row)
        site.tell(one)
        judged.append(one)
    size = math.ceil(len(judged) / QUARTERS) or 1
    quarters = [judged[start : start + size] for start in range(0, len(judged), size)]
    return {
        **_at_threshold(judged),
        **_ranking(judged),
        "by_quarter": [_at_threshold(quarter) for quarter in quarters],
    }


def _at_threshold(judged: Sequence[Judged]) -> dict[str, float | None]:
    return _shares(judged, lambda one: one.is_stopped)


def _shares(judged: Sequence[Judged], is_hit: Any) -> dict[str, float | None]:
    """Of the spam, and of the genuine messages, the share that was hit."""
    spam = [is_hit(one) for one in judged if one.row.is_spam]
    ham = [is_hit(one) for one in judged if not one.row.is_spam]
    return {"recall": _share(spam), "fpr": _share(ham)}


def _share(hits: Sequence[bool]) -> float | None:
    return round(sum(hits) / len(hits), 4) if hits else None


def _ranking(judged: Sequence[Judged]) -> dict[str, Any]:
    """How well the score orders the messages; None where one of the two kinds is missing."""
    spam = [one.score for one in judged if one.row.is_spam]
    ham = sorted((one.score for one in judged if not one.row.is_spam), reverse=True)
    if not (spam and ham):
        return {"auc": None, "recall_at_fpr": {str(rate): None for rate in RATES}}
    recall = {}
    for rate in RATES:
        cut = ham[min(int(rate * len(ham)), len(ham) - 1)]
        recall[str(rate)] = round(sum(score > cut for score in spam) / len(spam), 4)
    return {"auc": _auc(spam, ham), "recall_at_fpr": recall}


def _auc(spam: Sequence[float], ham: Sequence[float]) -> float:
    """How often a spam scores above a genuine message; half for a tie."""
    counts: dict[float, list[int]] = {}
    for label, scores in enumerate((ham, spam)):
        for score in scores:
            counts.setdefault(score, [0, 0])[label] += 1
    below, won = 0, 0.0
    for score in sorted(counts):
        of_ham, of_spam = counts[score]
        won += of_spam * (below + of_ham / 2)
        below += of_ham
    return round(won / (len(spam) * len(ham)), 4)


def _by_source(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    parts: dict[str, list[Judged]] = {}
    for one in judged:
        parts.setdefault(one.row.source, []).append(one)
    return parts


def _per_layer(judged: Iterable[Judged]) -> dict[str, dict[str, int]]:
    """How many spam and genuine messages each reason was given for."""
    spam: Counter[str] = Counter()
    ham: Counter[str] = Counter()
    for one in judged:
        (spam if one.row.is_spam else ham).update(one.codes)
    return {code: {"spam": spam[code], "ham": ham[code]} for code in sorted(spam | ham)}
