"""Runs every filter of the setting over a message and adds up what they say."""

from __future__ import annotations

import functools
import json
import logging
import math
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from wagtail_mentoring.conf import SETTING_NAME, app_settings
from wagtail_mentoring.spam.base import Message, Outcome, Policy, Reason, SpamFilter, Verdict
from wagtail_mentoring.spam.history import asked_once

HOLD_FROM = 1.0
"""From this score on a message waits for a moderator."""

SPAM_FROM = 5.0
"""From this score on a message is filed as spam."""

FILTER_FAILED = "filter_failed"

logger = logging.getLogger(__name__)


def judge(message: Message, policy: Policy) -> Verdict:
    """What is to happen with the message, and every reason why.

    A filter that breaks costs nobody a message: the error is logged and the message held.
    """
    with asked_once():
        reasons = tuple(_reasons(message, policy))
    score = math.fsum(reason.points for reason in reasons)
    if score >= SPAM_FROM:
        return Verdict(Outcome.SPAM, score, reasons)
    rule = tuple(_held_by_rule(message, policy))
    held = score >= HOLD_FROM or rule or any(reason.holds for reason in reasons)
    return Verdict(Outcome.HOLD if held else Outcome.PUBLISH, score, reasons + rule)


def _held_by_rule(message: Message, policy: Policy) -> Iterator[Reason]:
    if policy.hold == "all":
        yield Reason("hold_all", 0.0, holds=True)
    elif policy.hold == "first" and not message.known:
        yield Reason("hold_first", 0.0, holds=True)


def _reasons(message: Message, policy: Policy) -> Iterator[Reason]:
    for name, spam_filter in load_filters():
        try:
            for reason in spam_filter.judge(message, policy):
                yield _checked(reason)
        except Exception:
            logger.exception("The spam filter %s failed; the message is held.", name)
            yield Reason(FILTER_FAILED, 0.0, {"filter": name.rpartition(".")[2]}, holds=True)


def _checked(reason: Reason) -> Reason:
    """The reason, if it can be added up and stored."""
    if not math.isfinite(reason.points):
        raise ValueError(f"{reason.code} has {reason.points} points.")
    json.dumps(dict(reason.data), allow_nan=False)
    return reason


def asks_nobody_else() -> bool:
    """Whether every filter of the setting keeps messages to this site."""
    return not any(spam_filter.asks_others for _name, spam_filter in load_filters())


@functools.cache
def load_filters() -> tuple[tuple[str, SpamFilter], ...]:
    """The filters of the setting with their dotted paths, made once per process."""
    return tuple((entry["NAME"], _load(entry)) for entry in app_settings.SPAM_FILTERS)


def _load(entry: dict[str, Any]) -> SpamFilter:
    try:
        return import_string(entry["NAME"])(**entry.get("OPTIONS", {}))
    except Exception as error:
        return _Unavailable(error)


class _Unavailable(SpamFilter):
    """Stands in for a filter that cannot be made, so that its messages are held, not lost."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def judge(self, message: Message, policy: Policy) -> Iterable[Reason]:
        raise self.error


def _forget_filters(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING_NAME:
        load_filters.cache_clear()


setting_changed.connect(_forget_filters)
