"""Reads labelled messages from CSV files: columns ``text`` and ``label``, others if there."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.text import links_in

LABELS = {"spam": True, "1": True, "ham": False, "0": False}
INVENTED_HOST = re.compile(r"(?<=[\w-])\.example(?![\w-])")
ENDINGS = (".com",) * 6 + (".net", ".org", ".info", ".co", ".in", ".io", ".co.uk", ".de", ".me")


class CorpusError(Exception):
    """A file that cannot be used, in one sentence."""


@dataclass(frozen=True)
class Row:
    """One labelled message; ``group`` is what must not be split between training and judging."""

    message: Message
    is_spam: bool
    source: str
    group: str


def read(paths: Iterable[Path | str]) -> list[Row]:
    """Every row of the files, in order."""
    return [row for path in paths for row in _rows(Path(path))]


def _rows(path: Path) -> Iterator[Row]:
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"text", "label"} - set(reader.fieldnames or ())
            if missing:
                raise CorpusError(f"{path}: there is no column {sorted(missing)[0]!r}.")
            for fields in reader:
                yield _row(fields, path, reader.line_num)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path} is no CSV file in UTF-8: {error}.") from error


def _row(fields: dict[str, str], path: Path, line: int) -> Row:
    label = (fields["label"] or "").strip().lower()
    if label not in LABELS:
        raise CorpusError(f"{path}, line {line}: the label is {label!r}, neither spam nor ham.")
    text = fields["text"] or ""
    message = Message(
        kind="comment",
        text=text,
        name=fields.get("author") or "",
        url=fields.get("url") or "",
        links=links_in(text),
    )
    source = fields.get("source") or path.stem
    part = fields.get("group") or "/".join(filter(None, (fields.get("part"), fields.get("kind"))))
    return Row(message, LABELS[label], source, f"{source}/{part}")


def with_ordinary_hosts(row: Row, chance: random.Random) -> Row:
    """The row with invented hosts (``.example``) as if they were real ones.

    A model would otherwise learn the ending; spam and ham get theirs from the same hat.
    """

    def ordinary(text: str) -> str:
        return INVENTED_HOST.sub(lambda match: chance.choice(ENDINGS), text)

    message = row.message
    text, url = ordinary(message.text), ordinary(message.url)
    changed = Message(message.kind, text, name=message.name, url=url, links=links_in(text))
    return Row(changed, row.is_spam, row.source, row.group)
