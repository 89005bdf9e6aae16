"""Names that pose as somebody else's wait for a moderator."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wagtail_mentoring.spam.base import Outcome, Reason, Verdict
from wagtail_mentoring.submissions.identity import account_name, staff_accounts
from wagtail_mentoring.text.names import has_mixed_scripts, looks_like

PARTS = re.compile(r"[()\[\]{}<>,;:/|*~•·–—]| - ")
MOST_ACCOUNTS = 500
KEPT_SECONDS = 60
OFFICES = frozenset(
    looks_like(word)
    for word in (
        "admin",
        "administrator",
        "author",
        "editor",
        "moderator",
        "staff",
        "the author",
        "the editors",
        "webmaster",
    )
)

BADGES = re.compile(
    "[\u2605\u2606\u2611\u2705\u2713\u2714\u272a\u2b50\U0001f396\U0001f3c5\U0001f451\U0001f5f8\U0001f6e1]"
)
"""Ticks, stars, shields, crowns: a name with one seems to have been awarded something here."""


def with_name_judged(verdict: Verdict, name: str, user: Any, page: Any) -> Verdict:
    """What would be published waits if its name is not to be trusted."""
    if verdict.outcome is not Outcome.PUBLISH or (user and account_name(user) == name):
        return verdict
    reasons = tuple(_reasons(name, page))
    if not reasons:
        return verdict
    return replace(verdict, outcome=Outcome.HOLD, reasons=reasons + verdict.reasons)


def _reasons(name: str, page: Any) -> Iterator[Reason]:
    if has_mixed_scripts(name):
        yield Reason("name_mixed", 0.0, holds=True)
    page_type: Any = type(page)
    taken = taken_names(page_type, int(time.time() // KEPT_SECONDS)) | OFFICES
    if BADGES.search(name) or any(seen in taken for seen in _seen_in(name) if seen):
        yield Reason("name_poses", 0.0, holds=True)


def _seen_in(name: str) -> Iterator[str]:
    """How the whole of a name looks, and each part that signs mark off: "Ada Quill (author)"."""
    yield looks_like(name)
    for part in PARTS.split(name):
        yield looks_like(part)


@functools.lru_cache(maxsize=32)
def taken_names(page_type: Any, time_slot: int) -> frozenset[str]:
    """How the names of authors and staff look; asked once a minute by each process."""
    names = [account_name(account) for account in staff_accounts().distinct()[:MOST_ACCOUNTS]]
    names += page_type.get_comment_author_names()
    return frozenset(looks_like(name) for name in names if name)
