"""Slugs: taken over where they can be, and unlike any other of their kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify
from wagtail.coreutils import cautious_slugify

ACCENTS = re.compile("[\u0300-\u036f]")


def folded(text: str) -> str:
    """MariaDB takes slugs and addresses for one that differ in capitals or accents; so did
    WordPress."""
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


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
    """The slug, with a number if another one, folded, is among those taken."""
    found, number = slug, 1
    while folded(found) in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
