"""Ready-made page types. A site with its own base page leaves this app out and uses the mixins."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from wagtail_mentoring.articles.models import ArticleIndexMixin, ArticleMixin
from wagtail_mentoring.comments.models import CommentableMixin
from wagtail_mentoring.pledges.operations import default_round

if not apps.is_installed("wagtail_mentoring.pages"):
    raise ImproperlyConfigured(
        'Add "wagtail_mentoring.pages" to INSTALLED_APPS before importing its page types.'
    )


class ArticleIndexPage(ArticleIndexMixin, Page):
    """A blog about mentoring: its articles are its children."""

    subpage_types = ["wagtail_mentoring_pages.ArticlePage"]
    content_panels = Page.content_panels + ArticleIndexMixin.index_panels
    search_fields = Page.search_fields + ArticleIndexMixin.index_search_fields
    api_fields = [APIField("introduction")]

    class Meta:
        verbose_name = _("article index")
        verbose_name_plural = _("article indexes")


class ArticleTag(ItemBase):
    """Which tags an article carries."""

    tag = models.ForeignKey(
        "taggit.Tag", on_delete=models.CASCADE, related_name="mentoring_articles"
    )
    content_object = ParentalKey(
        "wagtail_mentoring_pages.ArticlePage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class ArticlePage(CommentableMixin, ArticleMixin, Page):
    """An article with responses."""

    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    parent_page_types = ["wagtail_mentoring_pages.ArticleIndexPage"]
    subpage_types: list[str] = []
    content_panels = Page.content_panels + ArticleMixin.article_panels
    promote_panels = [FieldPanel("tags"), *Page.promote_panels]
    settings_panels = Page.settings_panels + CommentableMixin.comment_panels
    search_fields = Page.search_fields + [
        *ArticleMixin.article_search_fields,
        index.RelatedFields("tags", [index.SearchField("name")]),
    ]
    api_fields = [*ArticleMixin.article_api_fields, APIField("tags")]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class GiveBackPage(Page):
    """A page around one round's pledge form, tally and wall."""

    introduction = RichTextField(_("introduction"), blank=True)
    round = models.ForeignKey(
        "wagtail_mentoring.PledgeRound",
        verbose_name=_("round"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Left empty, a round is made for this page."),
    )

    content_panels = Page.content_panels + [FieldPanel("introduction"), FieldPanel("round")]

    class Meta:
        verbose_name = _("give-back page")
        verbose_name_plural = _("give-back pages")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A page without a round gets one here, since no page view may write."""
        self.round = default_round(self)
        super().save(*args, **kwargs)
