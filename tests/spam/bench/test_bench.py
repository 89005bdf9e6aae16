"""Bots and people against a running site, all layers on, under each rule that may publish."""

import os
import shutil
from pathlib import Path

import pytest
from wagtail.models import Site

from tests.factories import RoundFactory
from tests.spam.bench.crafty import ADVERTS, CRAFTY
from tests.spam.bench.running import Running, table
from tests.spam.bench.senders import KEYWORD_NAMES, Sender, bots, form, people, spam
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.corpus import read
from wagtail_mentoring.spam.models import Judgement

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CORPUS = Path(__file__).parents[1] / "corpus"
EARLIER = [
    "The question about who else could help was new to me, and I asked it the very next day.",
    "We tried the shared agenda for a term; what worked was that she wrote it and I only read it.",
    "I was the mentor, not the mentee, and it was I who learned to wait for an answer.",
]


@pytest.fixture(params=["hold_suspicious", "hold_first"])
def running(request, live_server, article, monkeypatch):
    """A site with a discussion under way, which asks for a website and has a round of pledges."""
    monkeypatch.setattr(type(article), "template", "tests/with_comments.html")
    host, _colon, port = live_server.url.removeprefix("http://").partition(":")
    Site.objects.update(hostname=host, port=int(port))
    rules = {"moderation": request.param, "ask_website": True, "hold_links": 2}
    MentoringSettings(site=article.get_site(), **rules).save()
    running = Running(live_server.url, article, RoundFactory(title="Spring", slug="spring"))
    running.run(Sender("readers", [form("Reader", text) for text in EARLIER]))
    for comment in ReaderComment.objects.waiting():
        operations.publish(comment)
    return running


@pytest.fixture
def browser(monkeypatch):
    sync_api = pytest.importorskip("playwright.sync_api")
    # Playwright keeps an event loop running, in which Django would refuse to touch the database.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def show(capsys, request, rows):
    with capsys.disabled():
        print(f"\n{request.node.callspec.id}\n{table(rows)}")


def published(rows):
    return {row["who"]: row["published"] for row in rows if row["published"]}


def test_no_bot_is_published_and_nothing_is_lost(running, capsys, request):
    rows = [running.run(sender) for sender in bots(EARLIER)]
    show(capsys, request, rows)
    assert published(rows) == {}
    assert not any(row["lost"] for row in rows)


def test_no_bot_finds_a_way_round_the_layers(running, capsys, request):
    rows = []
    for who, act in CRAFTY.items():
        rows.append(running.watch(who, lambda act=act: act(running)))
        Judgement.objects.all().delete()  # the next one meets a site that has not seen its texts
    show(capsys, request, rows)
    assert published(rows) == {}


@pytest.mark.parametrize("running", ["hold_suspicious"], indirect=True)
def test_a_thousand_posts_with_one_ticket_leave_one_comment(running, capsys, request):
    same, *changing = spam(501)
    forms = [each for other in changing for each in (same, other)]
    networks = tuple(f"127.0.9.{number}" for number in range(1, 51))
    sender = Sender("one ticket, 1,000 times", forms, networks=networks, same_ticket=True)
    row = running.run(sender)
    show(capsys, request, [row])
    assert (row["published"], row["held"], row["spam"]) == (0, 0, 1)
    assert (row["refused"], row["lost"]) == (500, 0)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed.")
def test_a_real_browser_gets_no_advertisement_published(running, browser, capsys, request):
    def fill_in_the_visible_fields():
        names = ["Tom Hale", *KEYWORD_NAMES]
        for number, words in enumerate(ADVERTS):
            page = browser.new_page()
            page.goto(running.page_url)
            page.fill("#respond-name", names[number % 4])
            page.fill("#respond-email", f"tom{number}@mail.example")
            page.fill("#respond-website", "https://best-essay.example/")
            page.fill("#respond-body", words)
            page.wait_for_function("document.querySelector('input[name=ticket]').value")
            page.click("button[type=submit]")
            page.wait_for_url("**/posted/**")
            page.close()
        return len(ADVERTS)

    row = running.watch("headless Chromium", fill_in_the_visible_fields)
    show(capsys, request, [row])
    assert (row["tried"], row["published"]) == (row["held"] + row["spam"], 0)


def test_no_person_is_filed_as_spam_or_loses_a_word(running, capsys, request):
    rows = [running.run(sender) for sender in people()]
    show(capsys, request, rows)
    assert {row["who"]: row["spam"] for row in rows if row["spam"]} == {}
    assert not any(row["lost"] or row["refused"] for row in rows)


def test_of_first_comments_at_most_two_in_a_hundred_are_filed_as_spam(running, capsys, request):
    genuine = [row.message for row in read(sorted(CORPUS.glob("ham_*.csv"))) if row.message.name]
    forms = [
        form(message.name[:80], message.text, website=message.url)
        for message in genuine[:: len(genuine) // 150]
    ]
    networks = tuple(f"127.0.8.{number}" for number in range(1, 151))
    row = running.run(Sender("first comments", forms, networks=networks))
    show(capsys, request, [row])
    assert row["tried"] >= 150
    assert row["spam"] <= 0.02 * row["tried"]
    assert not (row["refused"] or row["lost"])
