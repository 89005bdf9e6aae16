"""Moderating reader comments in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminPageChooser
from wagtail.admin.widgets.button import Button

from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import CommentableMixin, Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.permissions import comment_policy
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin.listing import ALL, Cell, QueueFilterSet, QueueIndexView
from wagtail_mentoring.submissions.admin.queue import UNDO, Decision, Queue
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet
from wagtail_mentoring.text import clean_html, comment_html, excerpt, plain_text

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


queue = CommentQueue()


class CommentIndexView(QueueIndexView):
    def get_columns(self) -> list[Column]:
        return [
            Cell("person", self, label=_("From"), sort_key="name"),
            Cell("response", self, label=_("Response")),
            Cell("page", self, label=_("Page")),
            Cell("state", self, label=_("State")),
            Cell("why", self, label=_("Why held")),
            DateColumn("submitted_at", label=_("Sent"), sort_key="submitted_at"),
        ]

    def get_row_context(self, thing: ReaderComment) -> dict[str, Any]:
        return super().get_row_context(thing) | {
            "excerpt": excerpt(plain_text(thing.body_html) or thing.text),
            "reasons": explain(thing.verdict) if thing.state != State.PUBLISHED else [],
            "page_title": thing.discussion.page_title,
            "page_url": thing.discussion.page_url,
        }


class CommentDetailView(DetailView):
    template_name = "wagtail_mentoring/admin/comment.html"
    header_icon = "comment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.thing
        return super().get_context_data(**kwargs) | {
            # Cleaned when it was written; once more, since here a moderator's session is at stake.
            "body": clean_html(comment.body_html) or comment_html(comment.text),
            "discussion": comment.discussion,
            "parent": comment.parent,
            "parent_url": comment.parent_id and self.queue.url("inspect", comment.parent_id),
            "public_url": comment.get_absolute_url() if comment.state == State.PUBLISHED else "",
        }


class CommentViewSet(QueueViewSet):
    model = ReaderComment
    name = "mentoring_comments"
    url_prefix = "mentoring/comments"
    icon = "comment"
    menu_label = _("Comments")
    queue = queue
    index_view_class = CommentIndexView
    detail_view_class = CommentDetailView
    filterset_class = CommentFilterSet
    exported_permissions = ("view_readercomment", "moderate_readercomment", "see_personal_data")


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many responses wait, for those who may decide."""

    order = 310
    template_name = "wagtail_mentoring/admin/summary_comments.html"

    def is_shown(self) -> bool:
        return queue.may_moderate(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": queue.waiting().count(), "url": queue.url("index")}


def responses_url(page: Any) -> str:
    """The list of all responses to a page."""
    return f"{reverse('mentoring_comments:index')}?state={ALL}&page={page.pk}"


def has_responses(page: Any, user: Any) -> bool:
    """Whether ``user`` may read the responses that ``page`` takes."""
    is_commentable = issubclass(page.specific_class or type(page), CommentableMixin)
    return is_commentable and queue.policy.user_has_permission(user, "view")


def page_listing_buttons(page: Any, user: Any) -> Iterator[Button]:
    """In a page's menu. Without a count: it would cost a query per row of the explorer."""
    if has_responses(page, user):
        yield Button(_("Responses"), responses_url(page), icon_name="comment", priority=65)


def page_header_buttons(page: Any, user: Any) -> Iterator[Button]:
    """Above the page's editor or list: how many responses are published, and how many wait."""
    if not has_responses(page, user):
        return
    discussion = Discussion.objects.filter(page=page.pk).first()
    published = discussion.published_count if discussion else 0
    waiting = queue.waiting().filter(discussion=discussion).count() if discussion else 0
    label = _("Responses (%(published)d)")
    if waiting:
        label = _("Responses (%(published)d, %(waiting)d waiting)")
    counts = {"published": published, "waiting": waiting}
    yield Button(label % counts, responses_url(page), icon_name="comment", priority=65)
