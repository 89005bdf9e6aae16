"""Give-back pledges: what was promised, the story of how it went, and each step of its life."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from wagtail_mentoring.compat import get_page_model_name
from wagtail_mentoring.pledges.conditions import FOR_OTHERS, PUBLIC, WAITS, Progress
from wagtail_mentoring.pledges.mentors.models import Mentor, MentorContact, MentorTalent, Talent
from wagtail_mentoring.pledges.records import ConsentRecord, DailyCount, Event, PledgeEvent
from wagtail_mentoring.pledges.rounds import PledgeKind, PledgeRound, kind_label
from wagtail_mentoring.submissions.models import Submission, SubmissionQuerySet

__all__ = [
    "ConsentRecord",
    "DailyCount",
    "Event",
    "Mentor",
    "MentorContact",
    "MentorNote",
    "MentorTalent",
    "Pledge",
    "PledgeEvent",
    "PledgeKind",
    "PledgeRound",
    "PledgeTalent",
    "Story",
    "Talent",
]


class PledgeQuerySet(SubmissionQuerySet):
    def public(self) -> PledgeQuerySet:
        """What the wall, feeds and APIs show: finished, agreed to, and published."""
        return self.filter(PUBLIC)

    def needing_a_person(self) -> PledgeQuerySet:
        """What goes no further until somebody looks at the pledge, or at its story."""
        stories = Story.objects.filter(state=Story.State.WAITING)
        undecided = models.Q(pk__in=stories.values("pledge"))
        return self.filter(models.Q(waits=1) | (FOR_OTHERS & undecided))


class Pledge(Submission):
    """One thing a mentee promises to give back; ``text`` holds what it is.

    ``progress`` is its life, ``state`` (from Submission) whether others may see it.
    """

    Progress = Progress

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        TRIED = "tried", _("tried")

    class ShownAs(models.TextChoices):
        FULL = "full", _("My full name")
        FIRST = "first", _("My first name")
        SOMEONE = "someone", _("“Someone”")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        PledgeRound, verbose_name=_("round"), on_delete=models.PROTECT, related_name="pledges"
    )
    page = models.ForeignKey(
        get_page_model_name(),
        verbose_name=_("made on"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PledgeKind.choices)
    mentor = models.ForeignKey(
        Mentor,
        verbose_name=_("mentor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pledges",
    )
    mentor_name = models.CharField(_("mentor's name as typed"), max_length=80, blank=True)
    shown_as = models.CharField(
        _("how others see the name"),
        max_length=10,
        choices=ShownAs.choices,
        default=ShownAs.FIRST,
    )
    mentor_sees = models.CharField(
        _("how the mentor sees the name"),
        max_length=10,
        choices=ShownAs.choices,
        default=ShownAs.FULL,
    )
    plan = models.CharField(_("when and where"), max_length=200, blank=True)
    thanks = models.TextField(_("thank-you written at once"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    asked_for = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The due date for which we asked how it went.",
    )
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_for = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The due date of which we reminded beforehand.",
    )
    noted_for = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The due date after which we wrote one last time.",
    )
    progress = models.CharField(
        _("progress"), max_length=12, choices=Progress.choices, default=Progress.UNCONFIRMED
    )
    erased_from = models.CharField(
        max_length=12,
        blank=True,
        editable=False,
        help_text="The progress when its words were erased: statistics rest on it.",
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    already_done = models.BooleanField(_("was done when pledged"), default=False)
    needs_release = models.BooleanField(
        _("looked at before the first e-mail"),
        default=False,
        help_text=_("The spam filter flagged it: no e-mail goes out until somebody releases it."),
    )
    confirm_mails = models.PositiveSmallIntegerField(default=0, editable=False)
    confirm_mail_at = models.DateTimeField(null=True, blank=True, editable=False)
    wall_consent_at = models.DateTimeField(_("agreed to be shown"), null=True, blank=True)
    wall_consent_version = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    mentor_consent_at = models.DateTimeField(_("agreed to tell the mentor"), null=True, blank=True)
    mentor_consent_version = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    reminders_consent_at = models.DateTimeField(_("asked for reminders"), null=True, blank=True)
    reminders_consent_version = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    mentor_told_at = models.DateTimeField(_("mentor told"), null=True, blank=True, editable=False)
    waits = models.GeneratedField(
        expression=models.Case(models.When(WAITS, then=1), default=0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    """1 if the pledge itself needs a person; a column, so that an index can count them. A number,
    since SQLite finds no index for a condition that is only the name of a column."""
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)

    talents = TaggableManager(
        through="wagtail_mentoring.PledgeTalent", blank=True, verbose_name=_("talents offered")
    )

    objects = PledgeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        default_permissions = ("view", "change", "delete")
        permissions = [
            ("moderate_pledge", _("Can publish pledges and mark them as spam")),
            ("edit_pledge", _("Can change the words of pledges")),
            ("remove_pledge", _("Can remove pledges")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mentor__isnull=True) | models.Q(mentor_name=""),
                name="mentoring_pledge_one_mentor",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "progress", "finished_at"], name="mentoring_pledge_wall"),
            models.Index(
                fields=["round", "kind", "progress", "outcome", "state", "confirmed_at"],
                name="mentoring_pledge_tally",
            ),
            models.Index(fields=["state", "submitted_at"], name="mentoring_pledge_queue"),
            models.Index(fields=["state", "published_at"], name="mentoring_pledge_shown"),
            models.Index(
                fields=["email_key", "state", "submitted_at"], name="mentoring_pledge_writer"
            ),
            models.Index(fields=["waits", "submitted_at"], name="mentoring_pledge_waits"),
            models.Index(fields=["progress", "due_on"], name="mentoring_pledge_due"),
            models.Index(
                fields=["mentor", "state", "progress", "finished_at"],
                name="mentoring_pledge_mentor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:40]}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        return str(kind_label(self.kind))

    @property
    def recipient(self) -> str:
        """Who it is for; empty when the pledger would rather not say."""
        return self.mentor.name if self.mentor else self.mentor_name

    @property
    def is_forgotten(self) -> bool:
        """Whether its words are gone for good."""
        return self.progress in (self.Progress.EXPIRED, self.Progress.ERASED)

    @property
    def finishes_when_confirmed(self) -> bool:
        """Nothing is left to do: the thanks are written, or it was done before."""
        return self.already_done or (self.kind == PledgeKind.GRATITUDE and bool(self.thanks))

    @property
    def is_for_others(self) -> bool:
        """Whether its owner finished it and lets the wall or the mentor show it."""
        is_shared = self.wall_consent_at is not None or self.mentor_consent_at is not None
        return self.progress == self.Progress.FINISHED and is_shared

    @property
    def public_name(self) -> str:
        """The name as its owner wants others to see it; empty means "Someone"."""
        return self._name_as(self.shown_as)

    @property
    def name_for_mentor(self) -> str:
        """The name as its owner wants the mentor to see it; empty means "Someone"."""
        return self._name_as(self.mentor_sees)

    def _name_as(self, choice: str) -> str:
        if choice == self.ShownAs.FULL:
            return self.name
        if choice == self.ShownAs.FIRST and self.name:
            return self.name.split()[0]
        return ""


class PledgeTalent(ItemBase):
    """A talent that a pledger offers."""

    wagtail_reference_index_ignore = True

    tag = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="offered_in")
    content_object = models.ForeignKey(
        Pledge, on_delete=models.CASCADE, related_name="offered_talents"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="mentoring_pledge_talent_once"
            )
        ]


class Story(Submission):
    """How a pledge went, in the pledger's words."""

    pledge = models.OneToOneField(Pledge, on_delete=models.CASCADE, related_name="story")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        default_permissions = ("view", "change", "delete")
        indexes = [models.Index(fields=["state", "pledge"], name="mentoring_story_waits")]

    def __str__(self) -> str:
        return self.text[:60]


class MentorNote(Submission):
    """A mentor's one answer to a pledge. The pledger reads it in any case.

    ``is_shareable`` lets it stand beside the story on the wall, once it is published.
    """

    pledge = models.OneToOneField(Pledge, on_delete=models.CASCADE, related_name="mentor_note")
    is_shareable = models.BooleanField(_("may be shown beside the story"), default=False)

    class Meta:
        verbose_name = _("mentor's note")
        verbose_name_plural = _("mentors' notes")
        default_permissions = ("view", "change", "delete")
        indexes = [
            models.Index(
                fields=["email_key", "state", "submitted_at"], name="mentoring_note_writer"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
