"""The form and the private pages in a real browser, with and without scripts."""

import os
import shutil

import pytest
from django.core import mail
from wagtail.models import Site

from wagtail_mentoring.pledges.models import Pledge

from .conftest import link_in

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
    monkeypatch.undo()
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(live_server, round_, settings):
    # A browser fills in the form faster than a person; only the age of the ticket tells.
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": []}
    host, _, port = live_server.url.removeprefix("http://").partition(":")
    Site.objects.update(hostname=host, port=int(port))
    return f"{live_server.url}/mentoring/pledges/spring/"


@pytest.fixture
def phone(browser):
    return browser.new_page(viewport={"width": 360, "height": 740})


def fill(page):
    page.click("label:has-text('Use their advice')")
    page.fill("[name=mentor_name]", "Ada Example")
    page.fill("[name=text]", "Apply for two grants.")
    page.fill("[name=name]", "Robin Reader")
    page.fill("[name=email]", "robin@mail.example")


def focused(page):
    return page.evaluate("document.activeElement.tagName")


def test_a_pledge_from_the_form_to_the_story_on_a_phone(phone, address, live_server):
    phone.goto(address)
    fill(phone)
    phone.click("button:has-text('I’ll do this')")
    phone.wait_for_url("**/sent/**")
    assert (phone.inner_text("h1"), focused(phone)) == ("Check your inbox", "H1")

    phone.goto(live_server.url + link_in(mail.outbox[0], "confirm"))
    assert Pledge.objects.get().progress == "unconfirmed"
    phone.click("text=Yes, I’ll do this")
    phone.wait_for_url("**/manage/**")
    phone.fill("[name=story]", "Both came through.")
    phone.click("label:has-text('Show it on this site')")
    phone.click("button:has-text('I tried')")
    phone.wait_for_selector("text=You tried. The effort counts.")
    assert Pledge.objects.get().outcome == "tried"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_form_can_be_filled_in_by_keyboard_alone(phone, address):
    phone.goto(address)
    keys = phone.keyboard
    phone.focus("[name=kind]")
    keys.press("ArrowDown")
    keys.press("Tab")
    assert focused(phone) == "SUMMARY"
    keys.press("Enter")
    assert phone.is_visible("text=Something you use every day")
    for text in ("Ada Example", "Apply for two grants."):
        keys.press("Tab")
        keys.type(text)
    phone.focus("[name=name]")
    keys.type("Robin Reader")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("robin@mail.example")
    keys.press("Enter")
    phone.wait_for_url("**/sent/**")
    pledge = Pledge.objects.get()
    assert (pledge.kind, pledge.mentor_name) == ("follow_through", "Ada Example")


def test_a_date_is_asked_for_only_by_those_who_choose_one(phone, address):
    phone.goto(address)
    assert not phone.is_visible("[name=due_on]")
    phone.click("label:has-text('On a date I choose')")
    assert phone.is_visible("[name=due_on]")


def test_an_empty_form_comes_back_with_the_focus_on_what_is_missing(phone, address):
    phone.goto(address)
    phone.click("button:has-text('I’ll do this')")
    phone.wait_for_selector(".mentoring-error-summary")
    assert phone.evaluate("document.activeElement.className") == "mentoring-error-summary"
    phone.click(".mentoring-error-summary a >> nth=0")
    assert phone.evaluate("document.activeElement.name") == "kind"


def test_without_scripts_sending_takes_one_more_step(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    fill(page)
    page.click("button:has-text('I’ll do this')")
    assert page.inner_text("h1") == "One more step: send it"
    assert page.input_value("[name=text]") == "Apply for two grants."
    page.click("button:has-text('Send it')")
    assert page.inner_text("h1") == "Check your inbox"
    assert len(mail.outbox) == 1


def test_private_pages_keep_no_session_and_load_nothing_from_elsewhere(
    browser, address, live_server
):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    fill(page)
    page.click("button:has-text('I’ll do this')")
    page.wait_for_url("**/sent/**")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + link_in(mail.outbox[0], "confirm"))
    page.wait_for_timeout(200)
    assert Pledge.objects.get().progress == "unconfirmed"
    assert {url.startswith(live_server.url) for url in asked} == {True}
    assert context.cookies() == []
