"""``manage.py check`` names every mistake in one sentence, with the remedy."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.test import override_settings

from tests.guides.models import Guide
from wagtail_mentoring import checks
from wagtail_mentoring.spam.base import SpamFilter

FILTERS = "wagtail_mentoring.spam.filters"


def found(*, deploy=False):
    """Our messages by id."""
    messages = run_checks(include_deployment_checks=deploy)
    return {m.id.split(".")[1]: m for m in messages if m.id.startswith("wagtail_mentoring.")}


def found_with(values, **kwargs):
    with override_settings(WAGTAIL_MENTORING=values):
        return found(**kwargs)


class NeedsAKey(SpamFilter):
    def __init__(self, key):
        self.key = key

    def judge(self, message, policy):
        return []


def test_a_site_set_up_as_the_readme_says_has_no_mistake():
    assert found_with({"HTML_CLEANER": "nh3"}) == {}


@pytest.mark.parametrize(
    ("values", "number", "says", "hint"),
    [
        ({"COMENT_MAX_LENGTH": 9}, "E001", "'COMENT_MAX_LENGTH'", "COMMENT_MAX_LENGTH"),
        ({"COMMENT_MAX_LENGTH": "9"}, "E002", "'9'", "5000"),
        ({"COMMENT_MAX_LENGTH": True}, "E002", "True", "5000"),
        ({"COMMENT_MAX_LENGTH": 0}, "E002", "0", "at least 1"),
        ({"DELIVER_MAIL": "no"}, "E002", "'no'", "True"),
        ({"SPAM_FILTERS": "x"}, "E002", "'x'", "DecoyFilter"),
        ({"SPAM_FILTERS": [f"{FILTERS}.DecoyFilter"]}, "E002", "DecoyFilter", "NAME"),
        ({"SPAM_FILTERS": [{"NAME": "x.y", "OPTION": {}}]}, "E002", "OPTION", "OPTIONS"),
        (["HTML_CLEANER"], "E002", "dictionary", "{"),
        ({"CLIENT_IP": "no.such.function"}, "E003", "no.such.function", "dotted path"),
        ({"CLIENT_IP": "x"}, "E003", "'x'", "dotted path"),
        ({"SPAM_FILTERS": [{"NAME": "no.such.Filter"}]}, "E003", "no.such.Filter", "held"),
        (
            {"SPAM_FILTERS": [{"NAME": f"{FILTERS}.DecoyFilter", "OPTIONS": {"pionts": 1}}]},
            "E003",
            "pionts",
            "OPTIONS",
        ),
        ({"SPAM_FILTERS": [{"NAME": f"{__name__}.NeedsAKey"}]}, "E003", "key", "OPTIONS"),
        ({"SPAM_FILTERS": [{"NAME": "builtins.dict"}]}, "E003", "no spam filter", "SpamFilter"),
        ({"HTML_CLEANER": "lxml"}, "E004", "'lxml'", "'nh3'"),
        ({}, "W001", "bleach", "wagtail-mentoring[nh3]"),
    ],
)
def test_a_mistake_in_the_setting_is_named_with_its_remedy(values, number, says, hint):
    messages = found_with(values)
    assert number in messages
    assert says in messages[number].msg
    assert hint in messages[number].hint


def test_the_default_filters_can_be_made():
    assert set(found_with({})) == {"W001"}


def test_nh3_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    message = found_with({"HTML_CLEANER": "nh3"})["E004"]
    assert "not installed" in message.msg
    assert "pip install" in message.hint


@pytest.mark.parametrize(
    "app",
    [
        "wagtail.contrib.settings",
        "wagtail.contrib.routable_page",
        "wagtail.snippets",
        "wagtail.documents",
        "wagtail.embeds",
        "modelcluster",
    ],
)
def test_a_missing_app_is_named(monkeypatch, app):
    installed = checks.apps.is_installed
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: name != app and installed(name))
    (message,) = checks.check_apps(None)
    assert message.id == "wagtail_mentoring.E005"
    assert f"Add '{app}' to INSTALLED_APPS." == message.hint


def test_urls_that_are_not_included_are_named():
    with override_settings(ROOT_URLCONF="wagtail.admin.urls"):
        (message,) = checks.check_urls(None)
    assert message.id == "wagtail_mentoring.E006"
    assert 'include("wagtail_mentoring.urls")' in message.hint


def test_an_article_type_without_tags_is_named(monkeypatch):
    monkeypatch.setattr(checks, "_has_field", lambda model, name: model is not Guide)
    messages = [m for m in checks.check_articles(None) if "guides.Guide" in m.msg]
    assert [m.id for m in messages] == ["wagtail_mentoring.E007"]
    assert "tags = " in messages[0].hint


@pytest.mark.parametrize(
    ("database", "warned"),
    [
        ({"NAME": "db.sqlite3"}, True),
        ({"NAME": Path("db.sqlite3"), "OPTIONS": {"transaction_mode": "DEFERRED"}}, True),
        ({"NAME": "db.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}, False),
        ({"NAME": ":memory:"}, False),
        ({"NAME": "file:x?mode=memory&cache=shared"}, False),
        ({"NAME": "db", "ENGINE": "django.db.backends.postgresql"}, False),
    ],
)
def test_sqlite_that_would_refuse_posts_is_named(monkeypatch, database, warned):
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", **database}}
    monkeypatch.setattr(django_settings, "DATABASES", databases)
    messages = checks.check_database(None)
    assert [m.id for m in messages] == (["wagtail_mentoring.W002"] if warned else [])


def test_what_matters_on_a_live_site_only_is_asked_for_there_only():
    with override_settings(DEFAULT_FROM_EMAIL="webmaster@localhost"):
        values = {"HTML_CLEANER": "nh3", "DELIVER_MAIL": False}
        assert found_with(values) == {}
        assert set(found_with(values, deploy=True)) == {"W003", "W004"}
    assert found_with({"HTML_CLEANER": "nh3"}, deploy=True) == {}


def last_words(*, without=(), **names):
    """The last line that a site prints when it starts with other apps or settings."""
    code = (
        "import django\n"
        "from tests import settings\n"
        f"settings.INSTALLED_APPS = [a for a in settings.INSTALLED_APPS if a not in {without!r}]\n"
        f"vars(settings).update({names!r})\n"
        "django.setup()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return result.stderr.strip().splitlines()[-1] if result.returncode else ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"without": ["taggit"]}, "wagtail_mentoring needs 'taggit': add it to INSTALLED_APPS."),
        (
            {"without": ["wagtail.images"]},
            "wagtail_mentoring needs 'wagtail.images': add it to INSTALLED_APPS.",
        ),
        (
            {"without": ["tests.guides", "wagtail_mentoring"]},
            'Add "wagtail_mentoring" to INSTALLED_APPS: its page types rest on it.',
        ),
        (
            {"without": ["tests.guides"], "WAGTAIL_PAGE_MODEL": "basepage.BasePage"},
            'Remove "wagtail_mentoring.pages" from INSTALLED_APPS: with WAGTAIL_PAGE_MODEL,'
            " article pages are built from the mixins on your own base page.",
        ),
    ],
)
def test_a_site_that_cannot_start_says_why_in_one_sentence(monkeypatch, change, sentence):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    monkeypatch.delenv("WAGTAIL_PAGE_MODEL", raising=False)
    assert last_words(**change) == f"django.core.exceptions.ImproperlyConfigured: {sentence}"


@pytest.mark.parametrize(
    "kinds", [{"praise": {"label": "Praise"}}, {"gratitude": {"title": "Thanks"}}]
)
def test_words_for_kinds_that_do_not_exist_are_named(kinds):
    assert next(iter(kinds)) in found_with({"PLEDGE_KINDS": kinds})["E002"].msg
