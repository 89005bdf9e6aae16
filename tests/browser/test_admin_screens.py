"""Our screens in the Wagtail admin: they open, and axe finds nothing in markup of ours."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

OURS = "[class*=mentoring]"


SCREENS = [
    "",
    "mentoring/comments/",
    "mentoring/comments/1/",
    "mentoring/pledges/",
    "mentoring/pledges/1/",
    "mentoring/notes/",
    "mentoring/comments/?state=all",
    "mentoring/comments/1/reply/",
    "mentoring/comments/1/edit/",
    "account/",
    "mentoring/mail/",
    "snippets/wagtail_mentoring/pledgeround/",
    "mentoring/mentors/",
    "mentoring/spam/",
    "mentoring/spam/?kind=text&pattern=mentor",
]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_moderator_opens_every_screen(visit: Any, size: str) -> None:
    visitor = visit(size)
    page = visitor.log_in("moderator")
    for screen in SCREENS:
        answer = page.goto(f"{visitor.base}/admin/{screen}")
        assert answer.status == 200, screen
        if page.locator(OURS).count():
            assert visitor.violations(OURS) == [], screen


def test_on_a_phone_wide_tables_of_the_filter_are_scrolled_by_key(visit: Any) -> None:
    visitor = visit("phone")
    page = visitor.log_in("administrator")
    page.goto(f"{visitor.base}/admin/mentoring/spam/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    region = page.get_by_role("region", name="Messages by week")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.mentoring-scroll[role=region]').scrollLeft > 0"
    )


def test_the_preview_shows_the_draft_and_not_the_page_that_is_cached_for_visitors(
    visit: Any,
) -> None:
    visitor = visit()
    visitor.open("/")
    page = visitor.log_in("administrator")
    page.goto(f"{visitor.base}/admin/mentoring/wording/add/")
    page.fill("input[name=subject]", "Yes or no?")
    page.click("button[data-side-panel-toggle=preview]")
    draft = page.frame_locator("[data-side-panel=preview] iframe").last
    draft.get_by_role("heading", name="Yes or no?").wait_for()
