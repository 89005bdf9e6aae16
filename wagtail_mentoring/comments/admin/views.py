"""One comment in full, and the addresses of the inbox of comments."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.comments.admin.queue import CommentFilterSet, comment_queue
from wagtail_mentoring.comments.admin.words import EditView, ReplyView
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.submissions.admin.views import DetailView
from wagtail_mentoring.submissions.admin.viewset import QueueViewSet
from wagtail_mentoring.text import clean_html, comment_html

State = ReaderComment.State


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
            "edit_url": self.get_edit_url(),
            "public_url": comment.get_absolute_url() if comment.state == State.PUBLISHED else "",
        }

    def get_edit_url(self) -> str:
        may_edit = self.queue.may(self.request.user, "edit", self.thing)
        return self.queue.url("edit", self.thing.pk) if may_edit else ""


class CommentViewSet(QueueViewSet):
    model = ReaderComment
    name = "mentoring_comments"
    url_prefix = "mentoring/comments"
    icon = "comment"
    menu_label = _("Reader comments")
    queue = comment_queue
    detail_view_class = CommentDetailView
    filterset_class = CommentFilterSet
    exported_permissions = (
        "view_readercomment",
        "moderate_readercomment",
        "edit_readercomment",
        "remove_readercomment",
        "see_personal_data",
        "handle_persons",
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/reply/", self.construct_view(ReplyView), name="reply"),
            path("<int:pk>/edit/", self.construct_view(EditView), name="edit"),
        ]
