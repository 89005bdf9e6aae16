from __future__ import annotations

import json
import re
import time
from html import unescape

import pytest

from tests.demo import Answer, Demo

COUNT = """
import json
from collections import Counter
from django.contrib.auth import get_user_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import Pledge, Story
print(json.dumps({
    "pages": Page.objects.live().count(),
    "pictures": get_image_model().objects.count(),
    "users": get_user_model().objects.count(),
    "comments": Counter(ReaderComment.objects.values_list("state", flat=True)),
    "unexplained": ReaderComment.objects.filter(state="spam", verdict__reasons=[]).count(),
    "pledges": Counter(Pledge.objects.values_list("progress", flat=True)),
    "pledge_states": Counter(Pledge.objects.values_list("state", flat=True)),
    "stories": Counter(Story.objects.values_list("state", flat=True)),
    "mail": Counter(OutgoingMail.objects.values_list("state", flat=True)),
}))
"""


ELSEWHERE = ("/admin/", "/static/", "/media/")


def count(demo: Demo) -> dict:
    return json.loads(demo.manage("shell", "-c", COUNT).splitlines()[-1])


@pytest.fixture(scope="session")
def public_pages(demo: Demo) -> dict[str, Answer]:
    """Every page that links lead to from the home page, outside the admin."""
    found: dict[str, Answer] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = answer = demo.get(path)
        if "html" in answer.headers["Content-Type"]:
            links = re.findall(r'href="(/[^"#]*)', answer.text)
            waiting += [unescape(link) for link in links if not link.startswith(ELSEWHERE)]
    return found


def test_the_demo_has_something_on_every_screen(demo: Demo) -> None:
    counted = count(demo)
    assert counted["comments"].keys() == {"published", "waiting", "spam", "removed"}
    assert counted["unexplained"] == 0
    assert counted["pledges"].keys() == {
        "unconfirmed",
        "open",
        "finished",
        "let_go",
        "no_answer",
        "expired",
    }
    assert counted["pledge_states"].keys() >= {"waiting", "published", "spam"}
    assert counted["stories"].keys() == {"waiting", "published"}


def test_loading_the_demo_again_adds_nothing(demo: Demo) -> None:
    before = count(demo)
    assert "there already" in demo.manage("load_demo")
    assert count(demo) == before


def test_mail_about_the_past_is_not_sent(demo: Demo) -> None:
    assert count(demo)["mail"].keys() == {"sent"}
    assert demo.mail_at_start == 0


def test_links_in_mail_lead_to_the_port_that_is_served(demo: Demo) -> None:
    ask = "from wagtail_mentoring.mail.links import absolute, absolute_admin as admin;"
    links = demo.manage("shell", "-c", f"{ask}print(absolute(None, '/a'), admin('/b'))")
    here = f"http://127.0.0.1:{demo.port}"
    assert links.splitlines()[-1] == f"{here}/a {here}/b"


def test_every_link_of_the_public_site_leads_to_a_page(public_pages: dict[str, Answer]) -> None:
    assert len(public_pages) > 40
    for path, page in public_pages.items():
        if page.status == 302:  # the permanent address of a response
            assert page.headers["Location"].partition("#")[0] in public_pages
        else:
            assert page.status == 200, path


def test_no_public_page_sets_or_reads_a_cookie(public_pages: dict[str, Answer]) -> None:
    for path, page in public_pages.items():
        assert page.headers["Set-Cookie"] is None, path
        if path.startswith(("/articles/", "/give-back/")):
            assert "Cookie" not in (page.headers["Vary"] or ""), path


def test_articles_come_out_of_the_cache(demo: Demo) -> None:
    path = "/articles/advice-is-a-loan/"
    first, second = demo.get(path), demo.get(path)
    assert "s-maxage" in second.headers["Cache-Control"]
    assert first.text == second.text
    assert 'id="comments"' in second.text
    assert 'id="respond"' in second.text


def test_every_public_page_has_the_strict_content_policy(public_pages: dict[str, Answer]) -> None:
    for path, page in public_pages.items():
        assert "script-src 'self';" in page.headers["Content-Security-Policy"], path
        executed = re.findall(
            r"<script(?![^>]*(?:src=|ld\+json|application/json))[^>]*>", page.text
        )
        assert executed == [], path
        assert not re.search(r"\sstyle=\"|<style|\son[a-z]+=\"", page.text), path


def test_the_sitemap_and_the_api_know_the_articles(demo: Demo) -> None:
    assert "/articles/the-effort-counts/" in demo.get("/sitemap.xml").text
    api = demo.get("/api/v2/pages/?type=wagtail_mentoring_pages.ArticlePage&fields=authors")
    assert len(json.loads(api.text)["items"]) == 7


def test_an_answer_to_an_article_of_our_own_links_both(demo: Demo) -> None:
    answer = demo.get("/articles/the-effort-counts/").text
    answered = demo.get("/articles/advice-is-a-loan/").text
    assert re.search(r'This article answers.*href="[^"]*/advice-is-a-loan/"', answer, re.S)
    assert re.search(r'Answered by.*href="[^"]*/the-effort-counts/"', answered, re.S)


def test_the_wall_shows_done_and_tried(demo: Demo) -> None:
    wall = demo.get("/give-back/").text
    assert "There was a heron." in wall
    assert "tried to make an introduction" in wall
    assert "fast-income" not in wall


def test_a_visitor_s_pledge_arrives_in_the_inbox(demo: Demo) -> None:
    typed = {"kind": "gratitude", "mentor_name": "Ines", "text": "Write."}
    typed |= {"name": "Ada", "email": "ada@mail.example", "shown_as": "first"}
    one_more_step = demo.get("/mentoring/pledges/autumn/", typed)
    ticket = re.search(r'name="ticket" value="([^"]+)"', one_more_step.text)
    assert ticket, one_more_step.text
    mail_before = len(demo.mail())
    time.sleep(2.5)  # a form sent back sooner was not filled in by a person
    sent = demo.get("/mentoring/pledges/autumn/", {**typed, "ticket": ticket[1]})
    assert sent.status == 302
    inbox = demo.get("/demo-inbox/").text
    assert "ada@mail.example" in inbox
    link = re.search(rf"http://127.0.0.1:{demo.port}(/mentoring/pledges/confirm/[^\"<]+)", inbox)
    assert link
    assert "Write." in demo.get(link[1]).text
    assert len(demo.mail()) == mail_before + 1
