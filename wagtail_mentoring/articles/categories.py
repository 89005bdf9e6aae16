"""What articles are filed under."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.models import Orderable

from wagtail_mentoring.compat import get_page_model_name


class Category(models.Model):
    """A drawer for articles; it may stand inside another one, whose archive then shows them too."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
    )
    description = models.TextField(_("description"), blank=True)

    panels = [
        TitleFieldPanel("name", classname="", placeholder=False),
        FieldPanel("slug", widget=SlugInput),
        FieldPanel("parent"),
        FieldPanel("description"),
    ]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.pk and self.parent_id in self.keys_below():
            raise ValidationError({"parent": _("A category cannot be part of itself.")})

    def keys_below(self) -> set[Any]:
        """The keys of this category and of all that are part of it; a query per level."""
        found: set[Any] = set()
        level = {self.pk}
        while level:
            found |= level
            parts = Category.objects.filter(parent__in=level).values_list("pk", flat=True)
            level = set(parts) - found
        return found


class ArticleCategory(Orderable):
    """One of an article's categories, in order."""

    page = ParentalKey(
        get_page_model_name(), on_delete=models.CASCADE, related_name="article_categories"
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.CASCADE,
        related_name="article_links",
    )

    panels = [FieldPanel("category")]

    class Meta(Orderable.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return str(self.category)
