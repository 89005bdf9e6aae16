"""Hostile words in every column a person can fill: no page, feed, API or mail runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from tests.demo import Demo, running

pytestmark = pytest.mark.browser

# ruff: noqa: E501
PLANT = r"""
import json
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail_mentoring.articles.models import Author, Category
from wagtail_mentoring.comments.models import Discussion, ReaderComment, ReaderReport
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pages.models import ArticlePage
from wagtail_mentoring.pledges import links
from wagtail_mentoring.pledges.mentors import links as mentor_links
from wagtail_mentoring.pledges.models import Mentor, MentorNote, Pledge, PledgeRound, Story
from wagtail_mentoring.spam.models import SpamRule
from wagtail_mentoring.submissions.models import ModeratorNotice, ModeratorPreference
from wagtail_mentoring.submissions.operations import change_state
from wagtail_mentoring.text import comment_html

SHORT = '"><img src=x onerror=alert(1)>'
LONG = "\n\n".join([
    "<script>alert(1)</script>", "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>me</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">me</a>", "<a href=\" &#14; javascript:alert(1)\">me</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>me</a>", "<math><mtext></math><img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1) style='background:url(//evil.example)'>me</b>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "]]><script>alert(1)</script>",
    "<img src=//evil.example/pixel.png>", "<!--><script>alert(1)</script>-->", "{{7*7}} ${alert(1)} `alert(1)`",
    "http://evil.example/\"onmouseover=\"alert(1)", "<a id=csrfmiddlewaretoken name=cookie href=//evil.example>me</a>",
    SHORT, "'-alert(1)-'", "<style>@import '//evil.example'</style>", "<form action=//evil.example><input name=q>",
])
verdict = {"outcome": "hold", "score": 2, "reasons": [
    {"code": code, "points": 1, "data": {"name": SHORT, "word": SHORT, "words": SHORT, "host": SHORT, "pattern": SHORT, "count": 2}}
    for code in ("name_advert", "phone_sale", "spam_host", "rule_hold", "nonsense" )
]}
words = {"name": SHORT, "text": LONG, "user_agent": SHORT, "verdict": verdict}
ReaderComment.objects.update(**words, body_html=comment_html(LONG))
article = ArticlePage.objects.get(slug="the-effort-counts")
article.title = article.seo_title = "</script><script>alert(1)</script>" + SHORT
article.introduction = article.search_description = LONG
article.save_revision().publish()
comments = list(ReaderComment.objects.filter(discussion__page=article, state="published"))
waiting = ReaderComment.objects.filter(state="waiting").first() or comments.pop()
ReaderReport.objects.create(comment=comments[0], reason="spam", text=LONG, nonce="hostile")
change_state(waiting, "removed", action="wagtail_mentoring.remove", data={"reason": LONG})
change_state(waiting, "waiting", action="wagtail_mentoring.undo")
ReaderComment.objects.filter(pk=waiting.pk).update(submitted_at=timezone.now())
ModeratorNotice.objects.all().delete()
for user in get_user_model().objects.all():
    ModeratorPreference.objects.update_or_create(user=user, defaults={"notify": "at_once"})
Discussion.objects.update(page_title=SHORT)
Discussion.objects.create(page_title=SHORT, page_url="javascript:alert(1)", detached_at=timezone.now(), site=comments[0].site)
typed = {"plan": SHORT, "thanks": LONG[:3000], "mentor_name": SHORT}
Pledge.objects.filter(mentor=None).update(**words, **typed)
Pledge.objects.exclude(mentor=None).update(**words, thanks=LONG[:3000], plan=SHORT)
Story.objects.update(**words)
MentorNote.objects.update(**words)
for mentor in Mentor.objects.all():
    Mentor.objects.filter(pk=mentor.pk).update(name=SHORT, role=SHORT)
