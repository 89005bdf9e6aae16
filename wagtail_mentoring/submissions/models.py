"""What a visitor typed: the columns every comment, pledge and story shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from typing_extensions import Self


class SubmissionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Submission.State.WAITING)

    def published(self) -> Self:
        return self.filter(state=Submission.State.PUBLISHED)


class Submission(models.Model):
    """Abstract base of everything a visitor sends.

    ``state`` says only whether others may see it; it is changed by
    ``submissions.operations.change_state`` and nowhere else.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        PUBLISHED = "published", _("published")
        SPAM = "spam", _("spam")
        REMOVED = "removed", _("removed")

    # Wagtail would otherwise write reference-index rows on every visitor's post.
    wagtail_reference_index_ignore = True

    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    previous_state = models.CharField(max_length=10, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("text"), blank=True)
    text_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    language = models.CharField(max_length=16, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now, db_index=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)
    ip_key = models.CharField(max_length=64, blank=True, editable=False)
    user_agent = models.CharField(max_length=200, blank=True, editable=False)
    nonce = models.CharField(max_length=32, null=True, blank=True, unique=True, editable=False)
    verdict = models.JSONField(default=dict, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        abstract = True


class Reader(models.Model):
    """Somebody who has proven that an e-mail address is theirs, or has been asked to.

    ``name`` and ``email`` are empty until then: a typed address may be anybody's.
    """

    wagtail_reference_index_ignore = True

    email_key = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirm_mails = models.PositiveSmallIntegerField(default=0)
    confirm_mail_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    """Raise it, and every link in e-mail and every device that knew the reader is forgotten."""

    def __str__(self) -> str:
        return self.name or f"Reader {self.pk}"


class RateCount(models.Model):
    """How often something was posted within one window of time."""

    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=100, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class ModeratorPreference(models.Model):
    """How one moderator likes to work."""

    class Notify(models.TextChoices):
        BY_ROLE = "", _("as usual: once a day for moderators, never for administrators")
        AT_ONCE = "at_once", _("at once")
        HOURLY = "hourly", _("once an hour")
        DAILY = "daily", _("once a day")
        NEVER = "never", _("never")

    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    keyboard = models.BooleanField(
        _("keys for decisions"),
        default=True,
        help_text=_("In the inbox single keys publish, remove and so on; “?” lists them."),
    )
    notify = models.CharField(
        _("e-mail about what waits"),
        max_length=10,
        choices=Notify.choices,
        default=Notify.BY_ROLE,
        blank=True,
    )

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def of(cls, user: Any) -> ModeratorPreference:
        """What ``user`` has chosen, or unsaved defaults."""
        return cls._default_manager.filter(user=user).first() or cls(user=user)


class ModeratorNotice(models.Model):
    """One e-mail to one moderator about everything that came in between two moments."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "since"], name="mentoring_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.until:%Y-%m-%d %H:%M}"
