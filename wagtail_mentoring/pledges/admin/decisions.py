"""What can be decided about a pledge, its story, and a mentor's note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.submissions.admin import decisions, history
from wagtail_mentoring.submissions.models import Submission

State = Submission.State
Operation = Callable[..., bool]


def parts_of(pledge: Pledge) -> list[Submission]:
    """A pledge and, if it has one, its story: published each by itself."""
    story = getattr(pledge, "story", None)
    return [pledge] if story is None else [pledge, story]


def is_held(pledge: Pledge) -> bool:
    """Whether its first e-mail waits for somebody to look."""
    return pledge.needs_release and pledge.progress == Pledge.Progress.UNCONFIRMED


def _together(operation: Operation, applies: Callable[[Pledge, Submission], bool]) -> Operation:
    """The operation for a pledge and its story at once; what it does not apply to stays."""

    def apply(pledge: Pledge, user: Any = None, **given: Any) -> bool:
        chosen = [part for part in parts_of(pledge) if applies(pledge, part)]
        with transaction.atomic():
            moved = [operation(part, user=user, **given) for part in chosen]
        return any(moved)

    return apply


def _publishable(pledge: Pledge, part: Submission) -> bool:
    """A story that somebody has put away stays away when its pledge is published."""
    return part is pledge or part.state == State.WAITING


def _undo(pledge: Pledge, user: Any = None) -> bool:
    parts = history.parts_of_last_decision(parts_of(pledge))
    with transaction.atomic():
        moved = [operations.undo(part, user=user) for part in parts]
    return any(moved)


def _can_publish(pledge: Pledge) -> bool:
    undecided = any(part.state == State.WAITING for part in parts_of(pledge))
    return pledge.is_for_others and (pledge.state != State.PUBLISHED or undecided)


def _can_move_to(state: str) -> Callable[[Pledge], bool]:
    """There is nothing left to put away of what is forgotten."""
    return lambda pledge: (
        not pledge.is_forgotten and any(part.state != state for part in parts_of(pledge))
    )


PLEDGE_DECISIONS = (
    decisions.Decision(
        name="release",
        label=_("Release"),
        bulk_label=_("Release the selected pledges: send their first e-mail"),
        question=ngettext_lazy(
            "Release this pledge and send its first e-mail?",
            "Release these %(count)d pledges and send their first e-mails?",
            "count",
        ),
        done=ngettext_lazy("Released %(count)d pledge.", "Released %(count)d pledges.", "count"),
        said=_("Released."),
        apply=operations.release,
        available=is_held,
        key="p",
        undoable=False,
    ),
    decisions.publish(
        bulk_label=_("Publish the selected pledges and their stories"),
        question=ngettext_lazy(
            "Publish this pledge and its story?",
            "Publish these %(count)d pledges and their stories?",
            "count",
        ),
        done=ngettext_lazy("Published %(count)d pledge.", "Published %(count)d pledges.", "count"),
        apply=_together(operations.publish, _publishable),
        available=_can_publish,
    ),
    decisions.mark_spam(
        bulk_label=_("Mark the selected pledges and their stories as spam"),
        question=ngettext_lazy(
            "Mark this pledge and its story as spam?",
            "Mark these %(count)d pledges and their stories as spam?",
            "count",
        ),
        done=ngettext_lazy(
            "Marked %(count)d pledge as spam.", "Marked %(count)d pledges as spam.", "count"
        ),
        apply=_together(operations.mark_spam, lambda pledge, part: True),
        available=_can_move_to(State.SPAM),
    ),
    decisions.remove(
        bulk_label=_("Remove the selected pledges and their stories"),
        question=ngettext_lazy(
            "Remove this pledge and its story?",
            "Remove these %(count)d pledges and their stories?",
            "count",
        ),
        done=ngettext_lazy("Removed %(count)d pledge.", "Removed %(count)d pledges.", "count"),
        apply=_together(operations.remove, lambda pledge, part: True),
        available=_can_move_to(State.REMOVED),
    ),
    decisions.undo(
        bulk_label=_("Undo the last decision about the selected pledges"),
        question=ngettext_lazy(
            "Undo the last decision about this pledge?",
            "Undo the last decisions about these %(count)d pledges?",
            "count",
        ),
        done=ngettext_lazy("Put %(count)d pledge back.", "Put %(count)d pledges back.", "count"),
        apply=_undo,
        available=lambda pledge: any(decisions.was_decided(part) for part in parts_of(pledge)),
    ),
)

STORY_DECISIONS = (
    decisions.publish(
        card_label=_("Publish the story"),
        bulk_label=_("Publish the selected stories"),
        question=ngettext_lazy("Publish this story?", "Publish these %(count)d stories?", "count"),
        done=ngettext_lazy("Published %(count)d story.", "Published %(count)d stories.", "count"),
        apply=operations.publish,
        available=lambda story: story.state != State.PUBLISHED and story.pledge.is_for_others,
    ),
    decisions.remove(
        card_label=_("Remove the story"),
        bulk_label=_("Remove the selected stories"),
        question=ngettext_lazy("Remove this story?", "Remove these %(count)d stories?", "count"),
        done=ngettext_lazy("Removed %(count)d story.", "Removed %(count)d stories.", "count"),
        apply=operations.remove,
        available=decisions.is_not(State.REMOVED),
    ),
    decisions.undo(
        card_label=_("Undo for the story"),
        bulk_label=_("Undo the last decision about the selected stories"),
        question=ngettext_lazy(
            "Undo the last decision about this story?",
            "Undo the last decisions about these %(count)d stories?",
            "count",
        ),
        done=ngettext_lazy("Put %(count)d story back.", "Put %(count)d stories back.", "count"),
        apply=operations.undo,
        available=decisions.was_decided,
    ),
)

NOTE_DECISIONS = (
    decisions.publish(
        bulk_label=_("Publish the selected notes"),
        question=ngettext_lazy("Publish this note?", "Publish these %(count)d notes?", "count"),
        done=ngettext_lazy("Published %(count)d note.", "Published %(count)d notes.", "count"),
        apply=operations.publish,
        available=lambda note: note.state != State.PUBLISHED and note.is_shareable,
    ),
    decisions.mark_spam(
        bulk_label=_("Mark the selected notes as spam"),
        question=ngettext_lazy(
            "Mark this note as spam?", "Mark these %(count)d notes as spam?", "count"
        ),
        done=ngettext_lazy(
            "Marked %(count)d note as spam.", "Marked %(count)d notes as spam.", "count"
        ),
        apply=operations.mark_spam,
        available=decisions.is_not(State.SPAM),
    ),
    decisions.remove(
        bulk_label=_("Remove the selected notes"),
        question=ngettext_lazy("Remove this note?", "Remove these %(count)d notes?", "count"),
        done=ngettext_lazy("Removed %(count)d note.", "Removed %(count)d notes.", "count"),
        apply=operations.remove,
        available=decisions.is_not(State.REMOVED),
    ),
    decisions.undo(
        bulk_label=_("Undo the last decision about the selected notes"),
        question=ngettext_lazy(
            "Undo the last decision about this note?",
            "Undo the last decisions about these %(count)d notes?",
            "count",
        ),
        done=ngettext_lazy("Put %(count)d note back.", "Put %(count)d notes back.", "count"),
        apply=operations.undo,
        available=decisions.was_decided,
    ),
)
