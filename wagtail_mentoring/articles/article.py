"""What makes a page type an article: its fields, panels and what its template is given."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.images import get_image_model_string
from wagtail.search import index

from wagtail_mentoring.articles import blocks, queries, schema
from wagtail_mentoring.articles.authors import Author
from wagtail_mentoring.articles.categories import Category
from wagtail_mentoring.articles.fields import ArticleBodyField
from wagtail_mentoring.articles.serializers import ARTICLE_FIELDS

RESERVED_SLUGS = frozenset({"archive", "atom", "author", "category", "rss", "search", "tag"})
"""Addresses below an index that lead to its lists; an article there could not be reached."""


class ArticleMixin(models.Model):
    """Fields and behaviour of an article, for any page type.

    Name it before the page class in the bases. The page type declares its own ``tags`` and adds
    the lists that begin with ``article_`` to those of its page class.
    """

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    introduction = models.TextField(_("introduction"), blank=True)
    lead_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("lead image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = ArticleBodyField(blocks.ArticleBodyBlock(), verbose_name=_("text"), blank=True)
    sources = ArticleBodyField(blocks.SourcesBlock(), verbose_name=_("sources"), blank=True)
    pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Stands above all others in the list of articles.")
    )

    article_panels = [
        FieldPanel("date"),
        InlinePanel("article_authors", heading=_("Authors"), label=_("author")),
        InlinePanel("article_categories", heading=_("Categories"), label=_("category")),
        FieldPanel("introduction"),
        FieldPanel("lead_image"),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("pinned"),
    ]
    article_search_fields = [
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    article_api_fields = ARTICLE_FIELDS

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:  # type: ignore[attr-defined]
            message = _("“%(slug)s” is taken by a list of articles. Choose another slug.")
            raise ValidationError({"slug": message % {"slug": self.slug}})  # type: ignore[attr-defined]

    @property
    def authors(self) -> list[Author]:
        """In the order the editor gave them."""
        return [link.author for link in self.article_authors.all()]  # type: ignore[attr-defined]

    @property
    def categories(self) -> list[Category]:
        """In the order the editor gave them."""
        return [link.category for link in self.article_categories.all()]  # type: ignore[attr-defined]

    @property
    def long_date(self) -> str:
        """With the weekday, as the language writes it: "Wednesday, 1 December 2010"."""
        language = get_language() or "en"
        if not language.startswith("en"):
            style = "DATE_FORMAT"
        else:
            style = "F j, Y" if language == "en-us" else "j F Y"
        return f"{date_format(self.date, 'l')}, {date_format(self.date, style)}"

    @property
    def answered_source(self) -> Any:
        """The source that this article answers, or None."""
        return next((item.value for item in self.sources if item.value.get("answers")), None)

    @property
    def other_sources(self) -> list[Any]:
        return [item.value for item in self.sources if not item.value.get("answers")]

    @property
    def answered_page_id(self) -> int | None:
        """The key of the page of this site that this article answers."""
        page = self.answered_source.get("page") if self.answered_source else None
        return page.pk if page else None

    def get_article_index(self) -> Any:
        """The index above the article, or None. Override if yours is further up."""
        parent = self.get_parent()  # type: ignore[attr-defined]
        found = parent.specific_deferred if parent else None
        return found if hasattr(found, "get_articles") else None

    def get_comment_author_user_ids(self) -> set[Any]:
        """Accounts of the authors: their comments are marked."""
        inherited = getattr(super(), "get_comment_author_user_ids", None)
        own = {author.user_id for author in self.authors} - {None}
        return own | (inherited() if inherited else set())

    @classmethod
    def get_comment_author_names(cls) -> list[str]:
        """Names of all authors: a comment of somebody else under one of them waits."""
        inherited = getattr(super(), "get_comment_author_names", None)
        names = Author.objects.values_list("name", flat=True)
        return [*names, *(inherited() if inherited else [])]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        article_index = self.get_article_index()
        tags = list(self.tags.all()) if hasattr(self, "tags") else []
        image = self.lead_image and self.lead_image.get_rendition("width-1200|format-jpeg")
        saved = self.pk is not None
        context |= {
            "article_index": article_index,
            "index_url": (article_index.get_full_url(request) or "") if article_index else "",
            "authors": self.authors,
            "article_categories": self.categories,
            "article_tags": tags,
            "related_articles": queries.related(self, tags) if saved else [],
            "neighbours": queries.neighbours(self) if saved else (None, None),
            "answered_by": queries.answering(self) if saved else [],
            "canonical_url": self.get_full_url(request) or "",  # type: ignore[attr-defined]
            "image_url": image.full_url if image else "",
        }
        # Read by the template only, so that one without it does not pay for it.
        context["structured_data"] = partial(schema.article_script, self, request, context)
        return context
