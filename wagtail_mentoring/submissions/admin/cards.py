"""The cards of the inbox: all that is shown of one thing, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from wagtail_mentoring.spam.base import Outcome
from wagtail_mentoring.spam.pipeline import HOLD_FROM
from wagtail_mentoring.spam.reasons import cause, explain
from wagtail_mentoring.submissions.admin import history, people
from wagtail_mentoring.submissions.admin.decisions import UNDO
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.admin.removal import RemovalForm
from wagtail_mentoring.submissions.models import Submission

State = Submission.State

CARD = "wagtail_mentoring/admin/inbox/card.html"
FOLDED = "wagtail_mentoring/admin/inbox/folded.html"


def cards(
    queue: Queue, things: Iterable[Any], request: HttpRequest, next_url: str
) -> list[dict[str, Any]]:
    """A context for each card; the number of queries does not depend on how many there are."""
    things = list(things)
    user = request.user
    records = people.records(queue, things)
    last = history.last_entries(queue, things) if things else {}
    actions_of = [queue.actions(thing, user) for thing in things]
    return [
        {
            **frame(queue, thing, request, next_url),
            "actions": actions,
            "selectable": bool(actions),
            "experience": people.experience(queue, thing, records.get(thing.email_key)),
            "proof": people.proof(queue, thing),
            "removal": removal_form(frame_id(queue, thing)),
            "tells_writer": queue.tells_writer(thing),
            "decided": history.sentence(last[thing.pk]) if thing.pk in last else "",
            "why": why(queue, thing, told),
            "reasons": reasons(queue, thing),
            "age": timesince(thing.submitted_at, depth=1),
            "template": queue.card_template,
            **told,
        }
        for thing, actions, told in zip(
            things, actions_of, told_of(queue, things, user), strict=True
        )
    ]


def told_of(queue: Queue, things: list[Any], user: Any) -> list[dict[str, Any]]:
    """What the queue tells ``user`` of each thing; readers' or a mentor's ``reports`` among it."""
    related = queue.related(things, user)
    return [queue.card_context(thing, user) | related.get(thing.pk, {}) for thing in things]


def frame(queue: Queue, thing: Any, request: HttpRequest, next_url: str) -> dict[str, Any]:
    """What a card keeps when it is folded."""
    return {
        "thing": thing,
        "id": frame_id(queue, thing),
        "who": queue.who(thing, request.user),
        "sees_personal_data": queue.sees_personal_data(request.user, thing),
        "detail_url": queue.url_of(thing),
        "decide_url": queue.url("decide", thing.pk),
        "seen": queue.seen(thing),
        "next": next_url,
        "csrf_token": get_token(request),
    }


def removal_form(prefix: str) -> RemovalForm:
    """The question why, with ids that no other card has."""
    return RemovalForm(auto_id=f"{prefix}-%s")


def frame_id(queue: Queue, thing: Any) -> str:
    """The DOM id of a card."""
    return f"mentoring-card-{queue.model._meta.model_name}-{thing.pk}"


def render(queue: Queue, thing: Any, request: HttpRequest, next_url: str) -> str:
    """The inside of one card."""
    (card,) = cards(queue, [thing], request, next_url)
    return render_to_string(CARD, {"card": card}, request=request)


def render_folded(
    queue: Queue, thing: Any, request: HttpRequest, next_url: str, *, said: str, undoable: bool
) -> str:
    """The inside of a card that has been dealt with."""
    undo = queue.decision(UNDO) if undoable else None
    card = {
        **frame(queue, thing, request, next_url),
        "said": said,
        "undo": undo and queue.may(request.user, undo.permission, thing),
    }
    return render_to_string(FOLDED, {"card": card}, request=request)


def why(queue: Queue, thing: Any, told: dict[str, Any]) -> str:
    """One sentence: why it is where it is, or what the filter had made of it before people did."""
    if told.get("reports") and thing.state == State.WAITING:
        return _("Waiting because it was reported.")
    for part in queue.parts(thing):
        reason = cause(part.verdict, HOLD_FROM)
        if reason and part.state != State.PUBLISHED:
            return _in_words(part, reason)
    return ""


def _in_words(part: Submission, reason: str) -> str:
    outcome = part.verdict.get("outcome")
    if part.state == State.WAITING:
        return _("Waiting because %(reason)s.") % {"reason": reason}
    if outcome == Outcome.SPAM:
        return _("Filed as spam because %(reason)s.") % {"reason": reason}
    return _("Held because %(reason)s.") % {"reason": reason} if outcome == Outcome.HOLD else ""


def reasons(queue: Queue, thing: Any) -> list[dict[str, Any]]:
    """Every reason of the filter in plain words, with its points.

    What it says of a pledge and of its story alike is told once.
    """
    told: list[dict[str, Any]] = []
    for part in queue.parts(thing):
        told += [each for each in reasons_with_points(part.verdict) if each not in told]
    return told


def reasons_with_points(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """Every reason of a stored verdict in plain words, with its points."""
    return [
        {
            "sentence": explain({"reasons": [reason]})[0],
            "points": reason.get("points") or 0,
            "holds": reason.get("holds", False),
        }
        for reason in verdict.get("reasons") or []
    ]
