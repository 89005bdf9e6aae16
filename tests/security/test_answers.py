"""Headers, cookies and addresses of our answers: what a browser, a cache or others may learn."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.comments.conftest import comment_data, ticket_for
from tests.factories import ArticleFactory
from tests.security.test_odd_requests import private_addresses
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pledges import links
from wagtail_mentoring.submissions import tickets
from wagtail_mentoring.submissions.models import RateCount

EVIL = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil"),
    *("http:evil.example", "javascript:alert(1)", "data:text/html,x", "https:/evil.example"),
    *(
        " //evil.example",
        "\t//evil.example",
        "http://testserver@evil.example/",
        "/%0d%0aX: y\r\nX: y",
    ),
    *(
        "http://testserver.evil.example/",
        "https://testserver:443@evil.example",
        "%2f%2fevil.example",
    ),
]


def leads_home(location: str) -> bool:
    """Whether a browser, to which a backslash is a slash, stays on this host."""
    here = "http://testserver/mentoring/not-me/"
    return urlsplit(urljoin(here, location.strip().replace("\\", "/"))).netloc == "testserver"


@pytest.fixture
def strict() -> Client:
    """A browser whose posts Django checks as it does outside of tests."""
    return Client(enforce_csrf_checks=True)


def test_private_pages_are_kept_by_nobody_and_tell_nobody_their_address(client, things):
    for address in private_addresses(things):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"], address
        assert response["Referrer-Policy"] in ("no-referrer", "same-origin"), address
        assert response["X-Robots-Tag"] == "noindex", address
        assert not response.cookies, address
        assert response["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), address


def test_pages_for_everybody_depend_on_no_cookie(client, things, article, index):
    reply = reverse("wagtail_mentoring:reply", args=[article.pk, things["readercomment"].pk])
    ReaderComment.objects.update(state="published")
    feed = reverse("wagtail_mentoring:page_comments_feed", args=[article.pk])
    for address in (article.url, index.url, reply, feed):
        response = client.get(address)
        assert response.status_code == 200
        assert "cookie" not in response.get("Vary", "").lower(), address
        assert not response.cookies, address
        assert "csrfmiddlewaretoken" not in response.text, address


@pytest.mark.parametrize("wanted", EVIL)
def test_not_you_leads_nowhere_else(client, db, wanted):
    ticket = tickets.issue("not-me", None)
    response = client.post("/mentoring/not-me/", {"ticket": ticket, "next": wanted})
    assert leads_home(response["Location"])
    assert "X" not in response.headers


@pytest.mark.parametrize("wanted", EVIL)
def test_a_moderators_decision_leads_nowhere_else(client, roles, things, wanted):
    client.force_login(roles["moderator"])
    address = reverse("mentoring_comments:decide", args=[things["readercomment"].pk])
    seen = comment_queue.seen(things["readercomment"])
    data = {"decision": "spam", "seen": seen, "next": wanted}
    assert leads_home(client.post(address, data)["Location"])


def test_admin_posts_without_a_csrf_token_do_nothing(strict, roles, things):
    from tests.security.test_admin_roles import address_of, ours, posted

    strict.force_login(roles["superuser"])
    for name, pattern in ours():
        response = strict.post(address_of(name, pattern, things), posted(name, things))
        assert response.status_code in (403, 405), name


def test_a_ticket_is_good_for_its_form_and_its_account_only(strict, article, things, roles):
    other = ArticleFactory(parent=article.get_parent().specific)
    address = reverse("wagtail_mentoring:post_comment", args=[article.pk])
    old = timezone.now() - dt.timedelta(days=400)
    good = ticket_for(article)
    bad = [
        ticket_for(other),
        ticket_for(article, roles["superuser"]),
        tickets.issue("pledge:1", None),
        tickets.issue(f"comment:{article.pk}", None, old),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(".f:", ".s:"),
        "",
    ]
    count = ReaderComment.objects.count()
    for ticket in bad:
        response = strict.post(address, comment_data(article, ticket=ticket))
        assert "One more step" in response.text
    assert ReaderComment.objects.count() == count
    assert strict.post(address, comment_data(article, ticket=good)).status_code == 302


def test_looking_never_counts_towards_a_limit(client, article, index, things):
    ReaderComment.objects.update(state="published")
    for _view in range(3):
        for address in (article.url, index.url, "/mentoring/ticket/?for=comment:1", "/give-back/"):
            client.get(address)
        client.get(f"/mentoring/comment/{things['readercomment'].pk}/report/")
    assert not RateCount.objects.exists()


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED"])
def test_links_in_mail_never_come_from_the_request(
    client, things, header, django_capture_on_commit_callbacks
):
    pledge_round = things["pledgeround"]
    data = {
        **{"kind": "gratitude", "mentor_name": "Ines", "text": "Write to her.", "when": "week"},
        **{"name": "Robin", "shown_as": "first", "email": "robin@mail.example"},
        "ticket": tickets.issue(
            f"pledge:{pledge_round.pk}", None, timezone.now() - dt.timedelta(minutes=1)
        ),
    }
    address = reverse("wagtail_mentoring:post_pledge", args=[pledge_round.slug])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, data, **{header: "evil.example"})
    (message,) = mail.outbox
    assert "evil.example" not in message.message().as_string()
    assert "http://localhost/mentoring/" in message.body


def test_a_cookie_of_ours_is_signed_hidden_from_scripts_and_bound_to_our_paths(client, article):
    address = reverse("wagtail_mentoring:post_comment", args=[article.pk])
    response = client.post(address, comment_data(article), secure=True)
    assert response.cookies
    for cookie in response.cookies.values():
        assert cookie["httponly"] and cookie["secure"]
        assert (cookie["samesite"], cookie["path"]) == ("Lax", "/mentoring/")


def test_the_log_names_nobody(client, things, article, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    address = reverse("wagtail_mentoring:post_comment", args=[article.pk])
    person = {"name": "Ada Markerson", "email": "marker@mail.example", "body": "A marker text."}
    client.post(address, comment_data(article, **person))
    client.post(address, comment_data(article, **{**person, "email": "marker@"}))
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _refuse)
    things["outgoingmail"].__class__.objects.update(state="queued", address=person["email"])
    with suppress(SystemExit):  # it says so when mail could not be sent
        call_command("mentoring_run_due")
    call_command("mentoring_erase_person", person["email"])
    ours = [
        record.getMessage() + (record.exc_text or "")
        for record in caplog.records
        if record.name.startswith("wagtail_mentoring")
    ]
    assert any("was not sent" in line for line in ours)
    assert not [line for line in ours if "marker" in line.lower()]


def _refuse(*args: Any) -> int:
    raise OSError("550 <marker@mail.example>: no such person")


def test_links_cannot_be_swapped_between_purposes_or_pledges(client, things):
    pledge, other = things["open pledge"], things["pledge"]
    token = links.make_token(links.MANAGE, pledge)
    head, _dot, signature = token.rpartition(".")
    stranger = links.make_token(links.MANAGE, other).rpartition(".")[0]
    for wrong in (
        f"{stranger}.{signature}",
        links.make_token(links.THANKS, pledge),
        head,
        f"{token}A",
    ):
        address = reverse("wagtail_mentoring:manage_pledge", args=[wrong])
        assert client.get(address).status_code == 404
        assert client.post(address, {"action": "done"}).status_code == 404
    pledge.refresh_from_db()
    assert pledge.progress == "open"


def test_the_checks_for_deployment_find_nothing_of_ours(db):
    from django.core.checks import run_checks

    found = run_checks(include_deployment_checks=True)
    allowed = {"wagtail_mentoring.W001"}  # bleach, which these settings choose
    ours = [each.id for each in found if each.id.startswith("wagtail_mentoring")]
    assert set(ours) <= allowed, ours
    assert settings.SECRET_KEY
