"""Spreadsheets that are safe to open, whatever a visitor typed into their cells."""

from __future__ import annotations

import re
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection")."""

FULL_WIDTH = str.maketrans("\uff1d\uff0b\uff0d\uff20", "=+-@")
BLANKS = " \u00a0\u3000\ufeff"
_FORMULA = rf"[{BLANKS}]*(?:[=@\uff1d\uff20]|[+\-\uff0b\uff0d](?!\)))"
AFTER_A_BREAK = re.compile(rf"(?<=[;\t\r\n])(?={_FORMULA})")
"""Where a spreadsheet begins a cell if its language parts them by semicolons: those of Germany or
France tear a text of several lines asunder, quoted or not. A smile, ``;-)``, is no formula."""
MADE_SAFE = re.compile(
    rf"\A'(?=[{BLANKS}\n]*'?[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])|(?<=[;\t\r\n])'(?={_FORMULA})"
)
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_IN_A_CELL = 32_767
"""Characters; Excel's limit, above which it calls the file damaged."""


def safe_cell(value: Any) -> Any:
    """A value as it may stand in a CSV or XLSX cell; text that looks like a formula stays text.

    Spaces before a formula do not stop every spreadsheet, and full-width signs count as plain ones.
    """
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)
    first = text.lstrip(f"{BLANKS}\n")[:1].translate(FULL_WIDTH)
    text = AFTER_A_BREAK.sub("'", text)
    if first and first in FORMULA_STARTS:
        text = f"'{text}"
    return text[:MOST_IN_A_CELL]


def typed_cell(cell: str) -> str:
    """What was typed into a cell that ``safe_cell`` has made safe, when it comes back."""
    return MADE_SAFE.sub("", cell)


class SafeExportMixin:
    """For Wagtail's listing and report views: every exported cell goes through ``safe_cell``."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """The value as Wagtail prepares it for the format, made safe."""
        return safe_cell(super().preprocess_field_value(field, value, export_format))  # type: ignore[misc]
