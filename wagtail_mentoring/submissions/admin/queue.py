"""What a moderation queue is made of; comments and pledges each describe theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.permissions import ModerationPolicy, may_see_personal_data
from wagtail_mentoring.submissions.admin.decisions import Decision
from wagtail_mentoring.submissions.identity import text_hash
from wagtail_mentoring.submissions.models import Submission


class Queue:
    """What the views need to know of one kind of submission.

    A *thing* is what a card shows and what is decided about; it may have several *parts* that are
    published each by itself, as a pledge and its story.
    """

    model: ClassVar[type[Submission]]
    policy: ClassVar[ModerationPolicy]
    namespace: ClassVar[str]
    label: ClassVar[Any]
    decisions: ClassVar[tuple[Decision, ...]]
    filterset_class: ClassVar[type]
    card_template: ClassVar[str]
    export_filename: ClassVar[str]
    export_headings: ClassVar[dict[str, Any]]
    first_words: ClassVar[Any] = _("First response")
    returning_words: ClassVar[Any] = _("Returning reader: %(ordinal)s response since %(month)s")

    def queryset(self, user: Any = None) -> QuerySet:
        """All things that ``user`` may view, with what their card shows."""
        if user is None:
            return self.model._default_manager.all()
        things: QuerySet = self.policy.instances_user_has_permission_for(user, "view")
        return things

    def waiting(self, user: Any = None) -> QuerySet:
        """Things that wait for a moderator."""
        return self.queryset(user).filter(state=Submission.State.WAITING)

    def published_since(self, moment: datetime, user: Any) -> QuerySet:
        """Things that were first shown at ``moment`` or later."""
        published = self.queryset(user).filter(state=Submission.State.PUBLISHED)
        return published.filter(published_at__gte=moment)

    def search(self, queryset: QuerySet, words: str, user: Any) -> QuerySet:
        """Things with ``words`` in a name or text that ``user`` may see."""
        return queryset.filter(Q(name__icontains=words) | Q(text__icontains=words))

    def parts(self, thing: Any) -> list[Submission]:
        """Everything of a thing that is published by itself."""
        return [thing]

    def seen(self, thing: Any) -> str:
        """State and words that a moderator saw when deciding, as forms carry them: what its writer
        has changed since is not published unread."""
        parts = self.parts(thing)
        states = "-".join(part.state for part in parts)
        return f"{states}.{text_hash(chr(10).join(part.text for part in parts))[:16]}"

    def who(self, thing: Any, user: Any) -> str:
        """The visitor's name as ``user`` may see it."""
        return thing.name

    def is_confirmed(self, thing: Any) -> bool:
        """Whether the visitor, if not signed in, is proven to own the e-mail address."""
        return False

    def tells_writer(self, thing: Any) -> bool:
        """Whether the writer hears of a removal, and of its reason."""
        return False

    def card_context(self, thing: Any, user: Any) -> dict[str, Any]:
        """What ``card_template`` needs of a thing besides the thing itself."""
        return {}

    def related(self, things: list[Any], user: Any) -> dict[Any, dict[str, Any]]:
        """More for the cards of a page, by key of the thing, in a query for all of them."""
        return {}

    def get_notice(self, user: Any) -> dict[str, Any] | None:
        """A line above the list, as ``words`` and ``url``, or nothing."""
        return None

    def waiting_here(self, user: Any, purpose: str) -> dict[str, Any] | None:
        """What waits where the form for ``purpose`` stands, as ``words`` and ``url``, for those who
        may decide; None for anybody else."""
        return None

    def export_row(self, thing: Any, user: Any) -> dict[str, Any]:
        """A value for each of ``export_headings``, of what ``user`` may see."""
        raise NotImplementedError

    def actions(self, thing: Any, user: Any) -> list[dict[str, Any]]:
        """The buttons of a card, in the order they always have."""
        decisions = self.decisions_for(thing, user)
        return [{"decision": each, "name": each.name, "key": each.key} for each in decisions]

    def locking_order(self, thing: Any) -> tuple[Any, ...]:
        """Things are decided about in this order, so that two moderators never lock crosswise."""
        return (thing.pk,)

    def keys_of_entries(self, entries: QuerySet) -> list[str]:
        """Keys of the things that these log entries are about."""
        of_model = ContentType.objects.get_for_model(self.model)
        return list(entries.filter(content_type=of_model).values_list("object_id", flat=True))

    def decision(self, name: str) -> Decision | None:
        return next((each for each in self.decisions if each.name == name), None)

    def decisions_for(self, thing: Any, user: Any) -> list[Decision]:
        """What ``user`` can decide about a thing now."""
        return [
            decision
            for decision in self.decisions
            if decision.available(thing) and self.may(user, decision.permission, thing)
        ]

    def may(self, user: Any, action: str, thing: Any = None) -> bool:
        """Whether ``user`` may do this with the thing, or with any at all."""
        if thing is None:
            return self.policy.user_has_permission(user, action)
        return self.policy.user_has_permission_for_instance(user, action, thing)

    def may_decide(self, user: Any) -> bool:
        """Whether ``user`` has any say here, rather than only to look."""
        return any(self.may(user, decision.permission) for decision in self.decisions)

    def sees_personal_data(self, user: Any, thing: Any = None) -> bool:
        return may_see_personal_data(user, thing)

    def url_of(self, thing: Any) -> str:
        """Where a thing is shown in full."""
        return self.url("inspect", thing.pk)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.namespace}:{name}", args=args)

    def bulk_url(self, decision: str) -> str:
        opts: Any = self.model._meta
        return reverse("wagtail_bulk_action", args=[opts.app_label, opts.model_name, decision])


def pick(queryset: QuerySet, keys: Iterable[str]) -> QuerySet:
    """The rows with these keys; whatever is no key is left out."""
    return queryset.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 19])
