"""Every kind of public page: WCAG 2.2 AA, the strict content policy, nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.demo import Demo

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

ARTICLE = "/articles/the-effort-counts/"
PERSON = 3_000
"""Milliseconds: whoever fills in a form faster than any person has to wait for a moderator."""
PAGES = [
    "/",
    "/articles/",
    ARTICLE,
    "/articles/author/thandeka-moyo-larsen/",
    "/articles/archive/2026/",
    "/articles/search/?q=letter",
    "/articles/search/?q=nothing-has-this",
    "/give-back/",
    "/no-such-page/",
]
LOOKS = [("desktop", False), ("phone", False), ("desktop", True)]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("size", "dark"), LOOKS)
def test_axe_finds_nothing(visit: Any, path: str, size: str, dark: bool) -> None:
    visitor = visit(size, dark=dark)
    visitor.open(path)
    visitor.complaints[:] = [c for c in visitor.complaints if "404" not in c]
    assert visitor.violations() == []
    assert not visitor.is_wider_than_the_screen()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_response_is_sent_with_scripts(visit: Any, size: str) -> None:
    visitor = visit(size)
    page = visitor.open(ARTICLE)
    page.click("#respond-name")
    sync_api.expect(page.locator("#respond input[name=ticket]")).not_to_have_value("")
    write_response(page, f"From a {size}.")
    page.click("#respond button[type=submit]")
    page.wait_for_url("**/posted/**")
    assert "waits for a moderator" in page.inner_text("main")
    assert visitor.violations() == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_response_is_sent_without_scripts(visit: Any, size: str) -> None:
    visitor = visit(size, scripts=False)
    page = visitor.open(ARTICLE)
    write_response(page, f"From a {size} without scripts.")
    page.click("#respond button[type=submit]")
    assert page.input_value("[name=body]") == f"From a {size} without scripts."
    page.click("form button[type=submit]")
    assert "/posted/" in page.url
    assert "waits for a moderator" in page.inner_text("main")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_pledge_goes_from_the_form_to_the_wall(visit: Any, demo: Demo, scripts: bool) -> None:
    visitor = visit("phone", scripts=scripts)
    name = "Odile" if scripts else "Pia"
    address = f"{name.lower()}@mail.example"
    page = visitor.open("/give-back/")
    page.click("text=Say thank you")
    page.fill("input[role=combobox]" if scripts else "input[name=mentor_name]", "Ines Nobody")
    page.fill("textarea[name=text]", "Write her a letter.")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", address)
    page.wait_for_timeout(PERSON)
    page.click("form.mentoring-form button[type=submit]")
    if not scripts:
        assert page.input_value("textarea[name=text]") == "Write her a letter."
        page.click("form.mentoring-form button[type=submit]")
    page.wait_for_url("**/sent/**")
    sent = page.url
    page.goto(link_to(demo, address, "confirm"))
    assert "Write her a letter." in page.inner_text("main")
    confirm = page.url
    page.click("main form button[type=submit]")
    page.wait_for_url("**/manage/**")
    manage = page.url
    page.locator("form:has(button[value=done]) input[type=checkbox]").first.check()
    page.click("button[value=done]")
    page.wait_for_load_state()
    if scripts:  # axe is one
        for link in (manage, sent, confirm):
            page.goto(link)
            assert visitor.violations() == [], link
    assert name not in visitor.open("/give-back/").inner_text(".mentoring-wall")

    moderator = visit().log_in("moderator")
    moderator.goto(f"{visitor.base}/admin/mentoring/pledges/")
    row = moderator.locator("article", has_text=address)
    row.get_by_role("button", name="Publish").first.click()
    moderator.get_by_text("Published.").first.wait_for()
    assert name in visitor.open("/give-back/").inner_text(".mentoring-wall")


def test_the_page_between_form_and_sending_is_accessible(visit: Any) -> None:
    visitor = visit("phone")
    page = visitor.open(ARTICLE)
    write_response(page, "")
    page.evaluate("document.querySelector('#respond form').submit()")  # as if without scripts
    page.wait_for_selector("[name=body]")
    visitor.complaints[:] = [c for c in visitor.complaints if "400" not in c]
    assert visitor.violations() == []


def write_response(page: Any, text: str) -> None:
    page.fill("#respond-name", "Ada")
    page.fill("#respond-email", "ada@mail.example")
    page.fill("#respond-body", text)


def link_to(demo: Demo, address: str, kind: str) -> str:
    """The first link of that kind in the newest mail to an address."""
    inbox = demo.get("/demo-inbox/").text
    after = inbox[inbox.index(address) :]
    found = re.search(rf"http://127\.0\.0\.1:{demo.port}/mentoring/pledges/{kind}/[^\"<\s]+", after)
    assert found, after[:2000]
    return found[0]
