"""The list of reader comments, and one comment in full."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from wagtail_mentoring.comments.admin.queue import CommentFilterSet, comment_queue
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.spam.reasons import explain
from wagtail_mentoring.submissions.admin.listing import Cell, QueueIndexView
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet
from wagtail_mentoring.text import clean_html, comment_html, excerpt, plain_text

State = ReaderComment.State


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
    queue = comment_queue
    index_view_class = CommentIndexView
    detail_view_class = CommentDetailView
    filterset_class = CommentFilterSet
    exported_permissions = (
        "view_readercomment",
        "moderate_readercomment",
        "edit_readercomment",
        "remove_readercomment",
        "see_personal_data",
    )
