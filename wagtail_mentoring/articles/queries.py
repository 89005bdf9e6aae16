"""What an article and its index look up. Lists hold only what any visitor may see."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from wagtail.models import ReferenceIndex

from wagtail_mentoring.compat import get_page_model

Month = tuple[dt.date, int]


def visible(pages: Any) -> Any:
    """Pages that are live and open to anybody."""
    return pages.live().public()


def neighbours(article: Any) -> tuple[Any, Any]:
    """The articles before and after this one in the same index, by date; None at the ends."""
    siblings = visible(type(article).objects.sibling_of(article, inclusive=False))
    same_day = Q(date=article.date)
    earlier = siblings.filter(Q(date__lt=article.date) | same_day & Q(pk__lt=article.pk))
    later = siblings.filter(Q(date__gt=article.date) | same_day & Q(pk__gt=article.pk))
    return earlier.order_by("-date", "-pk").first(), later.order_by("date", "pk").first()


def related(article: Any, tags: list[Any], limit: int = 3) -> list[Any]:
    """Other articles that share tags with this one, those that share most first."""
    if not tags:
        return []
    others = type(article).objects.filter(tags__in=[tag.pk for tag in tags])
    others = visible(others.exclude(pk=article.pk)).annotate(shared=Count("tags"))
    return list(others.order_by("-shared", "-date", "-pk")[:limit])


def answering(article: Any) -> list[Any]:
    """Articles of this site that name ``article`` as the one they answer, oldest first."""
    is_page = ContentType.objects.get_for_model(get_page_model())
    references = ReferenceIndex.get_references_to(article).filter(
        base_content_type=is_page, model_path__startswith="sources."
    )
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    if not keys:
        return []
    pages = visible(get_page_model().objects.filter(pk__in=keys)).specific()
    answers = [page for page in pages if page.answered_page_id == article.pk]
    return sorted(answers, key=lambda page: (page.date, page.pk))


def archive(articles: Any) -> list[tuple[int, list[Month]]]:
    """Years with their months and how many articles each has, newest first; one query."""
    months = articles.order_by().annotate(month=TruncMonth("date")).values_list("month")
    rows = months.annotate(count=Count("pk")).order_by("-month")
    return [(year, list(rows)) for year, rows in groupby(rows, key=lambda row: row[0].year)]


def tag_relation(model: type[Any]) -> str | None:
    """The name under which a page type finds its tagged items; None for one without tags.

    Prefetched through it, tags cost one query for many articles; ``tags`` does not allow that.
    """
    tags = getattr(model, "tags", None)
    if tags is None:
        return None
    return str(tags.through._meta.get_field("content_object").remote_field.get_accessor_name())
