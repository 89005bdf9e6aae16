"""The example site as ``make demo`` runs it: in processes of its own, on an empty folder."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Answer:
    status: int
    headers: Message
    text: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@dataclass
class Demo:
    """A running example site."""

    folder: Path
    port: int
    mail_at_start: int = 0

    @property
    def environment(self) -> dict[str, str]:
        wanted = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        return {**wanted, "DEMO_FOLDER": str(self.folder), "PYTHONPATH": str(ROOT)}

    def manage(self, *arguments: str) -> str:
        """The output of a management command."""
        return subprocess.run(
            [sys.executable, "example_site/manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def forget_senders(self) -> None:
        """What other tests posted from this machine does not count against the next one."""
        path = self.folder / "demo.sqlite3"
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as database:
            database.execute("UPDATE wagtail_mentoring_judgement SET sender = ''")

    def mail(self) -> list[Path]:
        return sorted((self.folder / "mail").glob("*.eml"))

    def get(self, path: str, data: dict[str, str] | None = None) -> Answer:
        """The answer to a GET, or to a POST of ``data``; redirects are not followed."""
        opener = urllib.request.build_opener(NoRedirect)
        posted = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            response = opener.open(f"http://127.0.0.1:{self.port}{path}", posted, timeout=30)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            text = response.read().decode(errors="replace")
            return Answer(response.status, response.headers, text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """A demo of its own, for tests that change more than they can put back."""
    site = Demo(folder, free_port())
    log = site.folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "example_site/manage.py", "demo", "--port", str(site.port)],
            cwd=ROOT,
            env=site.environment,
            stdout=output,
            stderr=output,
        )
    try:
        for _ in range(600):
            assert server.poll() is None, log.read_text()
            try:
                site.get("/")
                break
            except OSError:
                time.sleep(0.2)
        site.mail_at_start = len(site.mail())
        yield site
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture(autouse=True)
def nobody_posted_before(request: pytest.FixtureRequest) -> None:
    if "demo" in request.fixturenames:
        request.getfixturevalue("demo").forget_senders()
