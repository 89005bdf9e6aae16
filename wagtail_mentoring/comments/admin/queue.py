"""The tab of the comments: what a card shows, and what can be searched and exported."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminPageChooser

from wagtail_mentoring.comments.admin.decisions import DECISIONS
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.reporting import open_reports
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.permissions import comment_policy, discussion_policy
from wagtail_mentoring.submissions.admin.listing import QueueFilterSet
from wagtail_mentoring.submissions.admin.queue import Queue
from wagtail_mentoring.submissions.identity import staff_accounts
from wagtail_mentoring.text import excerpt, links_in, plain_text

State = ReaderComment.State
Kind = ReaderComment.Kind


class CommentFilterSet(QueueFilterSet):
    page = django_filters.ModelChoiceFilter(
        label=_("Article"),
        field_name="discussion__page",
        queryset=lambda request: get_page_model().objects.all(),
        widget=AdminPageChooser,
    )
    discussion = django_filters.ModelChoiceFilter(
        label=_("Deleted page"), queryset=lambda request: deleted_pages(request.user)
    )
    unanswered = django_filters.BooleanFilter(
        label=_("Answers"),
        widget=forms.RadioSelect(choices=[("", _("all")), ("true", _("not yet answered by us"))]),
        method="filter_unanswered",
    )

    reported = django_filters.BooleanFilter(
        label=_("Reports"),
        widget=forms.RadioSelect(choices=[("", _("all")), ("true", _("reported by readers"))]),
        method="filter_reported",
    )

    class Meta:
        model = ReaderComment
        fields = ["state", "reason", "site", "page", "discussion"]
        fields += ["submitted_at", "language", "unanswered", "reported"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Wagtail's page chooser breaks down over what is no number."""
        if data is not None and not data.get("page", "").isdecimal():
            data = data.copy()
            data.pop("page", None)
        super().__init__(data, *args, **kwargs)

    def filter_reported(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.filter(is_reported=True) if value else queryset

    def filter_unanswered(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Without a published reply of anybody who may enter the admin, and not theirs itself."""
        if not value:
            return queryset
        ours = staff_accounts().values("pk")
        answers = ReaderComment.objects.published().filter(parent=OuterRef("pk"), user__in=ours)
        return queryset.exclude(user__in=ours).filter(~Exists(answers))


def deleted_pages(user: Any) -> QuerySet:
    """Discussions without a page that ``user`` may read."""
    return discussion_policy.instances_user_has_permission_for(user, "view").filter(page=None)


class CommentQueue(Queue):
    model = ReaderComment
    policy = comment_policy
    namespace = "mentoring_comments"
    label = _("Comments")
    decisions = DECISIONS
    filterset_class = CommentFilterSet
    card_template = "wagtail_mentoring/admin/inbox/comment.html"
    export_filename = "responses"
    export_headings = {
        "article": _("Article"),
        "url": _("Live address"),
        "language": _("Language"),
        "author": _("Author"),
        "text": _("Text"),
        "state": _("State"),
    }

    def queryset(self, user: Any = None) -> QuerySet[ReaderComment]:
        comments = super().queryset(user).select_related("discussion", "user", "parent")
        return comments.annotate(is_reported=Exists(open_reports().filter(comment=OuterRef("pk"))))

    def search(
        self, queryset: QuerySet[ReaderComment], words: str, user: Any
    ) -> QuerySet[ReaderComment]:
        found = Q(name__icontains=words) | Q(text__icontains=words)
        if self.sees_personal_data(user):
            found |= Q(email__icontains=words)
        return queryset.filter(found)

    def card_context(self, thing: Any, user: Any) -> dict[str, Any]:
        text = plain_text(thing.body_html) or thing.text
        return {
            "text": text,
            "hidden_links": [url for url in links_in(thing.text) if url not in text],
            "article": thing.discussion.page_title,
            "article_url": thing.discussion.page_url if thing.discussion.page_id else "",
            "answered": thing.parent and excerpt(plain_text(thing.parent.body_html), 60),
            "mention": "" if thing.kind == Kind.COMMENT else thing.get_kind_display(),
        }

    def is_confirmed(self, thing: Any) -> bool:
        return bool(thing.is_address_proven)

    def related(self, things: list[Any], user: Any) -> dict[Any, dict[str, Any]]:
        """What readers reported, in their words."""
        told: dict[Any, list[str]] = {}
        reported = [thing.pk for thing in things if thing.is_reported]
        for report in open_reports().filter(comment__in=reported):
            told.setdefault(report.comment_id, []).append(f"{report} {report.text}".strip())
        return {key: {"reports": reports} for key, reports in told.items()}

    def actions(self, thing: Any, user: Any) -> list[dict[str, Any]]:
        actions = super().actions(thing, user)
        if thing.kind == Kind.COMMENT and self.may(user, "moderate", thing):
            published = thing.state == State.PUBLISHED
            reply = {
                "name": "reply",
                "label": _("Reply") if published else _("Publish and reply"),
                "url": self.url("reply", thing.pk),
                "key": "r",
            }
            actions.insert(0 if published else 1, reply)
        return actions

    def export_row(self, thing: Any, user: Any) -> dict[str, Any]:
        discussion = thing.discussion
        return {
            "article": discussion.page_title,
            "url": f"{discussion.page_url}#{thing.anchor}" if discussion.page_id else "",
            "language": thing.language,
            "author": thing.name,
            "text": plain_text(thing.body_html) or thing.text,
            "state": thing.get_state_display(),
        }

    def get_notice(self, user: Any) -> dict[str, Any] | None:
        """Reported, but never taken off: what staff wrote, and what was kept before."""
        shown = super().queryset(user).filter(state=State.PUBLISHED)
        mine = open_reports().filter(comment__in=shown)
        count = mine.values("comment").distinct().count()
        words = ngettext(
            "Readers reported %(count)d response that is still shown.",
            "Readers reported %(count)d responses that are still shown.",
            count,
        )
        url = f"{self.url('index')}?state={State.PUBLISHED}&reported=true"
        return {"words": words % {"count": count}, "url": url} if count else None

    def waiting_here(self, user: Any, purpose: str) -> dict[str, Any] | None:
        kind, _colon, page = purpose.partition(":")
        return self.waiting_on(page, user) if kind == "comment" else None

    def waiting_on(self, page: Any, user: Any) -> dict[str, Any] | None:
        """How many wait on the page with this key, as ``words`` and ``url``; None without any."""
        if not self.may_decide(user):
            return None
        count = self.waiting(user).filter(discussion__page=page).count()
        words = ngettext("%(count)d waiting here", "%(count)d waiting here", count)
        url = f"{self.url('index')}?page={page}"
        return {"words": words % {"count": count}, "url": url} if count else None

    def locking_order(self, thing: Any) -> tuple[Any, ...]:
        return (thing.discussion_id, thing.pk)


comment_queue = CommentQueue()
