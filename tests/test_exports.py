"""Cells of a spreadsheet that a visitor's text ends up in."""

import pytest

from wagtail_mentoring.exports import safe_cell, typed_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1+1", "\ufeff=1"],
)
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    assert safe_cell(text).startswith("'")
    assert safe_cell(text).replace("'", "") == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Nice;=1+1", "Nice;'=1+1"),
        ("Two lines\n=HYPERLINK(A1)", "Two lines\n'=HYPERLINK(A1)"),
        ("Two lines\r\n  @SUM(A1)", "Two lines\r\n'  @SUM(A1)"),
        ("=1\n\uff1d2", "'=1\n'\uff1d2"),
    ],
)
def test_nor_does_a_formula_begin_after_what_some_languages_part_cells_by(text, safe):
    assert safe_cell(text) == safe


@pytest.mark.parametrize("value", ["Thank you! ;-)", "a = b", "x\ny = z; +)", "", 3, None, -2])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value


def test_characters_no_spreadsheet_can_hold_are_left_out() -> None:
    assert safe_cell("\x00=1\x0b\ud800") == "'=1"


def test_a_cell_is_no_longer_than_excel_allows() -> None:
    assert len(safe_cell("x" * 40_000)) == 32_767


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@mail.example", " -2", "plain", "'tis the season", "", "'", "a;=b", "=a;'b", "\n-1"],
)
def test_what_was_made_safe_comes_back_as_it_was_typed(text: str) -> None:
    assert typed_cell(safe_cell(text)) == text
