"""What is long or repeats itself takes time in proportion, never seconds."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

import wagtail_mentoring
from tests.comments.conftest import comment_data
from tests.timing import growth
from wagtail_mentoring.comments.forms import CommentForm
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.submissions.forms import NameField
from wagtail_mentoring.text import comment_html, links_in, plain_text

PIECES = [
    *("a", "A ", "<", "<a ", "<p '", "</", "&", "a.", "a@", "1 ", "1a", "-", "www.", "http://"),
    *("[url", "{a|", "%a_", "=\"'", "href = ", "(", "\u0301", "a\u200b", "\n ", "0a$", "+1 "),
    *("4@", "漢", "я", "💥", "\u202e", "!?", "ﷺ", "微信", "qq ", "wa: a", "fake a "),
]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every regular expression of the modules that read what visitors send."""
    for found in pkgutil.walk_packages(wagtail_mentoring.__path__, "wagtail_mentoring."):
        if any(part in found.name for part in (".migrations", ".pages.", ".wordpress.")):
            continue  # an import is started by people of the site
        for name, value in vars(importlib.import_module(found.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{found.name}.{name}", value


def test_no_pattern_takes_long_over_what_repeats_itself():
    every = dict(patterns())
    assert len(every) > 40
    slow = [
        (name, piece)
        for name, pattern in every.items()
        for piece in PIECES
        if growth(pattern.findall, lambda n, p=piece: p * (n // len(p)) + "!\x00", size=2000) > 10
    ]
    assert slow == []


@pytest.mark.parametrize("piece", PIECES)
def test_a_comment_of_any_repeated_piece_is_judged_in_proportion_to_its_length(db, piece):
    def take(text: str) -> None:
        html = comment_html(text)
        message = Message(kind="comment", text=plain_text(html), links=links_in(text))
        judge(message, Policy(hold="suspicious"))

    assert growth(take, lambda length: piece * (length // len(piece)), size=2500) < 10


@pytest.mark.parametrize("piece", ["a", "ﷺ", "\u200d"])
def test_a_name_of_two_megabytes_is_refused_in_proportion_to_its_length(piece):
    def refuse(name: str) -> None:
        assert "name" in CommentForm({"name": name}).errors

    size = 500_000 // len(piece.encode())
    assert growth(refuse, lambda length: piece * length, size=size) < 10


def test_a_pledge_with_a_name_of_a_megabyte_is_refused_in_proportion_to_it(client, things):
    address = reverse("wagtail_mentoring:post_pledge", args=[things["pledgeround"].slug])

    def refuse(name: str) -> None:
        assert client.post(address, {"name": name, "mentor_name": name}).status_code == 400

    assert growth(refuse, lambda length: "a" * length, size=250_000) < 10


def test_a_name_that_only_cleaning_makes_short_enough_is_taken():
    assert NameField(max_length=80).clean("A" + "\u200b" * 500 + "da") == "Ada"


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["<b>" * 5000, "<i><b>" * 30 + "x", "<a href=x>" * 190 + "y"])
def test_deep_markup_is_refused_or_shown(client, article, source):
    data = comment_data(article, body=source)
    answer = client.post(f"/mentoring/comments/{article.pk}/", data)
    assert answer.status_code in (302, 400)
    assert ReaderComment.objects.count() == (answer.status_code == 302)


@pytest.mark.django_db
def test_ten_megabytes_are_refused_in_words(client, article):
    body = b"name=Ada&body=" + b"x" * 10_000_000
    form = "application/x-www-form-urlencoded"
    response = client.generic("POST", f"/mentoring/comments/{article.pk}/", body, content_type=form)
    assert response.status_code == 413
    assert "too large" in response.text
