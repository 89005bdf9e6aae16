"""The inbox in a browser: by keyboard alone, without scripts, on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo import Demo, running

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

INBOX = "/admin/mentoring/comments/"
CARD = "[data-mentoring-card]"
SMALLEST = 44
"""Pixels that a thumb needs."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("inbox")) as site:
        yield site


@pytest.fixture
def waiting(demo: Demo) -> list[int]:
    """Three responses that wait and nothing else; their keys, oldest first."""
    script = """
import datetime as dt, json
from django.utils import timezone
from wagtail_mentoring.comments.models import ReaderComment
rows = ReaderComment.objects.order_by("pk")[:3]
ReaderComment.objects.update(state="published", previous_state="")
for days, row in zip((3, 2, 1), rows):
    row.state, row.submitted_at = "waiting", timezone.now() - dt.timedelta(days=days)
    row.name, row.body_html = f"Writer {days}", "<p>" + "<br>".join(["A line."] * 30) + "</p>"
    row.save()
print(json.dumps([row.pk for row in rows]))
"""
    keys: list[int] = json.loads(demo.manage("shell", "-c", script).strip().splitlines()[-1])
    return keys


def card(page: Any, key: int) -> Any:
    return page.locator(f"#mentoring-card-readercomment-{key}")


def test_a_moderator_works_through_it_by_keyboard(visit: Any, waiting: list[int]) -> None:
    visitor = visit()
    visitor.log_in("moderator")
    page = visitor.open(INBOX)
    says = page.locator("[data-mentoring-says]")
    first, second, third = waiting

    page.keyboard.press("p")
    expect(says).to_have_text("Published.")
    expect(card(page, first)).to_contain_text("Published.")
    expect(card(page, second)).to_be_focused()
    expect(page).to_have_title("Waiting (2) - Wagtail")
    expect(page.locator(".mentoring-tabs a[aria-current]")).to_have_text("Waiting (2)")

    page.keyboard.press("u")
    expect(says).to_have_text("Put back.")
    expect(card(page, first)).to_be_focused()
    expect(page.locator("h1")).to_have_text("Waiting (3)")

    page.keyboard.press("s")
    expect(says).to_have_text("Marked as spam.")
    page.keyboard.press("x")
    expect(card(page, second).locator("select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page, second).locator(".mentoring-remove summary")).to_be_focused()
    page.keyboard.press("x")
    expect(card(page, second).locator("select")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Prose, xenial, pure sun")  # holds every key of ours
    page.keyboard.press("Enter")
    expect(says).to_have_text("Removed.")
    expect(card(page, third)).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys for decisions")).to_be_visible()
    assert visitor.violations(".mentoring-keys") == []
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_url(f"**/{third}/reply/**")
    page.fill("textarea[name=body]", "Thank you for this.")
    page.get_by_role("button", name="Publish and reply").click()
    expect(page.locator(".messages")).to_contain_text("Published, with your reply.")
    expect(page.locator(".mentoring-nothing")).to_contain_text("Nothing waits.")


def test_keys_that_are_switched_off_do_nothing(visit: Any, waiting: list[int]) -> None:
    visitor = visit()
    visitor.log_in("moderator")
    page = visitor.open(INBOX)
    page.get_by_role("button", name="Keys for decisions").click()
    page.get_by_role("button", name="Switch the keys off").click()
    page.wait_for_load_state()
    page.keyboard.press("p")
    page.keyboard.press("s")
    expect(page.locator(f"{CARD}:not([data-decided])")).to_have_count(3)
    page.keyboard.press("?")
    page.get_by_role("button", name="Switch the keys on").click()
    expect(page.locator("[data-keys]")).to_have_count(1)


def test_it_works_without_scripts(visit: Any, waiting: list[int]) -> None:
    visitor = visit(scripts=False)
    page = visitor.open("/admin/login/")
    page.fill("input[name=username]", "moderator")
    page.fill("input[name=password]", "moderator-demo")
    page.click("button[type=submit]")
    page = visitor.open(INBOX)
    card(page, waiting[0]).get_by_role("button", name="Spam").click()
    expect(page.locator(".messages")).to_contain_text("Marked 1 response as spam.")
    page.get_by_role("link", name="Undo").click()
    page.locator("form[method=post] button.button").last.click()
    expect(page.locator(".messages")).to_contain_text("Put 1 response back.")

    card(page, waiting[1]).locator("summary", has_text="Remove…").click()
    card(page, waiting[1]).locator("input[name=own_reason]").fill("Said twice already")
    card(page, waiting[1]).get_by_role("button", name="Remove").click()
    expect(page.locator(".messages")).to_contain_text("Removed 1 response.")

    card(page, waiting[0]).locator("[type=checkbox]").check()
    page.locator(".mentoring-bulk").get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("Published 1 response.")


def test_long_texts_are_folded_and_can_be_read_whole(visit: Any, waiting: list[int]) -> None:
    visitor = visit()
    visitor.log_in("moderator")
    page = visitor.open(INBOX)
    text = card(page, waiting[0]).locator("[data-mentoring-fold]")
    folded = text.bounding_box()["height"]
    lines = folded / text.evaluate("text => parseFloat(getComputedStyle(text).lineHeight)")
    assert 11 < lines < 13
    card(page, waiting[0]).get_by_role("button", name="Show all of it").click()
    assert text.bounding_box()["height"] > 2 * folded


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_buttons_stand_two_by_two(visit: Any, waiting: list[int], dark: bool) -> None:
    visitor = visit("phone", dark=dark)
    visitor.log_in("moderator")
    page = visitor.open(INBOX)
    assert not visitor.is_wider_than_the_screen()
    buttons = card(page, waiting[0]).locator("[data-key]")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len(boxes) == 4
    assert all(box["height"] >= SMALLEST and box["width"] >= SMALLEST for box in boxes)
    publish, reply, spam, remove = boxes
    assert publish["y"] == reply["y"] < spam["y"] == remove["y"]
    assert publish["x"] == spam["x"] < reply["x"] == remove["x"]
    assert visitor.violations(".mentoring-inbox") == []
    card(page, waiting[0]).locator("summary", has_text="Remove…").click()
    assert not visitor.is_wider_than_the_screen()
    assert visitor.violations(".mentoring-inbox") == []


def test_what_somebody_else_did_meanwhile_is_said(visit: Any, waiting: list[int]) -> None:
    one, other = visit(), visit()
    one.log_in("moderator")
    other.log_in("administrator")
    page, their_page = one.open(INBOX), other.open(INBOX)
    card(their_page, waiting[0]).get_by_role("button", name="Spam").click()
    expect(their_page.locator("[data-mentoring-says]")).to_have_text("Marked as spam.")
    card(page, waiting[0]).get_by_role("button", name="Publish").click()
    expect(card(page, waiting[0])).to_contain_text("Wren Halloran marked this as spam at")
    expect(card(page, waiting[0]).get_by_role("button")).to_have_count(0)


def test_a_lost_connection_loses_nothing(visit: Any, waiting: list[int]) -> None:
    visitor = visit()
    visitor.log_in("moderator")
    page = visitor.open(INBOX)
    page.context.set_offline(True)
    card(page, waiting[0]).get_by_role("button", name="Spam").click()
    expect(card(page, waiting[0])).to_contain_text("This did not go through.")
    page.context.set_offline(False)
    visitor.complaints[:] = [each for each in visitor.complaints if "INTERNET" not in each]
    card(page, waiting[0]).get_by_role("button", name="Spam").click()
    expect(card(page, waiting[0])).to_contain_text("Marked as spam.")
