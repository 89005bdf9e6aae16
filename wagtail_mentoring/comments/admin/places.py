"""Where else the Wagtail admin tells of reader comments: its home page, and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets.button import Button

from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import CommentableMixin, Discussion
from wagtail_mentoring.submissions.admin.listing import ALL


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many responses wait, for those who may decide."""

    order = 310
    template_name = "wagtail_mentoring/admin/summary_comments.html"

    def is_shown(self) -> bool:
        return comment_queue.may_decide(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "count": comment_queue.waiting(self.request.user).count(),
            "url": comment_queue.url("index"),
        }


def responses_url(page: Any) -> str:
    """The list of all responses to a page."""
    return f"{reverse('mentoring_comments:index')}?state={ALL}&page={page.pk}"


def has_responses(page: Any, user: Any) -> bool:
    """Whether ``user`` may read the responses that ``page`` takes."""
    is_commentable = issubclass(page.specific_class or type(page), CommentableMixin)
    return is_commentable and comment_queue.policy.user_has_permission(user, "view")


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
    waiting = comment_queue.waiting().filter(discussion=discussion).count() if discussion else 0
    label = _("Responses (%(published)d)")
    if waiting:
        label = _("Responses (%(published)d, %(waiting)d waiting)")
    counts = {"published": published, "waiting": waiting}
    yield Button(label % counts, responses_url(page), icon_name="comment", priority=65)
