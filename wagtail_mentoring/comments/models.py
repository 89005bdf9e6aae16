"""Reader comments, and the discussion that holds them under one page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.compat import get_page_model, get_page_model_name
from wagtail_mentoring.submissions.models import Submission, SubmissionQuerySet

PATH_STEP = 8
PATH_LENGTH = 248


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
    page_title = models.CharField(max_length=255, blank=True)
    page_url = models.CharField(max_length=1024, blank=True)
    policy = models.CharField(max_length=10, choices=Policy.choices, default=Policy.SITE)
    published_count = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    last_comment_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.page_title


class ReaderCommentQuerySet(SubmissionQuerySet):
    def public(self) -> ReaderCommentQuerySet:
        """Published comments on live pages that anybody may see: what every output shows."""
        visible = get_page_model().objects.live().public()
        return self.published().filter(discussion__page__in=visible)

    def responses(self) -> ReaderCommentQuerySet:
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
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMMENT)
    body_html = models.TextField(blank=True, editable=False)

    objects = ReaderCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader comment")
        verbose_name_plural = _("reader comments")
        permissions = [
            ("moderate_readercomment", _("Can publish, remove and mark reader comments as spam")),
            ("see_personal_data", _("Can see readers' e-mail addresses")),
        ]
        default_permissions = ("view", "change", "delete")
        indexes = [
            models.Index(fields=["discussion", "state", "kind", "path"], name="mentoring_thread"),
            models.Index(fields=["state", "submitted_at"], name="mentoring_comment_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"

    @property
    def depth(self) -> int:
        """1 for a response to the page, 2 for a reply to that, and so on."""
        return max(1, len(self.path) // PATH_STEP)

    @property
    def anchor(self) -> str:
        """The DOM id, as WordPress themes have it."""
        return f"comment-{self.pk}"

    def get_absolute_url(self) -> str:
        page = self.discussion.page
        base: Any = page.get_url() if page else self.discussion.page_url
        return f"{base or ''}#{self.anchor}"


class CommentableMixin:
    """For page types that take reader comments.

    Template: ``{% load mentoring %}{% reader_comments %}``.
    """

    def comments_allowed(self) -> bool:
        """Override to decide per page whether new comments are taken at all."""
        return True
