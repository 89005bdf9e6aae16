"""What editors set per site."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from wagtail_mentoring.compat import get_page_model_name
from wagtail_mentoring.sitesettings.panels import ModeratorsPanel


@register_setting(icon="group")
class MentoringSettings(BaseSiteSetting):
    """Rules for comments and pledges of one site.

    Read them with ``MentoringSettings.for_site(site)`` or, in templates, as
    ``settings.wagtail_mentoring.MentoringSettings``.
    """

    select_related = ["privacy_page", "house_rules_page"]

    class Moderation(models.TextChoices):
        HOLD_ALL = "hold_all", _("Every response waits for a moderator")
        HOLD_FIRST = "hold_first", _("Everything waits, except from readers known to us")
        HOLD_SUSPICIOUS = "hold_suspicious", _("Only what looks like spam waits")

    class Writers(models.TextChoices):
        ANYBODY = "anybody", _("Anybody")
        MEMBERS = "members", _("Only readers who are signed in")

    comments_open = models.BooleanField(
        _("take reader comments"),
        default=True,
        help_text=_("Where this is off, comments already made stay visible."),
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=20,
        choices=Moderation.choices,
        default=Moderation.HOLD_FIRST,
        help_text=_(
            "Readers are known when they are signed in, or confirmed their address, and something"
            " of theirs was approved before. What looks like spam waits in any case."
        ),
    )
    hold_links = models.PositiveSmallIntegerField(
        _("links that make a response wait"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("A response with this many links or more waits for a moderator."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close comments after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Days after an article's date. Leave empty to keep comments open."),
    )
    who_may_comment = models.CharField(
        _("who may comment"), max_length=10, choices=Writers.choices, default=Writers.ANYBODY
    )
    comments_per_page = models.PositiveSmallIntegerField(
        _("comments per page"),
        default=50,
        validators=[MinValueValidator(5), MaxValueValidator(500)],
        help_text=_("Replies count too. Longer discussions continue on further pages."),
    )
    thread_depth = models.PositiveSmallIntegerField(
        _("levels of replies"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("1 shows all comments in one row. Deeper replies stand at the last level."),
    )
    newest_first = models.BooleanField(
        _("newest first"),
        default=False,
        help_text=_(
            "Begin with the latest response. Answers to one still stand in order below it."
        ),
    )
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes to change a response"),
        default=15,
        validators=[MaxValueValidator(1440)],
        help_text=_(
            "So long its writer may change it or take it back, while nobody has answered it."
            " 0 allows neither."
        ),
    )
    ask_website = models.BooleanField(
        _("ask for a website"),
        default=False,
        help_text=_("The name of whoever gives one links there. It is what spammers come for."),
    )
    reply_address = models.EmailField(
        _("reply address"),
        blank=True,
        help_text=_(
            "Replies to our e-mail go to this address, and readers are told that a person reads"
            " it. Left empty, they go to the address that the mail comes from."
        ),
    )
    privacy_page = models.ForeignKey(
        get_page_model_name(),
        verbose_name=_("privacy notice"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Every form that asks for a name or an address links to this page."),
    )
    privacy_url = models.URLField(
        _("privacy notice elsewhere"),
        blank=True,
        help_text=_("The notice’s address, if it is no page of this site."),
    )
    house_rules_page = models.ForeignKey(
        get_page_model_name(),
        verbose_name=_("house rules"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The comment form links to this page."),
    )
    house_rules_url = models.URLField(
        _("house rules elsewhere"),
        blank=True,
        help_text=_("The rules’ address, if they are no page of this site."),
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily e-mail to moderators"),
        default=8,
        validators=[MaxValueValidator(23)],
        help_text=_(
            "0 to 23. Moderators choose in their account whether and how often they hear of what"
            " waits; once a day unless they say otherwise."
        ),
    )
    keep_addresses_days = models.PositiveSmallIntegerField(
        _("days to keep e-mail addresses"),
        null=True,
        blank=True,
        default=365,
        validators=[MinValueValidator(1)],
        help_text=_("From the day a reader wrote last. Left empty, they are kept for ever."),
    )
    keep_networks_days = models.PositiveSmallIntegerField(
        _("days to keep traces of networks"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Hashes of network addresses and the names of browsers, which help to tell spam. Left"
            " empty, they are kept for ever."
        ),
    )
    keep_spam_days = models.PositiveSmallIntegerField(
        _("days to keep spam"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Then it is deleted for good. Left empty, it is kept: the filter learns from it."
        ),
    )
    keep_removed_days = models.PositiveSmallIntegerField(
        _("days to keep what was removed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("It is then deleted for good. Left empty, it is kept and can be put back."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("comments_open"),
                FieldPanel("who_may_comment", widget=RadioSelect),
                FieldPanel("moderation", widget=RadioSelect),
                FieldPanel("hold_links"),
                FieldPanel("close_after_days"),
            ],
            heading=_("Reader comments"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("reply_address"),
                FieldPanel("privacy_page"),
                FieldPanel("house_rules_page"),
            ],
            heading=_("People and rules"),
        ),
        ModeratorsPanel(),
        MultiFieldPanel(
            [
                FieldPanel("comments_per_page"),
                FieldPanel("thread_depth"),
                FieldPanel("newest_first"),
                FieldPanel("edit_minutes"),
                FieldPanel("ask_website"),
                FieldPanel("privacy_url"),
                FieldPanel("house_rules_url"),
                FieldPanel("digest_hour"),
                FieldPanel("keep_addresses_days"),
                FieldPanel("keep_networks_days"),
                FieldPanel("keep_spam_days"),
                FieldPanel("keep_removed_days"),
            ],
            heading=_("Advanced"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("mentoring settings")
        verbose_name_plural = _("mentoring settings")

    def __str__(self) -> str:
        return str(self.site)

    @classmethod
    def for_site(cls, site: Any) -> MentoringSettings:
        """The settings of a site, or unsaved defaults.

        Wagtail's own method would write a row when the first visitor looks at a page.
        """
        return cls.base_queryset().filter(site=site).first() or cls(site=site)

    def get_privacy_url(self, request: Any = None) -> str:
        """Where the privacy notice is; empty if the site has none."""
        return _address(self.privacy_page, self.privacy_url, request)

    def get_house_rules_url(self, request: Any = None) -> str:
        """Where the house rules are; empty if the site has none."""
        return _address(self.house_rules_page, self.house_rules_url, request)


def _address(page: Any, elsewhere: str, request: Any) -> str:
    on_site = page.get_url(request) if page is not None and page.live else None
    return on_site or elsewhere
