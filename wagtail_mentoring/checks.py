"""System checks: every mistake in the settings is named in one sentence, with its remedy."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import fields
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from wagtail_mentoring.articles.models import ArticleIndexMixin, ArticleMixin
from wagtail_mentoring.conf import SETTING_NAME, Defaults, app_settings
from wagtail_mentoring.pledges.models import PledgeKind
from wagtail_mentoring.spam.base import SpamFilter
from wagtail_mentoring.spam.pipeline import load_filters

DOTTED_PATHS = ("CLIENT_IP", "VOUCH_FOR_MEMBER")
CLEANERS = ("bleach", "nh3")


def _error(number: int, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"wagtail_mentoring.E{number:03}")


def _warning(number: int, message: str, hint: str) -> Warning:
    return Warning(message, hint=hint, id=f"wagtail_mentoring.W{number:03}")


@register()
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001 unknown key · E002 wrong type · E003 what cannot be imported · E004 HTML_CLEANER."""
    values = getattr(settings, SETTING_NAME, None) or {}
    if not isinstance(values, dict):
        return [_error(2, f"{SETTING_NAME} is not a dictionary.", "Make it one: {…}.")]
    wrong: list[CheckMessage] = [*_unknown_keys(values), *_wrong_types(values)]
    return wrong or [*_broken_paths(), *_broken_filters(), *_broken_cleaner(), *_broken_kinds()]


def _unknown_keys(values: dict[str, Any]) -> Iterator[Error]:
    known = {field.name for field in fields(Defaults)}
    for key in values:
        if key not in known:
            hint = f"Remove it; the keys are {', '.join(sorted(known))}."
            yield _error(1, f"{SETTING_NAME} has an unknown key {key!r}.", hint)


def _wrong_types(values: dict[str, Any]) -> Iterator[Error]:
    for name, hint in get_type_hints(Defaults).items():
        if name not in values:
            continue
        value = values[name]
        if not _has_type(value, hint):
            expected = getattr(hint, "__name__", str(hint))
            message = f"{SETTING_NAME}[{name!r}] is {value!r}, which is no {expected}."
            yield _error(2, message, f"Give it a value like {getattr(Defaults(), name)!r}.")
        elif hint is int and value < 1:
            message = f"{SETTING_NAME}[{name!r}] is {value!r}."
            yield _error(2, message, "Give it a number of at least 1.")


def _has_type(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(_has_type(value, part) for part in get_args(hint))
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, origin or hint)


def _broken_paths() -> Iterator[Error]:
    for name in DOTTED_PATHS:
        path = getattr(app_settings, name)
        try:
            import_string(path)
        except ImportError as error:
            message = f"{SETTING_NAME}[{name!r}] names {path!r}, which cannot be imported: {error}."
            yield _error(3, message, "Correct the dotted path, or leave the key out.")


def _broken_filters() -> Iterator[Error]:
    for entry in app_settings.SPAM_FILTERS:
        if not isinstance(entry, dict) or "NAME" not in entry or entry.keys() - {"NAME", "OPTIONS"}:
            message = f"{SETTING_NAME}['SPAM_FILTERS'] has the entry {entry!r}."
            yield _error(2, message, "Write it as {'NAME': dotted path, 'OPTIONS': {…}}.")
            continue
        try:
            made = import_string(entry["NAME"])(**entry.get("OPTIONS", {}))
        except Exception as error:  # a filter's own code may raise anything
            message = f"The spam filter {entry['NAME']!r} cannot be made: {error}."
            yield _error(3, message, "Correct its NAME or OPTIONS; until then messages are held.")
        else:
            if not isinstance(made, SpamFilter):
                message = f"{entry['NAME']!r} is no spam filter."
                hint = "Derive it from wagtail_mentoring.spam.base.SpamFilter."
                yield _error(3, message, hint)


def _broken_kinds() -> Iterator[Error]:
    words = {"label", "hint", "example"}
    for kind, own in app_settings.PLEDGE_KINDS.items():
        if kind not in PledgeKind.values or not isinstance(own, dict) or own.keys() - words:
            message = f"{SETTING_NAME}['PLEDGE_KINDS'] has the entry {kind!r}: {own!r}."
            kinds = ", ".join(PledgeKind.values)
            hint = f"Kinds are {kinds}; each may have a label, a hint and an example."
            yield _error(2, message, hint)


