"""Slugs for what is made without one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.text import slugify


def free_slug(rows: QuerySet, title: str, otherwise: str) -> str:
    """A slug made from ``title``, or ``otherwise`` where that leaves nothing, that no row has."""
    longest = rows.model._meta.get_field("slug").max_length - len("-9999999")
    base = slugify(title)[:longest] or otherwise
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    slugs = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in slugs if slug not in taken)
