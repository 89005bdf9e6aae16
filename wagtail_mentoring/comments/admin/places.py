"""Where else the Wagtail admin tells of reader comments: its home page, the pages, the userbar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.userbar import BaseItem
from wagtail.admin.widgets.button import Button

from wagtail_mentoring.comments.admin.discussions import list_url, settings_url
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import CommentableMixin, Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.mail import health
from wagtail_mentoring.permissions import discussion_policy
from wagtail_mentoring.text import excerpt, plain_text

SHOWN = 5


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


class WaitingPanel(Component):
    """On the admin's home page: the responses that have waited longest."""

    name = "mentoring-waiting"
    order = 150
    template_name = "wagtail_mentoring/admin/waiting_panel.html"

    def __init__(self, user: Any) -> None:
        waiting = comment_queue.waiting(user)
        self.user = user
        self.rows = list(waiting.select_related("discussion").order_by("submitted_at")[:SHOWN])
        self.count = waiting.count() if len(self.rows) == SHOWN else len(self.rows)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "heading": _("Responses that wait"),
            "warning": health.warning(),
            "rows": [self._row(comment) for comment in self.rows],
            "count": self.count,
            "url": comment_queue.url("index"),
        }

    def _row(self, comment: ReaderComment) -> dict[str, Any]:
        return {
            "who": comment_queue.who(comment, self.user),
            "page": comment.discussion.page_title,
            "excerpt": excerpt(plain_text(comment.body_html) or comment.text),
            "url": comment_queue.url_of(comment),
        }


class WaitingHereItem(BaseItem):
    """In the userbar on a page: how many of its responses wait."""

    template_name = "wagtail_mentoring/admin/userbar_item.html"

    def __init__(self, words: str, url: str) -> None:
        super().__init__()
        self.words, self.url = words, url

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        told = {"label": self.words, "url": self.url}
        return super().get_context_data(parent_context) | told


def add_waiting_panel(user: Any, panels: list[Any]) -> None:
    """Only while something waits, and for those who may decide."""
    if comment_queue.may_decide(user):
        panel = WaitingPanel(user)
        if panel.rows:
            panels.append(panel)


def add_userbar_item(user: Any, items: list[Any], page: Any) -> None:
    """Only where something waits, and for those who may decide. Wagtail asks for new pages, too."""
    key = page.pk if isinstance(page, CommentableMixin) else None  # type: ignore[attr-defined]
    if key is not None and (here := comment_queue.waiting_on(key, user)):
        items.append(WaitingHereItem(**here))


def has_responses(page: Any, user: Any, action: str = "view") -> bool:
    """Whether ``user`` may read the responses that ``page`` takes, or do ``action`` to them."""
    if not issubclass(page.specific_class or type(page), CommentableMixin):
        return False
    site_id = (page.get_url_parts() or (None,))[0]
    discussion = Discussion(site_id=site_id)
    return bool(discussion_policy.user_has_permission_for_instance(user, action, discussion))


def page_listing_buttons(page: Any, user: Any) -> Iterator[Button]:
    """In a page's menu. Without a count: it would cost a query per row of the explorer."""
    if has_responses(page, user):
        yield Button(_("Responses"), list_url(page=page.pk), icon_name="comment", priority=65)
    if has_responses(page, user, "moderate"):
        yield Button(_("Discussion"), settings_url(page), icon_name="cog", priority=66)


def page_header_buttons(page: Any, user: Any) -> Iterator[Button]:
    """Above the page's editor or list: how many responses are published, and how many wait."""
    if has_responses(page, user):
        label = summary(page)
        yield Button(label, list_url(page=page.pk), icon_name="comment", priority=65)
    if has_responses(page, user, "moderate"):
        yield Button(_("Discussion"), settings_url(page), icon_name="cog", priority=66)


def summary(page: Any) -> str:
    """The responses to a page in numbers."""
    discussion = Discussion.objects.filter(page=page.pk).first()
    waiting = comment_queue.waiting().filter(discussion=discussion).count() if discussion else 0
    label = _("Responses (%(published)d)")
    if waiting:
        label = _("Responses (%(published)d, %(waiting)d waiting)")
    published = discussion.published_count if discussion else 0
    return label % {"published": published, "waiting": waiting}


def warn_of_deletion(request: Any, pages: list[Any]) -> None:
    """On the screen that asks whether to delete pages: their responses are kept."""
    count = sum(_responses_below(page) for page in pages)
    if count and request.method == "GET":
        text = ngettext(
            "%(count)d response stands under what you are about to delete. It is kept, without a"
            " page, and can be attached to another one.",
            "%(count)d responses stand under what you are about to delete. They are kept, without a"
            " page, and can be attached to another one.",
            count,
        )
        messages.warning(request, text % {"count": count})


def count_kept(action_type: str, pages: list[Any], action: Any) -> None:
    """Before pages are deleted in bulk: Wagtail's list asks nobody for a word to put on it."""
    if action_type == "delete" and issubclass(action.model, get_page_model()):
        action.responses_kept = sum(_responses_below(page) for page in pages)


def tell_of_kept(request: Any, action: Any) -> None:
    """After pages were deleted in bulk: how many responses were kept, and where they are."""
    if count := getattr(action, "responses_kept", 0):
        text = ngettext(
            "%(count)d response that stood there is kept, without a page.",
            "%(count)d responses that stood there are kept, without a page.",
            count,
        )
        where = messages.button(reverse("mentoring_detached"), _("Responses to deleted pages"))
        messages.warning(request, text % {"count": count}, buttons=[where])


def _responses_below(page: Any) -> int:
    below = ReaderComment.objects.filter(discussion__page__path__startswith=page.path)
    return below.exclude(state=ReaderComment.State.SPAM).count()
