"""What visitors see of a page's discussion: a page of the thread, in order, with its levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from wagtail_mentoring.comments.models import (
    PATH_STEP,
    CommentableMixin,
    Discussion,
    ReaderComment,
    ReaderCommentQuerySet,
)
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.sitesettings.models import MentoringSettings

SHOWN_COLUMNS = (
    "name",
    "user_id",
    "submitted_at",
    "number",
    "path",
    "parent_id",
    "discussion_id",
    "imported_id",
    "body_html",
)
MOST_MENTIONS = 100


@dataclass
class Entry:
    """One comment in the list.

    ``opens`` says that it begins a nested list, ``continues`` that the next one does so inside it,
    ``closes`` how many nested lists end after it.
    """

    comment: ReaderComment
    level: int
    is_repeated: bool = False
    """Only a reminder, at the top of a later page, of what the first replies there answer."""
    answers: ReaderComment | None = None
    is_nested_in_answered: bool = False
    opens: bool = False
    continues: bool = False
    closes: range = field(default_factory=lambda: range(0))
    by_author: bool = False
    permalink: str = ""
    reply_url: str = ""

    @property
    def in_reply_to(self) -> str:
        """Whom it answers, in words; empty for a response to the page itself."""
        if self.comment.parent_id is None:
            return ""
        if self.answers is None:
            return _("in reply to a response that is no longer here")
        return _("in reply to %(name)s") % {"name": self.answers.name}

    @property
    def reply_label(self) -> str:
        return _("Reply to %(name)s") % {"name": self.comment.name}

    @property
    def heading(self) -> int:
        """The heading's level in the page's outline, below the list's own ``h2``."""
        return min(self.level + 2, 6)


class PublicDiscussion:
    """The discussion of one page as any visitor may see it.

    Three queries, whatever was written: the page's own row with its discussion, the site's
    settings, a page of comments; one more where there are mentions, and on later pages of a thread.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self._slices: dict[int, list[ReaderComment]] = {}

    @classmethod
    def of(cls, page: Any, request: HttpRequest | None = None) -> PublicDiscussion:
        """Kept on the page object, so that tags and structured data share what was read.

        With ``request``, the site's settings are those that Wagtail keeps for the request.
        """
        found = page.__dict__.get("_public_discussion")
        if found is None:
            found = page.__dict__["_public_discussion"] = cls(page)
        if request is not None and "settings" not in found.__dict__:
            found.settings = MentoringSettings.for_request(request)
        return found

    @classmethod
    def find(cls, page_id: int | None) -> PublicDiscussion | None:
        """The discussion of a page that anybody may see, or None."""
        row = _page_row(page_id)
        if row is None:
            return None
        public = cls.of(row.specific)
        public.__dict__["_row"] = row
        return public if public.is_public else None

    @cached_property
    def site(self) -> Any:
        return self.page.get_site()

    @cached_property
    def settings(self) -> MentoringSettings:
        return MentoringSettings.for_site(self.site)

    @cached_property
    def _row(self) -> Any:
        return _page_row(self.page.pk)

    @property
    def is_public(self) -> bool:
        """Whether the page is live, open to anybody, and of a type that takes comments."""
        takes_comments = isinstance(self.page, CommentableMixin)
        if not takes_comments or self.page.pk is None:
            return False
        return self._row is not None and not self._row.is_private

    @property
    def discussion(self) -> Discussion | None:
        """None while nobody has commented."""
        return getattr(self._row, "reader_discussion", None) if self._row else None

    @property
    def count(self) -> int:
        return self.discussion.published_count if self.discussion and self.is_public else 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.settings.comments_per_page))

    @property
    def rules_url(self) -> str:
        return self.settings.get_house_rules_url()

    @property
    def privacy_url(self) -> str:
        return self.settings.get_privacy_url()

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether new comments are taken."""
        if not self.is_public or not self.page.comments_allowed():
            return False
        policy = self.discussion.policy if self.discussion else Discussion.Policy.SITE
        if policy != Discussion.Policy.SITE:
            return policy == Discussion.Policy.OPEN
        return self.settings.comments_open and not self.is_over(now)

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether the days after publication are over."""
        since = self.page.comments_counted_from()
        if self.settings.close_after_days is None or since is None:
            return False
        today = timezone.localdate(now)
        return today >= since + timedelta(days=self.settings.close_after_days)

    def published(self) -> ReaderCommentQuerySet:
        return ReaderComment.objects.published().filter(discussion=self.discussion)

    def comments(self, number: int) -> list[ReaderComment]:
        """One page of the thread, in order."""
        if not self.is_public:
            return []
        if number not in self._slices:
            size = self.settings.comments_per_page
            rows = self.published().responses().only(*SHOWN_COLUMNS).order_by("path")
            rows = rows.annotate(by_staff=Exists(staff_permission()))
            self._slices[number] = list(rows[(number - 1) * size : number * size])
        return self._slices[number]

    def mentions(self) -> list[ReaderComment]:
        """Pingbacks and trackbacks, oldest first."""
        if not self.is_public or not self.discussion or not self.discussion.ping_count:
            return []
        rows = self.published().exclude(kind=ReaderComment.Kind.COMMENT)
        return list(
            rows.only(*SHOWN_COLUMNS, "website").order_by("submitted_at", "pk")[:MOST_MENTIONS]
        )

    def entries(self, number: int) -> list[Entry]:
        """One page of the thread with its levels; in front the ancestors of its first reply."""
        shown = self.comments(number)
        repeated: list[ReaderComment] = []
        known = {comment.pk: comment for comment in shown}
        missing = {comment.parent_id for comment in shown if comment.parent_id} - known.keys()
        if number > 1 and missing:
            above = ancestor_paths(shown[0].path)
            rows = self.published().responses().filter(Q(path__in=above) | Q(pk__in=missing))
            known |= {comment.pk: comment for comment in rows.order_by("path")}
            repeated = [comment for comment in known.values() if comment.path in set(above)]
        entries = arrange([*repeated, *shown], known, self.settings.thread_depth)
        for entry in entries[: len(repeated)]:
            entry.is_repeated = True
        self._mark_author(entries)
        self._add_links(entries)
        return entries

    def _add_links(self, entries: list[Entry]) -> None:
        """The addresses end in the comment's key: what stands before is looked up only once."""
        permalink = reverse("wagtail_mentoring:comment", args=[0]).removesuffix("0/")
        reply = reverse("wagtail_mentoring:reply", args=[self.page.pk, 0]).removesuffix("0/")
        for entry in entries:
            entry.permalink = f"{permalink}{entry.comment.pk}/"
            entry.reply_url = f"{reply}{entry.comment.pk}/"

    def _mark_author(self, entries: list[Entry]) -> None:
        """Ask the page for its authors only if somebody with an account has commented."""
        if any(entry.comment.user_id for entry in entries):
            authors = self.page.get_comment_author_user_ids()
            for entry in entries:
                entry.by_author = entry.comment.user_id in authors

    def page_of(self, comment: ReaderComment) -> int:
        """The number of the page of the thread on which a published comment stands."""
        before = self.published().responses().filter(path__lt=comment.path).count()
        return before // self.settings.comments_per_page + 1


