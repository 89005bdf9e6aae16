"""Which page type an item becomes."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from wagtail_mentoring.articles.models import ArticleMixin
from wagtail_mentoring.conf import app_settings


class NoPageType(Exception):
    """Told in one line."""


def page_model(parent: Any, post_type: str) -> Any:
    """The page type for items of ``post_type`` below ``parent``.

    The setting ``IMPORT_PAGE_TYPES`` decides where several are allowed; raises
    :class:`NoPageType` if there is none, or no choice has been made.
    """
    return _model_below(parent.specific_class, parent.title, post_type)


def can_stand_below(model: Any, post_type: str) -> bool:
    """Whether items of ``post_type`` may become pages below those of a page type."""
    try:
        _model_below(model, "", post_type)
    except NoPageType:
        return False
    return True


def _model_below(above: Any, title: str, post_type: str) -> Any:
    allowed = [model for model in above.allowed_subpage_models() if issubclass(model, ArticleMixin)]
    chosen = app_settings.IMPORT_PAGE_TYPES.get(post_type) or app_settings.IMPORT_PAGE_TYPES.get("")
    names = ", ".join(sorted(model._meta.label for model in allowed))
    if chosen:
        return _chosen(chosen, allowed, title, names)
    if not allowed:
        raise NoPageType(f"No page type made with ArticleMixin is allowed below “{title}”.")
    if len(allowed) > 1:
        raise NoPageType(
            f"Several page types are allowed below “{title}” ({names}). Choose one with"
            ' WAGTAIL_MENTORING = {"IMPORT_PAGE_TYPES": {"": "app.Model"}}.'
        )
    return allowed[0]


def _chosen(label: str, allowed: list[Any], title: str, names: str) -> Any:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise NoPageType(f"IMPORT_PAGE_TYPES names {label!r}, which is no model.") from None
    if model not in allowed:
        raise NoPageType(
            f"IMPORT_PAGE_TYPES names {label}, which is not allowed below “{title}”."
            f" Allowed: {names or 'none'}."
        )
    return model
