"""The built wheel in a project made with ``wagtail start``, as the README says, word for word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
VISIT = """
import datetime as dt, re
from django.core import mail
from django.test import Client, override_settings
from wagtail.models import Site
from wagtail_mentoring.pages.models import ArticleIndexPage, ArticlePage, GiveBackPage
home = Site.objects.get().root_page
index = home.add_child(instance=ArticleIndexPage(title="Blog", slug="blog"))
index.add_child(instance=ArticlePage(title="First", slug="first", date=dt.date(2010, 12, 1)))
home.add_child(instance=GiveBackPage(title="Give back", slug="give-back"))
client = Client(headers={"host": "localhost"})
for address in ("/blog/", "/blog/first/", "/blog/rss/", "/give-back/"):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
assert "Wednesday, " in client.get("/blog/first/").text
form = client.get("/blog/first/").text
action = re.search(r'action="(/mentoring/comments/[0-9]+/)"', form)[1]
typed = {"name": "Ada", "email": "ada@mail.example", "body": "Hello."}
again = client.post(action, typed)
ticket = re.search(r'name="ticket" value="([^"]+)"', again.text)[1]
assert client.post(action, {**typed, "ticket": ticket}).status_code == 302
from wagtail_mentoring.comments.models import ReaderComment
assert ReaderComment.objects.get().text == "Hello."
print("the README keeps its word")
"""


def code_after(words: str) -> str:
    """The first block of Python after some words of the README."""
    found = re.search(r"```python\n(.*?)```", README[README.index(words) :], re.S)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory):
    """Runs a command in an empty folder, without the settings and paths of this test run."""
    folder = tmp_path_factory.mktemp("blank")
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    }

    def call(*command: str | Path, cwd: Path = folder) -> str:
        result = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    call.folder = folder
    return call


@pytest.fixture(scope="module")
def wheel(run) -> Path:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", run.folder / "dist", ROOT)
    return next((run.folder / "dist").glob("*.whl"))


def test_the_wheel_holds_what_runs_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "templates/",
        "static/",
        "migrations/0001",
        "pages/migrations/0001",
        "locale/de/LC_MESSAGES/django.mo",
        "py.typed",
    ):
        assert any(f"wagtail_mentoring/{part}" in name for name in names), part
    unwanted = re.compile(r"(^|/)(tests?/|test_|conftest)|^example_site|corpus/")
    assert not [name for name in names if unwanted.search(name)]


def test_following_the_readme_in_a_blank_project_works(run, wheel: Path) -> None:
    run(sys.executable, "-m", "venv", "venv")
    python = run.folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", f"{wheel}[nh3]")
    run(python, "-m", "wagtail.bin.wagtail", "start", "mysite")
    project = run.folder / "mysite"
    for place, words in (
        ("settings/base.py", "**2. Add this"),
        ("settings/base.py", "**3. Only on SQLite**"),
        ("urls.py", "**4. Add this"),
    ):
        with (project / "mysite" / place).open("a", encoding="utf-8") as file:
            file.write(f"\n{code_after(words)}")
    for command in ("check", "migrate"):
        assert f"python manage.py {command}" in README
        output = run(python, "manage.py", command, cwd=project)
        assert "wagtail_mentoring.E" not in output
    assert "No changes" in run(python, "manage.py", "makemigrations", "--check", cwd=project)
    assert "keeps its word" in run(python, "manage.py", "shell", "-c", VISIT, cwd=project)
    assert "mail" in run(python, "manage.py", "mentoring_run_due", "--json", cwd=project)
