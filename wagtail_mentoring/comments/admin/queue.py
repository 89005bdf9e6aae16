"""What can be decided about a reader comment."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.widgets import AdminPageChooser

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.permissions import comment_policy
from wagtail_mentoring.submissions.admin.listing import QueueFilterSet
from wagtail_mentoring.submissions.admin.queue import UNDO, Decision, Queue

State = ReaderComment.State

DECISIONS = (
    Decision(
        name="publish",
        label=_("Publish"),
        bulk_label=_("Publish the selected responses"),
        question=ngettext_lazy(
            "Publish this response?", "Publish these %(count)d responses?", "count"
        ),
        done=ngettext_lazy(
            "Published %(count)d response.", "Published %(count)d responses.", "count"
        ),
        apply=operations.publish,
        available=lambda comment: comment.state != State.PUBLISHED,
    ),
    Decision(
        name="spam",
        label=_("Spam"),
        bulk_label=_("Mark the selected responses as spam"),
        question=ngettext_lazy(
            "Mark this response as spam?", "Mark these %(count)d responses as spam?", "count"
        ),
        done=ngettext_lazy(
            "Marked %(count)d response as spam.", "Marked %(count)d responses as spam.", "count"
        ),
        apply=operations.mark_spam,
        available=lambda comment: comment.state != State.SPAM,
    ),
    Decision(
        name="remove",
        label=_("Remove"),
        bulk_label=_("Remove the selected responses"),
        question=ngettext_lazy(
            "Remove this response?", "Remove these %(count)d responses?", "count"
        ),
        done=ngettext_lazy("Removed %(count)d response.", "Removed %(count)d responses.", "count"),
        apply=operations.remove,
        available=lambda comment: comment.state != State.REMOVED,
    ),
    Decision(
        name=UNDO,
        label=_("Undo"),
        bulk_label=_("Undo the last decision about the selected responses"),
        question=ngettext_lazy(
            "Undo the last decision about this response?",
            "Undo the last decisions about these %(count)d responses?",
            "count",
        ),
        done=ngettext_lazy(
            "Put %(count)d response back.", "Put %(count)d responses back.", "count"
        ),
        apply=operations.undo,
        available=lambda comment: bool(comment.previous_state),
        undoable=False,
    ),
)


class CommentFilterSet(QueueFilterSet):
    page = django_filters.ModelChoiceFilter(
        label=_("Page"),
        field_name="discussion__page",
        queryset=lambda request: get_page_model().objects.all(),
        widget=AdminPageChooser,
    )

    class Meta:
        model = ReaderComment
        fields = ["state", "page", "submitted_at"]


class CommentQueue(Queue):
    model = ReaderComment
    policy = comment_policy
    namespace = "mentoring_comments"
    decisions = DECISIONS
    filterset_class = CommentFilterSet

    def queryset(self) -> QuerySet[ReaderComment]:
        return ReaderComment.objects.select_related("discussion", "user")

    def search(
        self, queryset: QuerySet[ReaderComment], words: str, user: Any
    ) -> QuerySet[ReaderComment]:
        found = Q(name__icontains=words) | Q(text__icontains=words)
        if self.sees_personal_data(user):
            found |= Q(email__icontains=words)
        return queryset.filter(found)

    def locking_order(self, thing: Any) -> tuple[Any, ...]:
        return (thing.discussion_id, thing.pk)


comment_queue = CommentQueue()
