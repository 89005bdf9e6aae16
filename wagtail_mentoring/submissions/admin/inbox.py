"""The one inbox: a tab for each kind of thing that waits."""

from __future__ import annotations

from typing import Any

from wagtail_mentoring.submissions.admin.queue import Queue

_queues: list[Queue] = []


def register(queue: Queue) -> None:
    """Give a queue its tab, behind those that have one."""
    if queue not in _queues:
        _queues.append(queue)


def tabs(user: Any, current: Queue, waiting: int) -> list[dict[str, Any]]:
    """The kinds that ``user`` may view, each with the number that wait; ``waiting`` is known."""
    return [
        {
            "name": queue.namespace,
            "label": queue.label,
            "url": queue.url("index"),
            "count": waiting if queue is current else queue.waiting(user).count(),
            "is_current": queue is current,
        }
        for queue in _queues
        if queue.may(user, "view")
    ]
