"""The pages around a response (preview, change, take back, report, confirm, unsubscribe):
axe, zoom, keyboard, contrast modes, sizes of targets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.demo import Demo

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
pytestmark = pytest.mark.browser

ARTICLE = "/articles/the-effort-counts/"
PERSON = 3_000
"""Milliseconds: whoever fills in a form faster than any person has to wait for a moderator."""
SMALLEST = 24
"""Pixels, WCAG 2.5.8; links within a sentence are exempt."""

# ruff: noqa: E501
LINKS = """
import json
from wagtail_mentoring.comments.models import ReaderComment, Subscription
from wagtail_mentoring.mail import tokens
from wagtail_mentoring.submissions.readers import reader_of
comments = ReaderComment.objects.published().filter(discussion__page__slug="the-effort-counts")
comment, another = comments.order_by("pk").first(), comments.order_by("pk").last()
reader = reader_of("b" * 64)
wish, _ = Subscription.objects.get_or_create(comment=comment, defaults={"reader": reader})
deep = ReaderComment.objects.published().exclude(parent=None).exclude(parent__parent=None).first()
print(json.dumps({
    "comment": comment.pk,
    "reported": another.pk,
    "page": comment.discussion.page_id,
    "thread": deep.discussion.page.url if deep else "",
    "confirm": tokens.make("comment-confirm", str(wish.pk), wish.reader.version),
    "unsubscribe": tokens.make("comment-unsubscribe", str(wish.pk), wish.reader.version),
}))
"""

SMALL_TARGETS = """
    (smallest) => [...document.querySelectorAll("main a, main button, main input, main textarea, main select, main summary")]
        .filter(e => e.checkVisibility() && !e.closest("p, li > p, dd, label") && e.type !== "hidden")
        .filter(e => !e.closest(".mentoring-decoy, [aria-hidden=true]"))
        .map(e => [e, e.labels?.[0]?.getBoundingClientRect() ?? e.getBoundingClientRect(), e.getBoundingClientRect()])
        .filter(([e, label, box]) => Math.max(box.height, label.height) < smallest && getComputedStyle(e).display !== "inline")
        .map(([e, label, box]) => `${e.outerHTML.slice(0, 120)} ${Math.round(box.width)}x${Math.round(box.height)}`)
"""
HEADINGS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => Number(e.tagName[1]))"
HAS_FOCUS_RING = """
    () => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== "none";
    }
