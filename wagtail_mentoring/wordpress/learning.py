"""Published comments show the spam filter what good ones look like here.

The room that learns registers itself with :func:`register`; without one, nothing is taught.
"""

from __future__ import annotations

from collections.abc import Callable

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.wordpress.job import Job

MOST_LESSONS = 1000
"""Enough to know a blog's readers; more would only take time."""

_teachers: list[Callable[[ReaderComment], None]] = []


def register(teach: Callable[[ReaderComment], None]) -> None:
    """Let ``teach(comment)`` hear of good comments. Called while apps get ready."""
    _teachers.append(teach)


def offer(job: Job, comment: ReaderComment) -> None:
    if job.options.learn and _teachers and job.lessons < MOST_LESSONS:
        job.lessons += 1
        for teach in _teachers:
            teach(comment)
