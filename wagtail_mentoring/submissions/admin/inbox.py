"""The one inbox: a tab for each kind of thing that waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wagtail_mentoring.submissions.admin.queue import Queue

_queues: list[Queue] = []


def register(queue: Queue) -> None:
    """Give a queue its tab, behind those that have one."""
    if queue not in _queues:
        _queues.append(queue)


def waiting(request: HttpRequest, queue: Queue) -> int:
    """How many wait for this user; menu, tabs and heading ask once together."""
    known: dict[str, int] = request.__dict__.setdefault("_mentoring_waiting", {})
    if queue.namespace not in known:
        known[queue.namespace] = queue.waiting(request.user).count()
    return known[queue.namespace]


def tabs(request: HttpRequest, current: Queue) -> list[dict[str, Any]]:
    """The kinds that the user may view, each with the number that wait."""
    return [
        {
            "name": queue.namespace,
            "label": queue.label,
            "url": queue.url("index"),
            "count": waiting(request, queue),
            "is_current": queue is current,
        }
        for queue in _queues
        if queue.may(request.user, "view")
    ]


def waiting_here(user: Any, purpose: str) -> dict[str, Any] | None:
    """What waits on the page that a form's ticket is for, told to those who may decide."""
    told = (queue.waiting_here(user, purpose) for queue in _queues)
    return next((each for each in told if each), None)
