"""Earlier messages, which the rooms that hold them lend for previews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail_mentoring.spam.base import Message


@dataclass(frozen=True)
class Sample:
    """A message, when it was sent, in which state it is, and where the admin shows it."""

    message: Message
    sent_at: dt.datetime
    state: str
    url: str


Source = Callable[[int], Iterable[Sample]]
"""Gives the latest messages of a room, at most so many, the newest first."""

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let previews look at a room's messages; the same name again replaces it."""
    _sources[name] = source


def latest(count: int) -> list[Sample]:
    """The latest messages of all rooms, the newest first."""
    samples = [sample for source in _sources.values() for sample in source(count)]
    return sorted(samples, key=lambda sample: sample.sent_at, reverse=True)[:count]
