"""Slugs: taken over where they can be, and unlike any other of their kind."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify
from wagtail.coreutils import cautious_slugify


def slug_from(*candidates: str, is_ascii: bool = False, longest: int = 255) -> str:
    """The first candidate that makes a slug; empty if none does."""
    for candidate in candidates:
        words = re.sub(r"[^\w]+", "-", unquote(candidate)).strip("-")
        slug = cautious_slugify(words) if is_ascii else slugify(words, allow_unicode=True)
        if slug := slug[:longest].strip("-_"):
            return slug
    return ""


def page_slug(*candidates: str) -> str:
    unicode_allowed = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
    return slug_from(*candidates, is_ascii=not unicode_allowed, longest=240)


def free_slug(slug: str, taken: Container[str]) -> str:
    """The slug, with a number if another one has it."""
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
