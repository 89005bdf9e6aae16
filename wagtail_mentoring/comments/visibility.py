"""Which pages anybody may see; comments are seen where their page is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction

from wagtail_mentoring.compat import get_page_model


def open_pages() -> Any:
    """Live pages that anybody may see: neither they nor a page above them is restricted.

    Wagtail's own ``public()`` says the same, but asks for the restrictions in a query of its own.
    """
    return with_privacy(get_page_model().objects.live()).filter(is_private=False)


def with_privacy(pages: Any) -> Any:
    """Pages with ``is_private``: whether a view restriction covers them."""
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    restrictions = PageViewRestriction.objects.alias(below=path)
    restrictions = restrictions.filter(below__startswith=F("page__path"))
    return pages.annotate(is_private=Exists(restrictions))
