"""How articles appear in Wagtail's API v2."""

from __future__ import annotations

from typing import Any

from rest_framework.fields import Field
from wagtail.api import APIField


class AuthorsField(Field):
    """``[{"name", "slug", "role"}]`` in the article's order; never the user account."""

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        return [{"name": author.name, "slug": author.slug, "role": author.role} for author in value]


class CategoriesField(Field):
    """``[{"name", "slug"}]`` in the article's order."""

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        return [{"name": category.name, "slug": category.slug} for category in value]


ARTICLE_FIELDS = [
    APIField("date"),
    APIField("introduction"),
    APIField("authors", serializer=AuthorsField()),
    APIField("categories", serializer=CategoriesField()),
    APIField("lead_image"),
    APIField("body"),
    APIField("sources"),
]