def _broken_cleaner() -> Iterator[CheckMessage]:
    cleaner = app_settings.HTML_CLEANER
    if cleaner not in CLEANERS:
        message = f"{SETTING_NAME}['HTML_CLEANER'] is {cleaner!r}."
        yield _error(4, message, "Choose 'bleach' or 'nh3'.")
    elif cleaner == "bleach":
        yield _warning(
            1,
            "Visitors' HTML is parsed by bleach, which gets no more security updates.",
            f"Run pip install 'wagtail-mentoring[nh3]' and set {SETTING_NAME} ="
            " {'HTML_CLEANER': 'nh3'}, or keep bleach and add 'wagtail_mentoring.W001' to"
            " SILENCED_SYSTEM_CHECKS.",
        )
    elif importlib.util.find_spec("nh3") is None:
        message = f"{SETTING_NAME}['HTML_CLEANER'] is 'nh3', which is not installed."
        yield _error(4, message, "Run pip install 'wagtail-mentoring[nh3]'.")


@register()
def check_apps(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E005 an app is missing."""
    needed = {
        "wagtail.contrib.settings": "moderation and reply addresses are set there",
        "wagtail.documents": "articles may hold documents",
        "wagtail.embeds": "articles may hold videos",
        "wagtail.snippets": "authors, mentors and rounds are edited there",
        "modelcluster": "article authors and tags rest on it",
    }
    if _subclasses(ArticleIndexMixin):
        needed["wagtail.contrib.routable_page"] = "the archives of article indexes rest on it"
    return [
        _error(5, f"{name!r} is not in INSTALLED_APPS; {why}.", f"Add {name!r} to INSTALLED_APPS.")
        for name, why in needed.items()
        if not apps.is_installed(name)
    ]


@register()
def check_urls(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E006 our URLs are not included."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    try:
        reverse("wagtail_mentoring:ticket")
    except NoReverseMatch:
        hint = (
            'Add path("mentoring/", include("wagtail_mentoring.urls")) to ROOT_URLCONF,'
            " above Wagtail's own."
        )
        return [_error(6, "The URLs of wagtail_mentoring are not included.", hint)]
    return []


@register()
def check_articles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E007 an article type without tags."""
    return [
        _error(
            7,
            f"{model._meta.label} is an ArticleMixin without the field 'tags'.",
            "Give it tags = ClusterTaggableManager(through=…) with a through model of its own:"
            " the README has the lines.",
        )
        for model in _subclasses(ArticleMixin)
        if not _has_field(model, "tags")
    ]


@register()
def check_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W002 SQLite that refuses the second of two posts."""
    database: Any = settings.DATABASES.get("default", {})
    on_disk = database.get("ENGINE") == "django.db.backends.sqlite3" and not _is_in_memory(database)
    if not on_disk or database.get("OPTIONS", {}).get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        _warning(
            2,
            "SQLite refuses one of two posts that come at the same time.",
            "Set DATABASES['default']['OPTIONS'] = {'transaction_mode': 'IMMEDIATE', 'timeout': 20,"
            " 'init_command': 'PRAGMA journal_mode=WAL'}.",
        )
    ]


@register(deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W003 sender that no mail server takes · W004 mail kept back · W005 spam filter in trouble."""
    messages: list[CheckMessage] = []
    if settings.DEFAULT_FROM_EMAIL == "webmaster@localhost":
        message = "Mail would be sent from webmaster@localhost, which mail servers refuse."
        messages.append(_warning(3, message, "Set DEFAULT_FROM_EMAIL to an address of the site."))
    if not app_settings.DELIVER_MAIL:
        message = "No mail is delivered: DELIVER_MAIL is False, as for copies of production."
        messages.append(_warning(4, message, f"Remove it from {SETTING_NAME} on the live site."))
    if not any(isinstance(message, Error) for message in check_settings(None)):
        messages += _filters_in_trouble()
    return messages


def _filters_in_trouble() -> Iterator[Warning]:
    for name, spam_filter in load_filters():
        try:
            trouble = spam_filter.trouble()
        except Exception as error:  # a filter's own code may raise anything
            trouble = f"{type(error).__name__}: {error}"
        if trouble:
            hint = "Until it works, what it should judge waits for a moderator."
            yield _warning(5, f"{name}: {trouble}", hint)


def _subclasses(mixin: type) -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, mixin)]


def _has_field(model: Any, name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _is_in_memory(database: dict[str, Any]) -> bool:
    name = str(database.get("NAME", ""))
    return name == ":memory:" or "mode=memory" in name
