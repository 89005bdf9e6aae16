"""The outbox: every e-mail is a row before it is sent."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> OutgoingMailQuerySet:
        """What is still to be sent, whenever it is due."""
        return self.filter(state__in=[OutgoingMail.State.QUEUED, OutgoingMail.State.SENDING])


class OutgoingMail(models.Model):
    """One e-mail, unique per kind, object and number, so that none is sent twice."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("no longer needed")

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    address = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "number"], name="mentoring_mail_once"
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="mentoring_mail_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}/{self.number}"


class CronRun(models.Model):
    """When the cron line last ran through; one row for each command."""

    wagtail_reference_index_ignore = True

    command = models.CharField(max_length=40, unique=True)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.command


class MailWording(PreviewableMixin, models.Model):
    """An editor's words for one kind of mail. The working part, with its links, stays ours."""

    kind = models.CharField(_("e-mail"), max_length=40)
    language = models.CharField(_("language"), max_length=16, blank=True)
    subject = models.CharField(
        _("subject"), max_length=120, blank=True, help_text=_("Left empty, ours stays.")
    )
    opening = models.TextField(
        _("opening"),
        max_length=2000,
        blank=True,
        help_text=_("Stands in place of “Hello,”. {site} becomes the site’s name."),
    )
    sign_off = models.TextField(
        _("sign-off"),
        max_length=1000,
        blank=True,
        help_text=_("Stands at the end, above the address for questions."),
    )

    class Meta:
        verbose_name = _("e-mail wording")
        verbose_name_plural = _("e-mail wordings")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="mentoring_wording_once")
        ]

    def __str__(self) -> str:
        from wagtail_mentoring.mail.registry import title_of

        title = title_of(self.kind)
        return f"{title} ({self.language})" if self.language else title

    def serve_preview(self, request: Any, mode_name: str) -> HttpResponse:
        """The mail as it would be with these words, about invented people."""
        from wagtail_mentoring.mail.examples import worded

        context = {"content": worded(self, request)}
        return render(request, "wagtail_mentoring/admin/mail_preview.html", context)
