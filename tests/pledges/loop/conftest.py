"""A phone with a real Chromium, a real mail server, and a person who looks at every page."""

import os
import re
import shutil
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from wagtail.models import Site

from tests.mail.conftest import Inbox, free_port, point_mail_at

sync_api = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

MARKS = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed."),
]


@dataclass
class PostOffice:
    """What a mail server has taken."""

    inbox: Inbox = field(default_factory=Inbox)

    def mails(self, address):
        mine = [each for each in self.inbox.envelopes if each.rcpt_tos == [address]]
        return [message_from_bytes(each.content, policy=policy.default) for each in mine]

    def newest(self, address):
        """Subject and text of the newest mail to an address."""
        message = self.mails(address)[-1]
        return message["Subject"], text_of(message)

    def links(self):
        """Every address in every mail, in the text or in a header."""
        messages = [
            message_from_bytes(e.content, policy=policy.default) for e in self.inbox.envelopes
        ]
        parts = [text_of(m) + str(m.get("List-Unsubscribe", "")) for m in messages]
        return sorted(set(re.findall(r"http://[^\s>'\"]+", "\n".join(parts))))


def text_of(message):
    return message.get_body(("plain",)).get_content()


@pytest.fixture
def post_office(settings):
    """A real mail server that all mail goes to."""
    office, port = PostOffice(), free_port()
    controller = Controller(office.inbox, hostname="127.0.0.1", port=port)
    controller.start()
    point_mail_at(settings, port)
    yield office
    controller.stop()


@pytest.fixture
def browser(monkeypatch, live_server, settings, site):
    """Chromium beside a running site, whose links lead there."""
    monkeypatch.undo()
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # A browser fills in the form faster than a person; only the age of the ticket tells.
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": []}
    host, _, port = live_server.url.removeprefix("http://").partition(":")
    Site.objects.update(hostname=host, port=int(port))
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def take_phone(browser):
    """Opens a page on a phone, with or without scripts."""

    def take(scripts=True):
        size = {"width": 360, "height": 740}
        page = browser.new_context(viewport=size, java_script_enabled=scripts).new_page()
        page.set_default_timeout(10_000)
        return page

    return take


@pytest.fixture
def phone(take_phone):
    return take_phone()


def look(page, url=None):
    """Open a page and let axe and the ruler look at it."""
    if url:
        page.goto(url)
    options = {"runOnly": {"type": "tag", "values": STANDARD}}
    found = axe.Axe().run(page, options=options).response["violations"]
    assert [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]] == []
    assert is_as_wide_as_the_phone(page)


def is_as_wide_as_the_phone(page):
    return page.evaluate("document.documentElement.scrollWidth") <= 360


def link(mail, word):
    return re.search(rf"http://\S*/{word}/\S+", mail[1])[0]


def tab_to(page, text):
    """Press Tab until what is so called has the focus, as somebody without a mouse."""
    for _number in range(60):
        page.keyboard.press("Tab")
        if text in page.evaluate(NAME_OF_FOCUS):
            return
    raise AssertionError(f"{text} cannot be reached.")


NAME_OF_FOCUS = """(() => {
    const it = document.activeElement;
    const label = it.labels && it.labels.length ? it.labels[0].innerText : "";
    return label || it.innerText || it.value || "";
})()"""
