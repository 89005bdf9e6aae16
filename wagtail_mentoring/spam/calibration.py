"""From which score on a text is suspicious, on one site.

A threshold that stops one genuine message in a hundred elsewhere may stop four here, so the
scores of what people approved here take over from the baseline's as they grow in number.
"""

from __future__ import annotations

from collections.abc import Sequence

ENOUGH = 50
"""Approved messages of a site before the text may speak for a message, and before its scores
count here."""

LATEST = 400
"""Scores of the last few hundred approved messages set the threshold."""

MAY_STOP = 0.005
"""Share of the genuine messages so far that may be above the threshold. Of those to come, which are
not quite like them, it is up to three times as many (docs/spam-model.md)."""


def hold_at(baseline: float, approved: Sequence[float]) -> float:
    """The threshold of a site, given the scores of its latest approved messages."""
    if len(approved) < ENOUGH:
        return baseline
    highest_first = sorted(approved, reverse=True)
    own = highest_first[int(MAY_STOP * len(highest_first))]
    trust = len(approved) / (len(approved) + ENOUGH)
    return trust * own + (1 - trust) * baseline
