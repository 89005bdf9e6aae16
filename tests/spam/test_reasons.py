"""The words for what the filter found."""

import pytest

from wagtail_mentoring.spam.reasons import CLAUSES, NAMES, REPORTED, explain, what_is

DATA = {
    **{"count": 2, "seconds": 2, "minutes": 2, "date": "yesterday", "host": "shop.example"},
    **{"pattern": "x", "words": "x", "word": "x", "name": "x", "filter": "x"},
}


@pytest.mark.parametrize("code", CLAUSES)
def test_each_clause_completes_because_and_stands_as_a_sentence(code):
    clause = str(CLAUSES[code] % DATA)
    assert clause[0].islower() or clause[0].isdigit() or clause.startswith("Akismet")
    assert not clause.endswith(".")
    (sentence,) = explain({"reasons": [{"code": code, "data": DATA}]})
    assert sentence == f"{clause[0].upper()}{clause[1:]}."


@pytest.mark.parametrize("code", [*CLAUSES, *REPORTED])
def test_each_reason_has_a_name_that_is_not_its_code(code):
    assert code in NAMES
    assert what_is(code) != code


def test_what_a_mentor_said_follows_the_sentence_that_it_was_reported():
    reason = {"code": "reported_untrue", "data": {"words": "I said no."}}
    assert explain({"reasons": [reason]}) == ["The mentor reported it: not how it was. I said no."]


def test_a_reason_without_words_is_told_by_its_code():
    assert explain({"reasons": [{"code": "gone"}]}) == ["A filter of this site says “gone”."]
