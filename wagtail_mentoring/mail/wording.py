"""The words of a mail that editors may change: its subject, its opening, its sign-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from wagtail_mentoring.mail.models import MailWording


@dataclass(frozen=True)
class Words:
    """What stands in place of our own words; where empty, ours stay."""

    subject: str = ""
    opening: str = ""
    sign_off: str = ""


_draft: ContextVar[MailWording | None] = ContextVar("draft", default=None)


@contextmanager
def draft(row: MailWording) -> Iterator[None]:
    """Inside, mail of the row's kind is worded as the row says, saved or not."""
    token = _draft.set(row)
    try:
        yield
    finally:
        _draft.reset(token)


def find(kind: str, language: str, placeholders: Mapping[str, str]) -> Words:
    """The editors' words for a kind of mail in ``en-gb``, in ``en``, or in any language."""
    row = _draft.get()
    if row is None or row.kind != kind:
        languages = [language, language.partition("-")[0], ""]
        rows = MailWording.objects.filter(kind=kind, language__in=languages)
        row = rows.order_by("-language").first()
    if row is None:
        return Words()
    return Words(
        fill(row.subject, placeholders),
        fill(row.opening, placeholders),
        fill(row.sign_off, placeholders),
    )


def fill(words: str, placeholders: Mapping[str, str]) -> str:
    """``words`` with ``{site}`` and the like replaced; other braces stay as they are."""
    for name, value in placeholders.items():
        words = words.replace(f"{{{name}}}", value)
    return words
