"""The form in a real browser, with and without scripts."""

import os
import shutil

import pytest
from django.test import Client
from wagtail.models import Site

from wagtail_mentoring.comments.models import ReaderComment

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed."),
]


@pytest.fixture
def browser(monkeypatch):
    # Playwright keeps an event loop running, in which Django would refuse to touch the database.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(live_server, article, monkeypatch):
    """The article's page on the running server."""
    monkeypatch.setattr(type(article), "template", "tests/with_comments.html")
    host, _, port = live_server.url.removeprefix("http://").partition(":")
    Site.objects.update(hostname=host, port=int(port))
    return live_server.url + "/blog/giving-back/"


def fill(page, body="I thanked mine."):
    page.fill("#respond-name", "Ada")
    page.fill("#respond-email", "ada@mail.example")
    page.fill("#respond-body", body)


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_the_first_focus_fetches_a_ticket_and_sending_takes_one_step(browser, address):
    page = browser.new_page()
    page.goto(address)
    assert page.input_value("input[name=ticket]") == ""
    fill(page)
    page.click("button[type=submit]")
    page.wait_for_url("**/posted/**")
    sync_api.expect(page.locator("h1")).to_be_focused()
    assert "waits for a moderator" in page.inner_text("body")
    assert ReaderComment.objects.get().text == "I thanked mine."


def test_a_form_sent_before_its_ticket_came_waits_for_it(browser, address):
    page = browser.new_page()
    page.route("**/ticket/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(address)
    page.evaluate(
        """() => {
            const form = document.querySelector("form[data-mentoring-form]");
            form.elements.name.value = "Ada";
            form.elements.email.value = "ada@mail.example";
            form.elements.body.value = "Quick.";
            form.requestSubmit();
            form.requestSubmit();
        }"""
    )
    page.wait_for_url("**/posted/**")
    assert ReaderComment.objects.count() == 1


def test_replying_moves_the_form_and_cancelling_moves_it_back(browser, address, write):
    comment = write(name="Grace")
    page = browser.new_page()
    page.goto(address)
    page.focus(f"[data-mentoring-reply='{comment.pk}']")
    page.keyboard.press("Enter")
    assert page.inner_text("#respond-heading") == "Reply to Grace"
    assert focused(page) == "respond-heading"
    assert page.locator(f"#comments li:has(#comment-{comment.pk}) #respond").count() == 1
    page.click("[data-mentoring-cancel]")
    assert page.inner_text("#respond-heading") == "Leave a response"
    assert page.locator("#comments #respond").count() == 0
    assert page.evaluate("document.activeElement.dataset.mentoringReply") == str(comment.pk)
    page.keyboard.press("Enter")
    fill(page)
    page.click("button[type=submit]")
    page.wait_for_url("**/posted/**")
    assert ReaderComment.objects.get(parent=comment).text == "I thanked mine."


def test_somebody_signed_in_writes_under_their_name(browser, address, moderator, live_server):
    moderator.first_name, moderator.last_name = "Ada", "Lovelace"
    moderator.save()
    client = Client()
    client.force_login(moderator)
    context = browser.new_context()
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**session, "url": live_server.url}])
    page = context.new_page()
    page.goto(address)
    page.focus("#respond-name")
    page.wait_for_selector("text=Writing as Ada Lovelace")
    assert not page.is_visible("#respond-name")
    assert not page.is_visible("#respond-email")
    assert focused(page) == "respond-body"
    page.fill("#respond-body", "I thanked mine.")
    page.click("button[type=submit]")
    page.wait_for_url("**/posted/**")
    assert ReaderComment.objects.get().name == "Ada Lovelace"


def test_offline_nothing_is_sent_and_the_words_stay(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    fill(page)
    context.set_offline(True)
    page.click("button[type=submit]")
    assert "Not sent yet" in page.inner_text("[role=status]")
    assert page.input_value("#respond-body") == "I thanked mine."
    context.set_offline(False)
    page.click("button[type=submit]")
    page.wait_for_url("**/posted/**")


def test_without_scripts_the_same_form_comes_once_more(browser, address, write):
    comment = write(name="Grace")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.click(f"a[data-mentoring-reply='{comment.pk}']")
    assert page.inner_text("h1") == "Reply to Grace"
    fill(page)
    page.click("button[type=submit]")
    assert page.inner_text("h1") == "One more step: send it"
    assert page.input_value("#respond-body") == "I thanked mine."
    page.click("button[type=submit]")
    assert page.inner_text("h1") == "Thank you"
    assert ReaderComment.objects.get(parent=comment).text == "I thanked mine."


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(browser, address):
    page = browser.new_page()
    page.goto(address)
    fill(page, body="<p></p>")
    page.click("button[type=submit]")
    page.wait_for_selector(".mentoring-error-summary")
    assert focused(page) == "mentoring-error-summary"
    page.click(".mentoring-error-summary a")
    assert focused(page) == "respond-body"


def test_what_a_person_types_pastes_or_has_filled_in_is_noticed_as_one_bit(browser, address):
    page = browser.new_page()
    page.goto(address)
    typed = page.locator("input[name=typed]")
    assert typed.input_value() == "no"
    page.locator("#respond-body").focus()
    assert typed.input_value() == "no"
    page.keyboard.insert_text("As dictation and pasting do.")
    assert typed.input_value() == "yes"


def test_a_password_manager_that_fills_in_by_script_counts_as_a_person(browser, address):
    page = browser.new_page()
    page.goto(address)
    page.evaluate(
        """() => {
            const name = document.querySelector("#respond-name");
            name.value = "Ada";
            name.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    assert page.locator("input[name=typed]").input_value() == "yes"


def test_a_text_that_the_browser_brought_back_counts_as_typed(browser, address):
    page = browser.new_page()
    page.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
            document.querySelector("#respond-body").value = "Kept from before the reload.";
        });"""
    )
    page.goto(address)
    page.wait_for_load_state()
    assert page.locator("input[name=typed]").input_value() == "yes"


def test_a_program_that_sets_the_fields_speaks_against_itself_a_little(browser, address, open_site):
    page = browser.new_page()
    page.goto(address)
    page.evaluate(
        """() => {
            for (const [field, value] of Object.entries({
                name: "Ada", email: "ada@mail.example", body: "I thanked mine last week.",
            })) {
                document.querySelector(`#respond-${field}`).value = value;
            }
            document.querySelector("form[data-mentoring-form] button[type=submit]").click();
        }"""
    )
    page.wait_for_url("**/posted/**")
    reasons = {r["code"]: r["points"] for r in ReaderComment.objects.get().verdict["reasons"]}
    assert reasons["untouched"] == 0.5