Author.objects.update(role=SHORT)
Category.objects.update(name=SHORT)
PledgeRound.objects.update(title=SHORT, sender_name=SHORT, wall_consent_text=SHORT)
rule = SpamRule.objects.create(kind="text", pattern="alert", note=SHORT)
SpamRule.objects.filter(pk=rule.pk).update(pattern=SHORT)
OutgoingMail.objects.create(kind="pledge_due", object_id=1, address=SHORT, state="failed", last_error=SHORT)
pledge = Pledge.objects.filter(progress="finished").first()
mentored = Pledge.objects.exclude(mentor=None).first()
print(json.dumps({
    "comment": comments[0].pk, "waiting": waiting.pk, "pledge": pledge.pk, "page": article.pk,
    "note": getattr(MentorNote.objects.first(), "pk", None), "rule": rule.pk, "mentor": mentored.mentor_id,
    "round": mentored.round_id, "round_slug": mentored.round.slug,
    "manage": links.path_to(links.MANAGE, pledge), "of_mentor": mentor_links.path_to_page(mentored.mentor),
}))
"""
QUERY = "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
HOSTS_OF_LINKS = """
    [...document.querySelectorAll("a[href], form[action]")]
        .map(e => new URL(e.getAttribute("href") ?? e.getAttribute("action"), location))
        .filter(url => !["http:", "https:", "mailto:"].includes(url.protocol)).map(url => url.href)
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("hostile")) as site:
        yield site


@pytest.fixture(scope="module")
def planted(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.manage("shell", "-c", PLANT).strip().splitlines()[-1])
    return found


@pytest.fixture
def ran(visit: Any) -> tuple[Any, list[str]]:
    """A visitor, and the pages on which something of what was planted ran."""
    visitor = visit()
    caught: list[str] = []

    def hear(dialog: Any) -> None:
        caught.append(f"ran on {visitor.page.url}")
        dialog.dismiss()

    visitor.page.on("dialog", hear)
    return visitor, caught


def look_at(visitor: Any, path: str, caught: list[str]) -> None:
    page = visitor.open(path)
    bad = page.evaluate(HOSTS_OF_LINKS)
    caught += [f"{path} leads to {address}" for address in bad]
    caught += [f"{path}: {each}" for each in visitor.complaints if "evil" in each]
    if any("Content Security Policy" in each for each in visitor.complaints):
        caught.append(f"{path}: {visitor.complaints}")
    visitor.complaints.clear()


def test_nothing_runs_on_a_public_page(ran: Any, planted: dict[str, Any]) -> None:
    visitor, caught = ran
    comment, article = planted["comment"], "/articles/the-effort-counts/"
    for path in (
        *("/", "/articles/", article, f"{article}?comments={QUERY}", "/give-back/"),
        *(f"/articles/search/?q={QUERY}", f"/give-back/?kind={QUERY}", f"/{QUERY}/"),
        *(f"/mentoring/comment/{comment}/report/", planted["manage"], planted["of_mentor"]),
        f"/mentoring/comments/{planted['page']}/reply/{comment}/",
        f"/mentoring/not-me/?next={QUERY}",
        "/mentoring/not-me/?next=javascript:alert(1)",
        f"/mentoring/comments/posted/?response={QUERY}",
        f"/mentoring/readers/confirm/{QUERY}/",
        f"/mentoring/pledges/{planted['round_slug']}/?mentor={QUERY}",
    ):
        look_at(visitor, path, caught)
        if path in (article, "/give-back/"):
            assert "onerror=alert(1)" in visitor.page.inner_text("main")
    assert caught == []


def test_what_is_typed_comes_back_harmless(ran: Any, planted: dict[str, Any]) -> None:
    visitor, caught = ran
    hostile = '"><img src=x onerror=alert(1)></textarea><script>alert(1)</script>'
    page = visitor.open(f"/mentoring/comments/{planted['page']}/reply/{planted['comment']}/")
    for field in ("name", "email", "body"):
        page.fill(f"[name={field}]", hostile if field != "email" else "ada@mail.example")
    page.click("button[name=preview]")
    page.wait_for_load_state()
    assert page.input_value("[name=body]") == hostile
    page.evaluate("""() => {
        const form = document.querySelector("main form");
        form.elements.email.type = "text";
        form.elements.email.value = form.elements.body.value;
        form.noValidate = true;
    }""")
    page.click("main form button[type=submit]:not([name])")
    page.wait_for_load_state()
    visitor.complaints[:] = [each for each in visitor.complaints if "400" not in each]
    assert caught == []


