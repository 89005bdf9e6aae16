"""Reader comments, and the discussion that holds them under one page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.comments.panels import ReaderCommentsPanel
from wagtail_mentoring.comments.paths import PATH_LENGTH, PATH_STEP
from wagtail_mentoring.comments.visibility import open_pages
from wagtail_mentoring.compat import get_page_model_name
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.models import Reader, Submission, SubmissionQuerySet

if TYPE_CHECKING:
    from typing_extensions import Self


class Discussion(models.Model):
    """The comments of one page, with counts that listings read without joining.

    A discussion outlives its page: ``page`` becomes null, title and URL stay.
    """

    class Policy(models.TextChoices):
        SITE = "site", _("as the site's settings say")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed: comments are shown, new ones are not taken")

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(
        get_page_model_name(),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reader_discussion",
    )
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    page_title = models.CharField(max_length=255, blank=True)
    page_url = models.CharField(max_length=1024, blank=True)
    policy = models.CharField(
        _("this discussion is"), max_length=10, choices=Policy.choices, default=Policy.SITE
    )
    moderation = models.CharField(
        _("moderation"), max_length=20, choices=MentoringSettings.Moderation.choices, blank=True
    )
    """How new responses are held; empty: as the site's settings say."""
    detached_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When its page was deleted."""
    published_count = models.PositiveIntegerField(default=0)
    ping_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.page_title

    def remember(self, page: Any) -> bool:
        """Note title, URL and site of ``page``; whether they are new. The caller saves."""
        seen = (self.page_title, self.page_url, self.site_id)
        site_id, root_url, path = page.get_url_parts() or (None, "", "")
        self.page_title = page.title[:255]
        self.page_url = f"{root_url}{path}"[:1024] if path else self.page_url
        self.site_id = site_id
        return seen != (self.page_title, self.page_url, self.site_id)


class ReaderCommentQuerySet(SubmissionQuerySet):
    def public(self) -> Self:
        """Published comments on live pages that anybody may see: what every output shows."""
        return self.published().filter(discussion__page__in=open_pages().values("pk"))

    def responses(self) -> Self:
        """Comments proper, without pingbacks and trackbacks."""
        return self.filter(kind=ReaderComment.Kind.COMMENT)


class ReaderComment(Submission):
    """One response of a reader to a page."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        PINGBACK = "pingback", _("pingback")
        TRACKBACK = "trackback", _("trackback")

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    path = models.CharField(max_length=PATH_LENGTH, blank=True, editable=False)
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    thread = models.GeneratedField(
        expression=Left("path", PATH_STEP),
        output_field=models.CharField(max_length=PATH_STEP),
        db_persist=True,
    )
    """The first step of the path, which all answers to one response share."""
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMMENT)
    name = models.CharField(_("name"), max_length=255, blank=True)
    """Forms take fewer characters; mentions bear the titles of whole articles."""
    body_html = models.TextField(blank=True, editable=False)
    is_address_proven = models.BooleanField(default=False, editable=False)
    """It came from a device where the address was confirmed, or its own link confirmed it."""
    website = models.CharField(max_length=500, blank=True, editable=False)
    arrived = models.CharField(
        max_length=10, choices=Submission.State.choices, blank=True, editable=False
    )
    """What the filter made of it; empty where it was not asked: imports, answers of staff."""
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When a person first decided about it."""
    decision_time = models.DurationField(null=True, blank=True, editable=False)
    """From ``submitted_at`` to ``decided_at``. A column, since SQLite cannot count by a difference
    of moments without asking Python about every row."""
    imported_id = models.BigIntegerField(null=True, blank=True, editable=False)
    """The number an imported comment had where it comes from; below zero if it had none alone."""

    objects = ReaderCommentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("reader comment")
        verbose_name_plural = _("reader comments")
        permissions = [
            ("moderate_readercomment", _("Can publish reader comments and mark them as spam")),
            ("edit_readercomment", _("Can change the words of reader comments")),
            ("remove_readercomment", _("Can remove reader comments")),
            ("see_personal_data", _("Can see readers' e-mail addresses")),
            ("handle_persons", _("Can hand out and erase all that is kept of a person")),
        ]
        default_permissions = ("view", "change", "delete")
        indexes = [
            models.Index(fields=["discussion", "state", "kind", "path"], name="mentoring_thread"),
            models.Index(
                fields=["discussion", "state", "kind", "-thread", "path"],
                name="mentoring_newest_threads",
            ),
            models.Index(fields=["state", "submitted_at"], name="mentoring_comment_queue"),
            models.Index(fields=["state", "published_at"], name="mentoring_comment_shown"),
            models.Index(
                fields=["email_key", "state", "submitted_at"], name="mentoring_comment_writer"
            ),
            models.Index(
                fields=["submitted_at", "site", "arrived", "state", "decision_time", "discussion"],
                name="mentoring_comment_activity",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "imported_id"], name="mentoring_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"

    @property
    def depth(self) -> int:
        """1 for a response to the page, 2 for a reply to that, and so on."""
        return max(1, len(self.path) // PATH_STEP)

    @property
    def anchor(self) -> str:
        """The DOM id, as WordPress themes have it; imported ones keep the id they had there."""
        imported = self.imported_id or 0
        return f"comment-{imported if imported > 0 else self.pk}"

    def get_absolute_url(self) -> str:
        """The permalink, which leads to the page of the thread that shows the comment now."""
        return reverse("wagtail_mentoring:comment", args=[self.pk])


class Subscription(models.Model):
    """The writer of a response wants e-mail when somebody answers it.

    Nothing is sent before the reader has confirmed the address, nor on the word of a stranger who
    types a confirmed one.
    """

    wagtail_reference_index_ignore = True

    comment = models.OneToOneField(
        ReaderComment, on_delete=models.CASCADE, related_name="subscription"
    )
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.reader_id}: {self.comment_id}"

    @property
    def is_the_owners(self) -> bool:
        """Whether it is the wish of the address's owner: made from a device or an account on which
        they proved it, or before they confirmed. Later on anybody may have typed the address."""
        confirmed_at = self.reader.confirmed_at
        if confirmed_at is None:
            return False
        return self.created_at <= confirmed_at or self._is_proven

    @property
    def _is_proven(self) -> bool:
        """An account proves nothing by itself: its address may be typed, and nobody checked it."""
        account = self.comment.user_id
        if account is None:
            return self.comment.is_address_proven
        theirs = ReaderComment.objects.filter(user=account, email_key=self.reader.email_key)
        return theirs.filter(is_address_proven=True).exists()


class ReaderReport(models.Model):
    """A reader's word that a published response should be looked at again."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("It is advertising.")
        HURTFUL = "hurtful", _("It insults or threatens somebody.")
        PRIVATE = "private", _("It tells something private about a person.")
        FALSE = "false", _("It says something false about a person.")
        OTHER = "other", _("Something else.")

    wagtail_reference_index_ignore = True

    comment = models.ForeignKey(ReaderComment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    text = models.TextField(_("in your words"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ip_key = models.CharField(max_length=64, blank=True, editable=False)
    nonce = models.CharField(max_length=32, unique=True, editable=False)
    reported_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    """When a moderator decided about the response after this report."""

    class Meta:
        ordering = ["reported_at", "pk"]
        indexes = [models.Index(fields=["settled_at", "comment"], name="mentoring_open_reports")]

    def __str__(self) -> str:
        return self.get_reason_display()


class CommentableMixin:
    """For page types that take reader comments. Name it before the page class in the bases.

    Template: ``{% load mentoring %}{% reader_comments %}``. Editor:
    ``settings_panels = Page.settings_panels + CommentableMixin.comment_panels``.
    """

    comment_panels: ClassVar[list[Any]] = [ReaderCommentsPanel()]

    def comments_allowed(self) -> bool:
        """Override to decide per page whether new comments are taken at all."""
        return True

    def comments_counted_from(self) -> dt.date | None:
        """The day from which "close comments after" counts: the page's own ``date``, if it has
        one, or the day it was first published. Override if your ``date`` means something else."""
        date = getattr(self, "date", None) or getattr(self, "first_published_at", None)
        return date.date() if isinstance(date, dt.datetime) else date

    def get_comment_author_user_ids(self) -> set[Any]:
        """Accounts whose comments are marked as the author's."""
        inherited = getattr(super(), "get_comment_author_user_ids", None)
        return inherited() if inherited else set()

    @classmethod
    def get_comment_author_names(cls) -> list[str]:
        """Names under which nobody else's comment appears without a moderator's look."""
        inherited = getattr(super(), "get_comment_author_names", None)
        return inherited() if inherited else []

    def get_cached_paths(self) -> list[str]:
        """What to purge from a front-end cache: each page of the comments, too."""
        paths: list[str] = list(super().get_cached_paths())  # type: ignore[misc]
        discussion = Discussion.objects.filter(page=self.pk).first()  # type: ignore[attr-defined]
        if discussion is None:
            return paths
        settings = MentoringSettings.for_site(self.get_site())  # type: ignore[attr-defined]
        # One page more than there are now: the last one may just have become empty.
        last = discussion.published_count // settings.comments_per_page + 2
        return [*paths, *(f"/?comments={number}" for number in range(2, last + 1))]
