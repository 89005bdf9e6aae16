"""What is kept about pledges for good: each step, the numbers of each day, what was agreed to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.pledges.mentors.models import Mentor
from wagtail_mentoring.pledges.rounds import PledgeKind, PledgeRound

PLEDGE = "wagtail_mentoring.Pledge"


class Event(models.TextChoices):
    """What can happen to a pledge. The keys are stable; statistics rest on them."""

    STARTED = "started", _("started")
    CONFIRMED = "confirmed", _("confirmed")
    MORE_TIME = "more_time", _("more time taken")
    DONE = "done", _("done")
    TRIED = "tried", _("tried")
    LET_GO = "let_go", _("let go")
    NO_ANSWER = "no_answer", _("no answer")
    REOPENED = "reopened", _("marked by mistake")
    EXPIRED = "expired", _("never confirmed")
    MENTOR_TOLD = "mentor_told", _("mentor told")
    WROTE_BACK = "wrote_back", _("mentor wrote back")
    ERASED = "erased", _("erased")


class PledgeEvent(models.Model):
    """One thing that happened to a pledge. Append-only and free of personal data: it may outlive
    the pledge's words, and numbers can be counted from it alone."""

    class Actor(models.TextChoices):
        PLEDGER = "pledger", _("pledger")
        MENTOR = "mentor", _("mentor")
        EDITOR = "editor", _("editor")
        SYSTEM = "system", _("system")

    wagtail_reference_index_ignore = True

    event = models.CharField(max_length=12, choices=Event.choices)
    pledge = models.ForeignKey(PLEDGE, null=True, on_delete=models.SET_NULL, related_name="events")
    round = models.ForeignKey(PledgeRound, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Mentor, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20, choices=PledgeKind.choices)
    language = models.CharField(max_length=16, blank=True)
    has_plan = models.BooleanField(default=False)
    reminders = models.PositiveSmallIntegerField(
        default=0, help_text="How many e-mails had asked or reminded when the pledge ended."
    )
    days = models.PositiveSmallIntegerField(
        null=True, help_text="Days from the confirmation to this step, of a pledge that ended."
    )
    from_progress = models.CharField(max_length=12, blank=True)
    to_progress = models.CharField(max_length=12)
    outcome = models.CharField(max_length=10, blank=True)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["round", "event", "at"], name="mentoring_event_round"),
            models.Index(fields=["event", "at"], name="mentoring_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.from_progress or '–'} → {self.to_progress}"


class DailyCount(models.Model):
    """How often something happened to pledges of one round, kind and site on one day."""

    wagtail_reference_index_ignore = True

    site_key = models.PositiveIntegerField(
        default=0,
        help_text="The key of the site, 0 without one. No foreign key: a row must be unique in"
        " every database, and outlive its site.",
    )
    round = models.ForeignKey(PledgeRound, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PledgeKind.choices)
    event = models.CharField(max_length=12, choices=Event.choices)
    day = models.DateField(help_text="In the site's time zone.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "event", "day", "kind", "site_key"],
                name="mentoring_daily_count_per_site",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.event}: {self.count}"


class ConsentRecord(models.Model):
    """Proof of what somebody agreed to, or no longer does, and in which words they were asked.

    ``email_key`` is the hashed address: the proof may outlive the address itself.
    """

    class Purpose(models.TextChoices):
        WALL = "wall", _("shown on the wall")
        MENTOR = "mentor", _("shown to the mentor")
        REMINDERS = "reminders", _("reminders by e-mail")
        MENTOR_MAIL = "mentor_mail", _("e-mail to the mentor")

    wagtail_reference_index_ignore = True

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    given = models.BooleanField()
    wording = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    email_key = models.CharField(max_length=64, blank=True, db_index=True)
    pledge = models.ForeignKey(
        PLEDGE, null=True, on_delete=models.SET_NULL, related_name="consent_records"
    )
    mentor = models.ForeignKey(
        Mentor, null=True, on_delete=models.SET_NULL, related_name="consent_records"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.purpose}: {'yes' if self.given else 'no'} ({self.version})"
