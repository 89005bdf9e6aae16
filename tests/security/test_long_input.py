"""What is long or repeats itself takes time in proportion, never seconds."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse

import wagtail_mentoring
from tests.comments.conftest import comment_data
from wagtail_mentoring.comments.forms import CommentForm
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.submissions.forms import NameField
from wagtail_mentoring.text import comment_html, links_in, plain_text

PIECES = [
    *("a", "A ", "<", "<a ", "<p '", "</", "&", "a.", "a@", "1 ", "1a", "-", "www.", "http://"),
    *("[url", "{a|", "%a_", "=\"'", "href = ", "(", "\u0301", "a\u200b", "\n ", "0a$", "+1 "),
    *("4@", "漢", "я", "💥", "\u202e", "!?", "ﷺ"),
]
LONG = 8000


def seconds(act: Callable[[], object]) -> float:
    """Of computing, whatever else the machine does."""
    started = time.process_time()
    act()
    return time.process_time() - started


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
    texts = [piece * (LONG // len(piece)) + "!\x00" for piece in PIECES]
    slow = [
        (name, text[:12])
        for name, pattern in every.items()
        for text in texts
        if seconds(lambda p=pattern, t=text: p.findall(t)) > 0.3
    ]
    assert slow == []


@pytest.mark.parametrize("piece", PIECES)
def test_a_comment_of_any_repeated_piece_is_read_and_judged_at_once(db, piece):
    text = piece * (10_000 // len(piece))

    def take() -> None:
        html = comment_html(text)
        judge(Message(kind="comment", text=plain_text(html), links=links_in(text)), Policy())

    assert seconds(take) < 1


@pytest.mark.parametrize("piece", ["a", "ﷺ", "\u200d"])
def test_a_name_of_two_megabytes_is_refused_at_once(piece):
    name = piece * (2_000_000 // len(piece.encode()))
    form = CommentForm({"name": name})
    assert seconds(form.is_valid) < 1
    assert "name" in form.errors


def test_a_pledge_with_a_name_of_two_megabytes_is_refused_at_once(client, things):
    address = reverse("wagtail_mentoring:post_pledge", args=[things["pledgeround"].slug])
    answers = []
    data = {"name": "a" * 1_000_000, "mentor_name": "a" * 1_000_000}
    assert seconds(lambda: answers.append(client.post(address, data))) < 2
    assert answers[0].status_code == 400


def test_a_name_that_only_cleaning_makes_short_enough_is_taken():
    assert NameField(max_length=80).clean("A" + "\u200b" * 500 + "da") == "Ada"


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["<b>" * 5000, "<i><b>" * 30 + "x", "<a href=x>" * 190 + "y"])
def test_deep_markup_is_refused_or_shown_at_once(client, article, source):
    data = comment_data(article, body=source)
    answers = []
    took = seconds(lambda: answers.append(client.post(f"/mentoring/comments/{article.pk}/", data)))
    assert took < 2
    assert answers[0].status_code in (302, 400)
    assert ReaderComment.objects.count() == (answers[0].status_code == 302)


@pytest.mark.django_db
def test_ten_megabytes_are_refused_in_words(client, article):
    body = b"name=Ada&body=" + b"x" * 10_000_000
    form = "application/x-www-form-urlencoded"
    response = client.generic("POST", f"/mentoring/comments/{article.pk}/", body, content_type=form)
    assert response.status_code == 413
    assert "too large" in response.text
