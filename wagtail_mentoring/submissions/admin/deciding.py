"""Carrying out what a moderator decided, and saying what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from wagtail_mentoring.submissions.admin import history
from wagtail_mentoring.submissions.admin.decisions import UNDO, Decision
from wagtail_mentoring.submissions.admin.queue import Queue

SHOWN = 5
"""So many things that somebody else was faster with are told one by one."""


@dataclass
class Report:
    """What came of one decision."""

    queue: Queue
    decision: Decision
    reason: str = ""
    done: list[Any] = field(default_factory=list)
    lost: list[Any] = field(default_factory=list)

    def carry_out(self, things: Iterable[tuple[Any, str]], user: Any) -> None:
        """Decide about each thing, if it still is as it was ``seen``."""
        given = {"reason": self.reason} if self.decision.asks_reason else {}
        for thing, seen in things:
            is_as_seen = self.queue.seen(thing) == seen
            done = is_as_seen and self.decision.apply(thing, user=user, **given)
            (self.done if done else self.lost).append(thing)

    @property
    def outcome(self) -> str:
        """What a card says when it was decided about alone."""
        if self.done:
            return str(self.decision.said)
        (thing,) = self.lost
        return history.already(history.last_entries(self.queue, [thing]).get(thing.pk))

    def tell(self, request: HttpRequest, next_url: str) -> None:
        """Put it into words, with a way back."""
        if self.done:
            undoable = self.decision.undoable
            messages.success(
                request,
                str(self.decision.done % {"count": len(self.done)}),
                buttons=undo_button(self.queue, self.done[0], next_url) if undoable else [],
            )
        last = history.last_entries(self.queue, self.lost[:SHOWN]) if self.lost else {}
        for thing in self.lost[:SHOWN]:
            who = self.queue.who(thing, request.user) or _("Someone")
            messages.warning(request, f"{who}: {history.already(last.get(thing.pk))}")
        more = len(self.lost) - SHOWN
        if more > 0:
            messages.warning(
                request,
                ngettext(
                    "%(count)d more had been changed by somebody else.",
                    "%(count)d more had been changed by somebody else.",
                    more,
                )
                % {"count": more},
            )


def undo_button(queue: Queue, thing: Any, next_url: str) -> list[Any]:
    """Leads to where everything that was decided along with ``thing`` can be undone."""
    entry = history.entries(queue.parts(thing)).first()
    if entry is None or entry.uuid is None:
        return []
    query = urlencode({"batch": str(entry.uuid), "next": next_url})
    return [messages.button(f"{queue.bulk_url(UNDO)}?{query}", _("Undo"))]
