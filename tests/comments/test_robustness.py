"""Odd, broken and hostile requests get a clear page, never a traceback."""

from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.comments.conftest import comment_data
from wagtail_mentoring.comments.models import Discussion, ReaderComment

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def address(article):
    return f"/mentoring/comments/{article.pk}/"


def test_the_post_address_leads_a_reader_to_the_form(client, address, article):
    assert client.get(address)["Location"] == f"{article.url}#respond"
    assert client.head(address).status_code == 302


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("pk", [0, 1, 4711, 2**63, 10**40])
def test_a_missing_page_gives_back_what_was_typed(client, article, pk):
    response = client.post(f"/mentoring/comments/{pk}/", comment_data(article))
    assert response.status_code == 404
    assert "no longer here" in response.text
    assert "I thanked mine last week." in response.text


@pytest.mark.parametrize("address", ["comments/4711/", "pledges/nowhere/"])
def test_whoever_only_looks_for_a_missing_page_is_not_told_that_something_was_not_sent(
    client, article, address
):
    response = client.get(f"/mentoring/{address}")
    assert response.status_code == 404
    assert "Not sent" not in response.text


def test_an_unpublished_page_takes_no_comments(client, address, article):
    article.unpublish()
    assert client.post(address, comment_data(article)).status_code == 404
    assert not ReaderComment.objects.exists()


def test_a_page_of_another_kind_takes_no_comments(client, index):
    response = client.post(f"/mentoring/comments/{index.pk}/", comment_data(index))
    assert response.status_code == 404


def test_a_closed_discussion_gives_back_what_was_typed(client, address, article, write):
    write()
    Discussion.objects.update(policy="closed")
    response = client.post(address, comment_data(article))
    assert response.status_code == 403
    assert "This discussion is closed." in response.text
    assert "I thanked mine last week." in response.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b"name=%ED%A0%80&body=%ED%A0%80&email=%00", FORM),
        (b"name=\xff\xfe&body=\xc3\x28&ticket=%ff", FORM),
        (b"&&&===%%%", FORM),
        (b"name=a&name=b&body=c&body=d", FORM),
        (b"name=Ada", FORM + "; charset=utf-7"),
        (b"name=Ada", FORM + "; charset=nonsense"),
        (b'{"name": "Ada"}', "application/json"),
        (b"<x/>", "text/xml"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary=" + "x" * 300),
        (b"a=1", "\x00"),
        (urlencode({f"field{n}": n for n in range(5000)}).encode(), FORM),
        (b"body=" + b"x" * 3_000_000, FORM),
    ],
)
def test_a_malformed_body_is_refused_in_words(client, address, body, content_type):
    response = client.generic("POST", address, body, content_type=content_type)
    assert response.status_code in (400, 413)
    assert "<h1>" in response.text
    assert not ReaderComment.objects.exists()


def test_a_file_in_place_of_a_text_is_refused(client, address, article):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = comment_data(article, body=SimpleUploadedFile("x.txt", b"x" * 100))
    assert client.post(address, data).status_code == 400


@pytest.mark.parametrize("ticket", ["\x00", "x" * 100_000, "a:b:c", "'; DROP TABLE", "💥"])
def test_a_nonsense_ticket_means_one_more_step(client, address, article, ticket):
    response = client.post(address, comment_data(article, ticket=ticket))
    assert response.status_code == 200
    assert "One more step" in response.text


@pytest.mark.parametrize("field", ["name", "email", "body", "parent", "contact_time", "ticket"])
@pytest.mark.parametrize(
    "value", ["\x00", "\ufeff\u202e\u200b", "💥" * 40, "%s{{ 7 }}{% x %}", "' --"]
)
def test_odd_text_in_any_field_does_no_harm(client, address, article, field, value):
    response = client.post(address, comment_data(article, **{field: value}))
    assert response.status_code in (200, 302, 400)


def test_odd_headers_do_no_harm(client, address, article):
    odd = "\x00é" + "x" * 5000
    headers = {"HTTP_USER_AGENT": odd, "HTTP_REFERER": odd, "REMOTE_ADDR": odd}
    assert client.post(address, comment_data(article), **headers).status_code == 302
    assert len(ReaderComment.objects.get().user_agent) <= 200


def test_when_the_database_fails_the_text_is_kept(client, address, article, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("wagtail_mentoring.comments.operations.submit", fail)
    response = client.post(address, comment_data(article))
    assert response.status_code == 503
    assert "I thanked mine last week." in response.text
    assert "send it again" in response.text


@pytest.mark.parametrize(
    "query", ["", "?response=", "?response=x", "?response=%00", "?response=a:b:c"]
)
def test_the_thank_you_page_needs_its_link(client, db, query):
    assert client.get(f"/mentoring/comments/posted/{query}").status_code == 404


def test_the_thank_you_page_of_a_removed_comment_says_so(client, post):
    location = post()["Location"]
    ReaderComment.objects.update(state="removed", decided_at=timezone.now())
    response = client.get(location)
    assert "A moderator has taken your response off the page." in response.text
    assert "I thanked mine" not in response.text


def test_the_thank_you_page_acts_on_nothing(client, post):
    location = post()["Location"]
    assert client.post(location).status_code == 405


def test_the_reply_page_shows_what_is_answered_and_can_be_sent(client, article, write):
    comment = write(name="Grace", body_html="<p>Ask her.</p>")
    response = client.get(f"/mentoring/comments/{article.pk}/reply/{comment.pk}/")
    assert "Reply to Grace" in response.text
    assert "<p>Ask her.</p>" in response.text
    assert f'name="parent" value="{comment.pk}"' in response.text
    assert "noindex" in response.text


@pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
def test_the_reply_page_of_something_unpublished_is_not_there(client, article, write, state):
    comment = write(state=state)
    address = f"/mentoring/comments/{article.pk}/reply/{comment.pk}/"
    assert client.get(address).status_code == 404


def test_the_reply_page_of_a_closed_discussion_is_not_there(client, article, write):
    comment = write()
    Discussion.objects.update(policy="closed")
    address = f"/mentoring/comments/{article.pk}/reply/{comment.pk}/"
    assert client.get(address).status_code == 404


def test_when_the_limits_cannot_be_counted_the_text_is_kept(client, address, article, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("wagtail_mentoring.submissions.limits.exceeded", fail)
    response = client.post(address, comment_data(article))
    assert response.status_code == 503
    assert "I thanked mine last week." in response.text