"""


@pytest.fixture(scope="module")
def at(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.manage("shell", "-c", LINKS).strip().splitlines()[-1])
    return found


def paths(at: dict[str, Any]) -> list[str]:
    return [
        f"/mentoring/comment/{at['comment']}/report/",
        f"/mentoring/comments/{at['page']}/reported/",
        f"/mentoring/comments/{at['page']}/reply/{at['comment']}/",
        f"/mentoring/readers/confirm/{at['confirm']}/",
        f"/mentoring/readers/unsubscribe/{at['unsubscribe']}/",
        "/mentoring/readers/unsubscribe/nonsense/",
        f"/mentoring/not-me/?next={ARTICLE}",
        "/mentoring/pledges/my/links/",
    ]


def forget(visitor: Any, *expected: str) -> None:
    """What the browser says about answers that are no 200 on purpose."""
    visitor.complaints[:] = [
        each for each in visitor.complaints if not any(code in each for code in expected)
    ]


def check(visitor: Any, where: str) -> None:
    assert visitor.violations() == [], where
    assert not visitor.is_wider_than_the_screen(), where
    assert visitor.page.evaluate(SMALL_TARGETS, SMALLEST) == [], where
    levels = visitor.page.evaluate(HEADINGS)
    assert levels.count(1) == 1, (where, levels)
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), (where, levels)
    assert visitor.page.locator("main").count() == 1, where
    assert visitor.page.get_attribute("html", "lang"), where


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_reached_by_a_link_is_accessible(visit: Any, at: Any, size: str) -> None:
    visitor = visit(size)
    for path in paths(at):
        visitor.open(path)
        forget(visitor, "404")
        check(visitor, path)


def send(page: Any, text: str) -> None:
    """By keyboard alone: from the first field of the form to the button."""
    page.focus("#respond-name")
    for words in ("Robin Reader", "robin@mail.example"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.type(text)
    page.wait_for_timeout(PERSON)


def tab_to(page: Any, name: str) -> None:
    """Press Tab until something of this name has the focus, and see that it shows."""
    for _step in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate("(document.activeElement.innerText || '').trim()")
        if told == name:
            assert page.evaluate(HAS_FOCUS_RING), f"no ring around {name}"
            return
    raise AssertionError(f"{name} cannot be reached by Tab on {page.url}")


def test_writing_changing_and_taking_back_by_keyboard_alone(visit: Any) -> None:
    visitor = visit()
    page = visitor.open(ARTICLE)
    send(page, "I wrote to her last week, and she answered at once.")
    tab_to(page, "Preview")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mentoring/comments/*/")
    assert "I wrote to her last week" in page.inner_text("main")
    check(visitor, "preview")
    page.focus("[name=body]")
    tab_to(page, "Send it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posted/**")
    expect(page.locator("h1")).to_be_focused()
    check(visitor, "posted")
    tab_to(page, "Change it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    check(visitor, "change")
    page.focus("[name=body]")
    page.keyboard.press("Control+A")
    page.keyboard.type("I wrote to her last month.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posted/**")
    tab_to(page, "Take it back")
    page.keyboard.press("Enter")
    page.wait_for_url("**/withdraw/")
    check(visitor, "withdraw")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posted/**")


def test_changing_taking_back_and_reporting_work_without_scripts(visit: Any, at: Any) -> None:
    visitor = visit("phone", scripts=False)
    page = visitor.open(f"/mentoring/comments/{at['page']}/reply/{at['comment']}/")
    page.fill("[name=name]", "Robin Reader")
    page.fill("[name=email]", "robin@mail.example")
    page.fill("[name=body]", "I asked him, and he was glad to be asked.")
    page.click("button[name=preview]")
    assert "he was glad to be asked" in page.inner_text("main")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/posted/**")
    page.click("text=Change it")
    page.fill("[name=body]", "I asked her, and she was glad to be asked.")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/posted/**")
    assert "she was glad to be asked" in page.inner_text("main")
    page.click("text=Take it back")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/posted/**")
    assert "You have taken your response back." in page.inner_text("main")
    page = visitor.open(f"/mentoring/comment/{at['reported']}/report/")
    page.check("[value=false]")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/reported/")


def test_mistakes_are_summed_up_and_lead_to_their_fields(visit: Any, at: Any) -> None:
    visitor = visit("phone")
    page = visitor.open(f"/mentoring/comment/{at['comment']}/report/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    forget(visitor, "400")
    check(visitor, "report with mistakes")
    assert page.evaluate("document.activeElement.className") == "mentoring-error-summary"
    page.click(".mentoring-error-summary a")
    assert page.evaluate("document.activeElement.name") == "reason"
    described = page.evaluate(
        "document.activeElement.closest('fieldset').getAttribute('aria-describedby')"
    )
    assert "Please choose" in page.inner_text(f"#{described.split()[-1]}")


@pytest.mark.parametrize("path", [ARTICLE, "/articles/", "/give-back/"])
def test_four_hundred_per_cent_zoom_needs_no_scrolling_sideways(visit: Any, path: str) -> None:
    visitor = visit()
    visitor.page.set_viewport_size({"width": 320, "height": 256})
    visitor.open(path)
    assert not visitor.is_wider_than_the_screen()


def test_the_pages_around_a_response_fit_at_four_hundred_per_cent(visit: Any, at: Any) -> None:
    visitor = visit()
    visitor.page.set_viewport_size({"width": 320, "height": 256})
    for path in paths(at):
        visitor.open(path)
        forget(visitor, "404")
        assert not visitor.is_wider_than_the_screen(), path


def test_buttons_keep_a_border_in_forced_colours(visit: Any, at: Any) -> None:
    visitor = visit()
    visitor.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page = visitor.open(ARTICLE)
    for button in page.locator("#respond button").all():
        style = button.evaluate("e => getComputedStyle(e).borderTopStyle")
        assert style != "none"
    page.focus("#respond-name")
    assert page.evaluate(HAS_FOCUS_RING)
    moving = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => {"
        " const s = getComputedStyle(e);"
        " return parseFloat(s.animationDuration) > 0.01 || parseFloat(s.transitionDuration) > 0.01"
        "}).map(e => e.className)"
    )
    assert moving == []


def test_the_screen_reader_hears_who_answers_whom(visit: Any, at: Any) -> None:
    visitor = visit()
    page = visitor.open(at["thread"] or ARTICLE)
    tree = page.locator("#comments").aria_snapshot()
    assert "- list" in tree
    assert tree.count("in reply to") >= 2 or tree.count("In reply to") >= 2, tree[:3000]
    deepest = max(
        len(line) - len(line.lstrip()) for line in tree.splitlines() if "listitem" in line
    )
    assert deepest >= 8, "replies do not stand inside what they answer"


ADMIN = [
    *("reports/comment-activity/", "reports/give-back/", "mentoring/person/", "mentoring/wording/"),
    *("mentoring/discussions/", "mentoring/moderators/", "mentoring/paper-pledge/"),
    *("snippets/wagtail_mentoring/spamrule/", "mentoring/mentors/import/"),
    *("mentoring/comments/?state=spam", "mentoring/comments/?q=nothing-has-this"),
]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_rest_of_our_screens_is_accessible(visit: Any, at: Any, size: str) -> None:
    visitor = visit(size)
    page = visitor.log_in("administrator")
    decided = f"bulk/wagtail_mentoring/readercomment/remove/?id={at['comment']}"
    for screen in [*ADMIN, f"mentoring/discussions/page/{at['page']}/", decided]:
        answer = page.goto(f"{visitor.base}/admin/{screen}")
        assert answer.status == 200, screen
        ours = "main [class*=mentoring], main form"
        if page.locator(ours).count():
            assert visitor.violations(ours) == [], screen
