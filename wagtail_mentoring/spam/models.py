"""What the filter remembers: its judgements, people's verdicts, their rules, what it learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.features import host_name, words_of

if TYPE_CHECKING:
    from typing_extensions import Self


class Judgement(models.Model):
    """One message as the filter saw it, and what people say it was.

    Holds no words and no address: hashes of features, from which learning can be replayed.
    ``kind`` and ``object_id`` lead to what was judged, if it is still there. ``human`` is the
    verdict of a person, ``learnt`` the one that the learnt layer has taken in.
    """

    class Human(models.TextChoices):
        NONE = "", _("nobody decided")
        HAM = "ham", _("genuine")
        SPAM = "spam", _("spam")

    wagtail_reference_index_ignore = True

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    object_id = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10)
    score = models.FloatField()
    text_score = models.FloatField(null=True)
    codes = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=32)
    sender = models.CharField(max_length=64, blank=True)
    hosts = models.JSONField(default=list)
    features = models.BinaryField(default=bytes)
    human = models.CharField(max_length=4, choices=Human.choices, default="", blank=True)
    human_before = models.CharField(max_length=4, default="", blank=True)
    learnt = models.CharField(max_length=4, default="", blank=True)
    pending = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="mentoring_judged_once"),
        ]
        indexes = [
            models.Index(fields=["site", "fingerprint"], name="mentoring_judged_text"),
            models.Index(fields=["site", "pending"], name="mentoring_judged_pending"),
            models.Index(fields=["site", "human", "made_at"], name="mentoring_judged_human"),
            models.Index(fields=["sender", "made_at"], name="mentoring_judged_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.outcome}"


class Feedback(models.Model):
    """A judgement on which a filter that asks others may have to hear what people think.

    ``due_at`` is None when there is nothing to tell; ``told`` is what it was told last.
    """

    wagtail_reference_index_ignore = True

    judgement = models.OneToOneField(Judgement, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    told = models.CharField(max_length=4, default="", blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.judgement)


class LearnedLayer(models.Model):
    """What the filter has learnt on one site: counts in one blob, replaced as a whole.

    ``version`` is another random number each time, so that every process sees that its copy is
    old, also after a database was put back to what it was yesterday.
    """

    wagtail_reference_index_ignore = True

    site = models.OneToOneField("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    blob = models.BinaryField(default=bytes)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.site}: {self.version}"


class SpamRuleQuerySet(models.QuerySet["SpamRule"]):
    def in_use(self) -> Self:
        return self.filter(active=True)


class SpamRule(models.Model):
    """What moderators know better: a word, phrase, address or host, and what it means."""

    class Kind(models.TextChoices):
        TEXT = "text", _("word or phrase")
        EMAIL = "email", _("e-mail address")
        HOST = "host", _("web address (host)")

    class Action(models.TextChoices):
        HOLD = "hold", _("wait for a moderator")
        SPAM = "spam", _("count as spam")
        TRUST = "trust", _("speak for it")

    wagtail_reference_index_ignore = True

    site = models.ForeignKey(
        "wagtailcore.Site",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("site"),
        help_text=_("Leave empty for every site."),
    )
    kind = models.CharField(_("what to look for"), max_length=5, choices=Kind.choices)
    pattern = models.CharField(
        _("pattern"),
        max_length=200,
        help_text=_(
            "Whole words, in any case: “cialis” is not found in “specialist”. An address may be"
            " all of a domain, “@mail.example”; a host covers the hosts below it."
        ),
    )
    action = models.CharField(
        _("what it means"), max_length=5, choices=Action.choices, default=Action.HOLD
    )
    active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    objects = SpamRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("spam rule")
        verbose_name_plural = _("spam rules")
        ordering = ["kind", "pattern"]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        self.pattern = " ".join(self.pattern.split())
        if self.kind == self.Kind.EMAIL and "@" not in self.pattern:
            raise ValidationError(
                {"pattern": _("Write an address, or a domain as “@mail.example”.")}
            )
        if self.kind == self.Kind.HOST and "." not in host_name(self.pattern):
            raise ValidationError({"pattern": _("Write a host, as “shop.example”.")})
        if self.kind == self.Kind.TEXT and not words_of(self.pattern):
            raise ValidationError({"pattern": _("Write at least one word.")})

    @property
    def site_url(self) -> str:
        """Where its site is; empty for a rule of every site."""
        return self.site.root_url if self.site else ""

    def matches(self, message: Message) -> bool:
        """Whether the message has what the rule looks for, and is of its site."""
        if self.site_id is not None and self.site_id != message.site_id:
            return False
        if self.kind == self.Kind.EMAIL:
            email, pattern = message.email.lower(), self.pattern.lower()
            return email.endswith(pattern) if pattern.startswith("@") else email == pattern
        if self.kind == self.Kind.HOST:
            return any(self._covers(host_name(link)) for link in (*message.links, message.url))
        return self._has_words(f"{message.name} \n {message.text}")

    def _covers(self, host: str) -> bool:
        wanted = host_name(self.pattern)
        return host == wanted or host.endswith(f".{wanted}")

    def _has_words(self, text: str) -> bool:
        return f" {' '.join(self._wanted())} " in f" {' '.join(words_of(text))} "

    def _wanted(self) -> list[str]:
        return words_of(self.pattern)
