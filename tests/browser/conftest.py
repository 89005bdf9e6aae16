"""The example site in a real Chromium that writes down what a visitor's browser would object to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from example_site.demo.people import LOGINS
from tests.demo import Demo

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass
class Visitor:
    """A page in the browser, what went wrong in it, and what it asked of other hosts."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.location["url"].endswith("/favicon.ico"):
            return  # asked for beside what has no head to name an icon in, as JSON
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def open(self, path: str) -> Any:
        self.page.goto(self.base + path)
        return self.page

    def log_in(self, username: str) -> Any:
        """Sign in to the Wagtail admin as one of the demo's people."""
        login = next(login for login in LOGINS if login.username == username)
        page = self.open("/admin/login/")
        page.fill("input[name=username]", login.username)
        page.fill("input[name=password]", login.password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    def violations(self, context: str | None = None) -> list[str]:
        """What axe finds, one line each: rule and place."""
        from axe_playwright_python.sync_playwright import Axe

        options = {"runOnly": {"type": "tag", "values": STANDARD}}
        found = Axe().run(self.page, context=context, options=options).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    def is_wider_than_the_screen(self) -> bool:
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed.")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, demo: Demo) -> Iterator[Any]:
    """``visit("phone", scripts=False)`` opens a fresh session; its complaints must be none."""
    contexts = []
    visitors = []

    def start(size: str = "desktop", *, scripts: bool = True, dark: bool = False) -> Visitor:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(10_000)
        visitor = Visitor(context.new_page(), f"http://127.0.0.1:{demo.port}")
        visitor.watch()
        contexts.append(context)
        visitors.append(visitor)
        return visitor

    yield start
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
