"""The catalogues are complete, compiled, and used."""

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

import wagtail_mentoring
from tests.factories import ArticleFactory

PACKAGE = Path(wagtail_mentoring.__file__).parent
LANGUAGES = sorted(path.name for path in (PACKAGE / "locale").iterdir())


def catalogue(language: str, package: Path = PACKAGE) -> polib.POFile:
    return polib.pofile(str(package / "locale" / language / "LC_MESSAGES" / "django.po"))


def messages(entries: polib.POFile | polib.MOFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    entries = catalogue(language)
    assert [entry.msgid for entry in entries.untranslated_entries()] == []
    assert [entry.msgid for entry in entries.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_in_the_source(language: str) -> None:
    source = catalogue(language)
    compiled = polib.mofile(source.fpath.removesuffix(".po") + ".mo")
    assert {(e.msgctxt, e.msgid, e.msgstr, *e.msgstr_plural.values()) for e in compiled} == {
        (e.msgctxt, e.msgid, e.msgstr, *e.msgstr_plural.values()) for e in source
    }


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="needs gettext")
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_original(language: str) -> None:
    path = catalogue(language).fpath
    done = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext")
def test_no_message_of_the_code_is_missing_in_a_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "wagtail_mentoring"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(package)
    call_command("makemessages", locale=LANGUAGES, verbosity=0)
    for language in LANGUAGES:
        assert messages(catalogue(language, package)) == messages(catalogue(language))


def test_no_message_hides_behind_a_name_that_the_collector_of_messages_does_not_know() -> None:
    aliases = re.compile(r"gettext\w* as (?!_\b)\w+")
    hidden = [path for path in PACKAGE.rglob("*.py") if aliases.search(path.read_text())]
    assert hidden == []


@pytest.mark.django_db
def test_a_form_speaks_the_language_of_the_site(client: Client) -> None:
    with translation.override("de"):
        assert "Antwort abschicken" in client.get(ArticleFactory().url).text
