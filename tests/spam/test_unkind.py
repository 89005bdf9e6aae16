"""What a mentor is to read waits for a person if there is an insult in it."""

import csv
from pathlib import Path

import pytest

from tests.timing import growth
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.filters import UnkindWordsFilter

CORPUS = Path(__file__).parent / "corpus"


def words(text, kind="story", **values):
    message = Message(kind=kind, text=text, **values)
    reasons = list(UnkindWordsFilter().judge(message, Policy(hold="suspicious")))
    assert all(reason.holds and reason.points == 0 for reason in reasons)
    return [reason.data["words"] for reason in reasons]


@pytest.mark.parametrize(
    "text",
    [
        "You are a fool",
        "you’re the most useless mentor",
        "You, pathetic   old man",
        "F u c k you",
        "1d10t!",
        "What an АSSHОLE",  # with Cyrillic letters
        "I hate you.",
        "Du bist so dumm",
        "Arschloch",
        "Fick  dich",
        "Espèce de connard",
        "Hijo de puta",
    ],
)
def test_an_insult_is_found(text):
    assert len(words(text)) == 1
    assert len(words("Thanks.", name=text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "You never made me feel stupid.",
        "You told me: you are not stupid, the book is bad.",
        "I was a fool not to listen to you.",
        "Thank you for the hellish commute you took on for us in Scunthorpe.",
        "Du bist nicht dumm, hast du gesagt.",
        "You assessed my class and passed it.",
    ],
)
def test_thanks_pass(text):
    assert words(text) == []


def test_under_an_article_people_may_swear():
    assert words("You are a fool", kind="comment") == []


def test_no_honest_pledge_of_the_corpus_waits_for_it():
    with (CORPUS / "ham_pledges.csv").open(newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    assert len(texts) > 100
    assert [text for text in texts if words(text)] == []


def test_long_texts_cost_in_proportion():
    assert growth(words, lambda length: "you are " * (length // 8), size=40_000) < 10
