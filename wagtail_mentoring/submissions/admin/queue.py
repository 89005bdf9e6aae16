"""What a moderation queue is made of; comments and pledges each describe theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse

from wagtail_mentoring.permissions import ModerationPolicy, may_see_personal_data
from wagtail_mentoring.submissions.models import Submission

UNDO = "undo"


@dataclass(frozen=True)
class Decision:
    """One thing a moderator can do.

    ``apply(thing, user=…)`` returns False when somebody else was first; ``available(thing)`` tells
    whether it makes sense now. ``question`` and ``done`` are plural forms over ``count``.
    """

    name: str
    label: Any
    bulk_label: Any
    question: Any
    done: Any
    apply: Callable[..., bool]
    available: Callable[[Any], bool]
    undoable: bool = True


class Queue:
    """What the views need to know of one kind of submission.

    A *thing* is what a row shows and what is decided about; it may have several *parts* that are
    published each by itself, as a pledge and its story.
    """

    model: ClassVar[type[Submission]]
    policy: ClassVar[ModerationPolicy]
    namespace: ClassVar[str]
    decisions: ClassVar[tuple[Decision, ...]]
    filterset_class: ClassVar[type]

    def queryset(self) -> QuerySet:
        """All things, with what their row shows."""
        return self.model._default_manager.all()

    def waiting(self) -> QuerySet:
        """Things that wait for a moderator."""
        return self.model._default_manager.filter(state=Submission.State.WAITING)

    def search(self, queryset: QuerySet, words: str, user: Any) -> QuerySet:
        """Things with ``words`` in a name or text that ``user`` may see."""
        return queryset.filter(Q(name__icontains=words) | Q(text__icontains=words))

    def parts(self, thing: Any) -> list[Submission]:
        """Everything of a thing that is published by itself."""
        return [thing]

    def seen(self, thing: Any) -> str:
        """The state that a moderator saw when deciding, as forms carry it."""
        return "-".join(part.state for part in self.parts(thing))

    def who(self, thing: Any, user: Any) -> str:
        """The visitor's name as ``user`` may see it."""
        return thing.name

    def locking_order(self, thing: Any) -> tuple[Any, ...]:
        """Things are decided about in this order, so that two moderators never lock crosswise."""
        return (thing.pk,)

    def keys_of_entries(self, entries: QuerySet) -> list[str]:
        """Keys of the things that these log entries are about."""
        of_model = ContentType.objects.get_for_model(self.model)
        return list(entries.filter(content_type=of_model).values_list("object_id", flat=True))

    def decision(self, name: str) -> Decision | None:
        return next((each for each in self.decisions if each.name == name), None)

    def available_decisions(self, thing: Any) -> list[Decision]:
        return [decision for decision in self.decisions if decision.available(thing)]

    def may_moderate(self, user: Any, thing: Any = None) -> bool:
        if thing is None:
            return self.policy.user_has_permission(user, "moderate")
        return self.policy.user_has_permission_for_instance(user, "moderate", thing)

    def sees_personal_data(self, user: Any) -> bool:
        return may_see_personal_data(user)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.namespace}:{name}", args=args)

    def bulk_url(self, decision: str) -> str:
        opts: Any = self.model._meta
        return reverse("wagtail_bulk_action", args=[opts.app_label, opts.model_name, decision])


def pick(queryset: QuerySet, keys: Iterable[str]) -> QuerySet:
    """The rows with these keys; whatever is no key is left out."""
    return queryset.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 19])
