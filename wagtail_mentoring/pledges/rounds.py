"""What a pledge points at: its kind, the round it is made in, the mentor it is for."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string


class PledgeKind(models.TextChoices):
    """What a mentee can give back. The keys are stable; statistics rest on them."""

    GRATITUDE = "gratitude", _("Say thank you")
    FOLLOW_THROUGH = "follow_through", _("Use their advice")
    ACKNOWLEDGEMENT = "acknowledgement", _("Give them credit")
    CONNECTION = "connection", _("Make an introduction")
    KNOWLEDGE = "knowledge", _("Teach them something")


class PledgeRound(models.Model):
    """A time in which pledges are taken; every form, wall and tally points at one."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(
        _("days until a pledge is due"), default=30, validators=[MinValueValidator(1)]
    )
    wall_minimum = models.PositiveSmallIntegerField(
        _("smallest wall"),
        default=3,
        help_text=_("The wall stays hidden until this many pledges are on it."),
    )
    reply_address = models.EmailField(
        _("reply address"), blank=True, help_text=_("Left empty, the site's reply address is used.")
    )
    consent_version = models.PositiveSmallIntegerField(default=1, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")], heading=_("Open")),
        MultiFieldPanel(
            [FieldPanel("due_days"), FieldPanel("wall_minimum"), FieldPanel("reply_address")],
            heading=_("Advanced"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("pledge round")
        verbose_name_plural = _("pledge rounds")
        ordering = ["-opens_at", "title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A round closes after it opens.")})

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether new pledges are taken at ``now`` (default: this moment)."""
        now = now or timezone.now()
        return (self.opens_at is None or self.opens_at <= now) and (
            self.closes_at is None or now < self.closes_at
        )


class Mentor(models.Model):
    """Somebody a pledge can be for. A site works without any."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    is_public = models.BooleanField(
        _("offered in the form"),
        default=False,
        help_text=_("Tick this once the mentor has agreed to be listed."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("photo"),
        FieldPanel("biography"),
        FieldPanel("is_public"),
    ]

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