@pytest.mark.parametrize("path", ["feed", "api", "articles"])
def test_feeds_and_the_api_hold_words_only(ran: Any, planted: dict[str, Any], path: str) -> None:
    visitor, caught = ran
    address = {
        "feed": "/mentoring/comments/feed/",
        "api": f"/api/v2/reader_comments/?page={planted['page']}",
        "articles": "/articles/rss/",
    }[path]
    answer = visitor.page.goto(visitor.base + address)
    assert answer.status == 200
    assert "html" not in answer.headers["content-type"]
    told = answer.text()
    assert "<script" not in told.replace("&lt;script", "").replace("\\u003c", "")
    visitor.complaints.clear()
    assert caught == []


def test_nothing_runs_in_the_admin(ran: Any, planted: dict[str, Any]) -> None:
    visitor, caught = ran
    visitor.log_in("administrator")
    at = planted
    for path in (
        *("", "reports/comment-activity/", "reports/give-back/", "mentoring/discussions/"),
        *("mentoring/comments/?state=all", f"mentoring/comments/?q={QUERY}&state=all"),
        *(f"mentoring/comments/{at['comment']}/", f"mentoring/comments/{at['waiting']}/"),
        *(
            f"mentoring/comments/{at['comment']}/edit/",
            f"mentoring/comments/{at['waiting']}/reply/",
        ),
        *("mentoring/pledges/?state=all", f"mentoring/pledges/{at['pledge']}/"),
        *(f"mentoring/notes/{at['note']}/", "mentoring/notes/?state=all", "mentoring/mail/"),
        *("mentoring/mentors/", f"mentoring/mentors/edit/{at['mentor']}/"),
        *("mentoring/wording/", "mentoring/spam/", f"mentoring/spam/?kind=text&pattern={QUERY}"),
        *("snippets/wagtail_mentoring/spamrule/", "snippets/wagtail_mentoring/pledgeround/"),
        f"snippets/wagtail_mentoring/spamrule/edit/{at['rule']}/",
        f"snippets/wagtail_mentoring/pledgeround/edit/{at['round']}/",
        f"mentoring/discussions/page/{at['page']}/",
        f"bulk/wagtail_mentoring/readercomment/remove/?id={at['comment']}",
        f"pages/{at['page']}/",
        f"pages/{at['page']}/edit/",
        f"pages/{at['page']}/delete/",
    ):
        look_at(visitor, f"/admin/{path}", caught)
        if path in ("mentoring/comments/?state=all", "mentoring/pledges/?state=all"):
            assert "onerror=alert(1)" in visitor.page.inner_text("main")
    assert caught == []


def test_no_mail_runs_or_links_what_visitors_typed(ran: Any, demo: Demo, planted: Any) -> None:
    visitor, caught = ran
    before = set(demo.mail())
    demo.manage("mentoring_run_due")
    messages = [
        message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
        for path in set(demo.mail()) - before
    ]
    assert messages
    for message in messages:
        assert "\n" not in message["Subject"]
        html = message.get_body(("html",))
        if html is not None:
            assert "onerror=alert(1)" in html.get_content()
            visitor.page.goto("about:blank")
            visitor.page.set_content(html.get_content())
            links = visitor.page.eval_on_selector_all("a", "all => all.map(a => a.href)")
            caught += [link for link in links if not link.startswith("http://127.0.0.1:")]
            assert visitor.page.locator("img, script, iframe, form").count() == 0
    visitor.complaints.clear()
    assert caught == []
