"""What a moderator can decide: what one is made of, and the four that every queue has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.submissions.models import Submission

UNDO = "undo"


@dataclass(frozen=True)
class Decision:
    """One thing a moderator can do.

    ``apply(thing, user=…)`` returns False when somebody else was first; ``available(thing)`` tells
    whether it makes sense now. ``question`` and ``done`` are plural forms over ``count``, ``said``
    is what a card says once it is done. With ``asks_reason`` it takes ``reason=…``, too.
    ``card_label`` stands on a card's button where ``label`` would not say what is decided about.
    """

    name: str
    label: Any
    bulk_label: Any
    question: Any
    done: Any
    said: Any
    apply: Callable[..., bool]
    available: Callable[[Any], bool]
    permission: str = "moderate"
    key: str = ""
    asks_reason: bool = False
    card_label: Any = ""
    undoable: bool = True


# A queue adds the words for its own kind of thing: sentences cannot be put together from parts
# in every language.
publish = partial(Decision, name="publish", label=_("Publish"), said=_("Published."), key="p")
mark_spam = partial(Decision, name="spam", label=_("Spam"), said=_("Marked as spam."), key="s")
remove = partial(
    Decision,
    name="remove",
    label=_("Remove"),
    said=_("Removed."),
    permission="remove",
    key="x",
    asks_reason=True,
)
undo = partial(Decision, name=UNDO, label=_("Undo"), said=_("Put back."), key="u", undoable=False)


def is_not(state: str) -> Callable[[Any], bool]:
    """Whether a thing can still be moved to ``state``."""
    return lambda thing: thing.state != state


def was_decided(thing: Any) -> bool:
    """Whether there is a decision that can be taken back."""
    return bool(thing.previous_state) and thing.state != Submission.State.WAITING