def arrange(
    comments: list[ReaderComment], known: dict[int, ReaderComment], depth: int
) -> list[Entry]:
    """Give comments in thread order their levels, at most ``depth`` deep.

    A reply whose parent is not shown any more moves up to the nearest ancestor that is.
    """
    entries: list[Entry] = []
    above: list[Entry] = []
    for comment in comments:
        while above and not comment.path.startswith(above[-1].comment.path):
            above.pop()
        level = min(len(above) + 1, depth)
        entry = Entry(comment, level, answers=known.get(comment.parent_id or 0))
        entry.opens = bool(entries) and level > entries[-1].level
        entry.is_nested_in_answered = (
            level > 1 and len(above) < depth and above[-1].comment.pk == comment.parent_id
        )
        if entries:
            entries[-1].continues = entry.opens
            entries[-1].closes = range(max(0, entries[-1].level - level))
        entries.append(entry)
        above.append(entry)
    if entries:
        entries[-1].closes = range(entries[-1].level - 1)
    return entries


def _page_row(page_id: int | None) -> Any:
    """The row of a live page, saying whether it is private, with its discussion joined."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(below=path)
    restrictions = restrictions.filter(below__startswith=F("page__path"))
    rows = get_page_model().objects.filter(pk=page_id, live=True)
    rows = rows.annotate(is_private=Exists(restrictions)).select_related("reader_discussion")
    return rows.order_by().first()


def ancestor_paths(path: str) -> list[str]:
    """The paths above ``path``, from the top."""
    return [path[:end] for end in range(PATH_STEP, len(path), PATH_STEP)]


def staff_permission() -> Any:
    """Whether the account behind a comment may enter the Wagtail admin."""
    may_enter = Q(group__user=OuterRef("user_id")) | Q(user=OuterRef("user_id"))
    return Permission.objects.filter(
        may_enter, codename="access_admin", content_type__app_label="wagtailadmin"
    )
