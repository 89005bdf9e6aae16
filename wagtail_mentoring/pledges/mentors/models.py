"""Mentors: whom a pledge can be for, how to reach them, and what they would love to learn."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string


class Talent(TagBase):
    """Something that can be taught: welcomed by mentors, offered by pledgers.

    A table of its own, so that what visitors type stays out of the site's tags.
    """

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("talent")
        verbose_name_plural = _("talents")
        ordering = ["name"]


class MentorTalent(ItemBase):
    """A talent that a mentor would welcome."""

    wagtail_reference_index_ignore = True

    tag = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="wanted_by")
    content_object = models.ForeignKey(
        "wagtail_mentoring.Mentor", on_delete=models.CASCADE, related_name="wanted_talents"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="mentoring_mentor_talent_once"
            )
        ]


class Mentor(models.Model):
    """Somebody a pledge can be for. A site works without any."""

    class Consent(models.TextChoices):
        """Whether they want to hear from us. Nobody else is ever mailed."""

        NOT_ASKED = "not_asked", _("not asked")
        INVITED = "invited", _("invited")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        STOPPED = "stopped", _("stopped")

    class Rhythm(models.TextChoices):
        EACH = "each", _("Each time, when it happens")
        MONTHLY = "monthly", _("Once a month, all together")

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
    talents = TaggableManager(
        through=MentorTalent,
        blank=True,
        verbose_name=_("talents they would welcome"),
        help_text=_("What they would love to learn. The form suggests it to mentees."),
    )
    language = models.CharField(
        _("language of our e-mail"),
        max_length=16,
        blank=True,
        help_text=_("Like “en” or “de”. Left empty, the site's own."),
    )
    consent = models.CharField(
        _("e-mail"),
        max_length=10,
        choices=Consent.choices,
        default=Consent.NOT_ASKED,
        editable=False,
    )
    consent_at = models.DateTimeField(_("since"), null=True, blank=True, editable=False)
    rhythm = models.CharField(
        _("what they hear"), max_length=10, choices=Rhythm.choices, default=Rhythm.EACH
    )
    digest_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the latest monthly e-mail was made."
    )
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        """Where to write to; empty where nobody has told us."""
        contact = getattr(self, "contact", None)
        return contact.email if contact else ""

    @property
    def hears_from_us(self) -> bool:
        return self.consent == self.Consent.AGREED and bool(self.email)


class MentorContact(models.Model):
    """How to reach a mentor: a table of its own, without revisions, under its own permission."""

    wagtail_reference_index_ignore = True

    mentor = models.OneToOneField(
        Mentor, primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    email = models.EmailField(_("e-mail"))
    email_key = models.CharField(max_length=64, db_index=True, editable=False)

    class Meta:
        verbose_name = _("mentor's contact data")
        verbose_name_plural = _("mentors' contact data")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return str(self.mentor)
