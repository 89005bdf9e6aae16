"""The outbox: every e-mail is a row before it is sent."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
