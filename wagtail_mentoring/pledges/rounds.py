"""What a pledge points at: its kind, and the round it is made in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.pledges.slugs import free_slug


class PledgeKind(models.TextChoices):
    """What a mentee can give back. The keys are stable; statistics rest on them."""

    GRATITUDE = "gratitude", _("Say thank you")
    FOLLOW_THROUGH = "follow_through", _("Use their advice")
    ACKNOWLEDGEMENT = "acknowledgement", _("Give them credit")
    CONNECTION = "connection", _("Make an introduction")
    KNOWLEDGE = "knowledge", _("Teach them something")


def kind_label(kind: str) -> Any:
    """What a kind is called: in the site's own words, or in ours."""
    own = app_settings.PLEDGE_KINDS.get(kind, {})
    return own.get("label") or dict(PledgeKind.choices).get(kind, kind)


class KindsField(models.JSONField):
    """A list of kinds, ticked in a form; an empty list stands for all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return forms.TypedMultipleChoiceField(
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
            required=False,
            choices=PledgeKind.choices,
            widget=forms.CheckboxSelectMultiple,
        )

    def deconstruct(self) -> Any:
        """Migrations know it as what it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class PledgeRound(models.Model):
    """A time in which pledges are taken; every form, wall and tally points at one."""

    class Moderation(models.TextChoices):
        SITE = "", _("As the site’s settings say")
        HOLD_ALL = "all", _("A person looks at everything first")
        SUSPICIOUS = "suspicious", _("Only what looks like spam waits")

    class WallRule(models.TextChoices):
        FINISHED = "finished", _("Finished pledges")
        OPEN = "open", _("Finished pledges, and open ones without names")
        COUNTS = "counts", _("Numbers only")

    class Digest(models.TextChoices):
        NEVER = "never", _("Never")
        DAILY = "daily", _("Every day on which something happened")
        WEEKLY = "weekly", _("Every Monday")

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Part of the form’s address. Left empty, it is made from the title."),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    kinds = KindsField(
        _("kinds offered"), help_text=_("What people may give back here. Tick none to offer all.")
    )
    mentors = models.ManyToManyField(
        "wagtail_mentoring.Mentor",
        verbose_name=_("mentors offered"),
        blank=True,
        related_name="rounds",
        help_text=_("Choose none to offer every mentor who is offered in forms."),
    )
    due_days = models.PositiveSmallIntegerField(
        _("days until a pledge is due"), default=30, validators=[MinValueValidator(1)]
    )
    wall_minimum = models.PositiveSmallIntegerField(
        _("smallest wall"),
        default=3,
        help_text=_("The wall stays hidden until this many pledges are on it."),
    )
    reminders = models.BooleanField(
        _("reminders"),
        default=True,
        help_text=_(
            "Offer a reminder before the day, and one last note after it. The question on the day"
            " itself is always asked."
        ),
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=12,
        choices=Moderation.choices,
        default=Moderation.SITE,
        blank=True,
        help_text=_("Before the wall or a mentor shows a name or a story."),
    )
    wall_rule = models.CharField(
        _("the wall shows"), max_length=10, choices=WallRule.choices, default=WallRule.FINISHED
    )
    retention_days = models.PositiveSmallIntegerField(
        _("keep names and words for"),
        default=365,
        validators=[MinValueValidator(30)],
        help_text=_(
            "Days after a pledge is finished or let go. Then names, addresses and words are"
            " erased; the numbers stay."
        ),
    )
    notified = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who hears how it goes"),
        blank=True,
        related_name="+",
        help_text=_("They get a digest by e-mail."),
    )
    digest = models.CharField(
        _("how often"), max_length=10, choices=Digest.choices, default=Digest.WEEKLY
    )
    sender_name = models.CharField(
        _("sender’s name"),
        max_length=80,
        blank=True,
        help_text=_("Stands before the address that our e-mail comes from."),
    )
    reply_address = models.EmailField(
        _("reply address"), blank=True, help_text=_("Left empty, the site's reply address is used.")
    )
    wall_consent_text = models.CharField(
        _("question about the wall"),
        max_length=250,
        blank=True,
        help_text=_("Left empty, ours is asked. A new wording counts as a new version."),
    )
    mentor_consent_text = models.CharField(
        _("question about the mentor"),
        max_length=250,
        blank=True,
        help_text=_("Left empty, ours is asked. A new wording counts as a new version."),
    )
    consent_version = models.PositiveSmallIntegerField(default=1, editable=False)
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        FieldRowPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at")], heading=_("When it is open")
        ),
        FieldPanel("kinds"),
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("mentors", widget=forms.CheckboxSelectMultiple),
                FieldPanel("due_days"),
                FieldPanel("reminders"),
                FieldPanel("moderation"),
                FieldPanel("wall_rule"),
                FieldPanel("wall_minimum"),
                FieldPanel("retention_days"),
            ],
            heading=_("Advanced"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("sender_name"),
                FieldPanel("reply_address"),
                FieldPanel("notified"),
                FieldPanel("digest"),
                FieldPanel("wall_consent_text"),
                FieldPanel("mentor_consent_text"),
            ],
            heading=_("Advanced: e-mail and consent"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("pledge round")
        verbose_name_plural = _("pledge rounds")
        ordering = ["-opens_at", "title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """New words for a consent are a new version: what people agreed to stays on record."""
        if self.pk and self._consent_words() != self._stored_consent_words():
            self.consent_version += 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or free_slug(PledgeRound.objects.all(), self.title, "round")
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A round closes after it opens.")})

    def _consent_words(self) -> tuple[str, ...]:
        return (self.wall_consent_text, self.mentor_consent_text)

    def _stored_consent_words(self) -> tuple[str, ...] | None:
        rows = PledgeRound.objects.filter(pk=self.pk)
        return rows.values_list("wall_consent_text", "mentor_consent_text").first()

    @property
    def offered_kinds(self) -> list[tuple[str, Any]]:
        """Keys and labels of the kinds this round takes."""
        offered = self.kinds or PledgeKind.values
        return [(key, kind_label(key)) for key in PledgeKind.values if key in offered]

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether new pledges are taken at ``now`` (default: this moment)."""
        now = now or timezone.now()
        return (self.opens_at is None or self.opens_at <= now) and (
            self.closes_at is None or now < self.closes_at
        )
