"""Earlier messages, which the rooms that hold them lend: for previews, and to be told about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail_mentoring.spam.base import Message


@dataclass(frozen=True)
class Sample:
    """A message, when it was sent, in which state it is, and where the admin shows it.

    ``codes`` are those of the reasons that the filter gave.
    """

    message: Message
    sent_at: dt.datetime
    state: str
    url: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """How to reach the messages of a room: the latest, at most so many, the newest first; or one
    by its key, None if it is gone."""

    latest: Callable[[int], Iterable[Sample]]
    find: Callable[[int], Sample | None]


_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Lend the messages of a kind; the same kind again replaces them."""
    _sources[kind] = source


def latest(count: int) -> list[Sample]:
    """The latest messages of all rooms, the newest first."""
    samples = [sample for source in _sources.values() for sample in source.latest(count)]
    return sorted(samples, key=lambda sample: sample.sent_at, reverse=True)[:count]


def find(kind: str, object_id: int) -> Sample | None:
    """One message; None if it is gone, or nobody lends messages of that kind."""
    source = _sources.get(kind)
    return source.find(object_id) if source else None
