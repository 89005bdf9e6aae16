"""What an export holds, as it is read: strings as they stand there, and nothing of Django."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

SPOOL_ABOVE = 4 * 1024 * 1024


@dataclass
class Author:
    login: str = ""
    id: str = ""
    email: str = ""
    name: str = ""


@dataclass
class Term:
    """A category, a tag, or a term of another taxonomy."""

    taxonomy: str
    slug: str = ""
    name: str = ""
    parent: str = ""
    description: str = ""
    id: str = ""


@dataclass
class Comment:
    id: str = ""
    parent: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    date: str = ""
    date_gmt: str = ""
    content: str = ""
    approved: str = ""
    type: str = ""
    user_id: str = ""

    @property
    def kind(self) -> str:
        """An empty type is the oldest way of saying "comment"."""
        return self.type or "comment"


class Comments:
    """The comments of one item. Many of them are kept in a file, so that memory stays flat."""

    def __init__(self) -> None:
        self._kept: list[Comment] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._places: list[int] = []
        self.heads: list[tuple[str, str, str]] = []
        """Id, parent and date of each, in the order of the file."""

    def add(self, comment: Comment) -> None:
        self.heads.append((comment.id, comment.parent, comment.date_gmt or comment.date))
        if self._file is None:
            self._kept.append(comment)
            self._size += len(comment.content) + 500
            if self._size > SPOOL_ABOVE:
                self._spool()
        else:
            self._write(comment)

    def _spool(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="mentoring-import-")  # noqa: SIM115
        for comment in self._kept:
            self._write(comment)
        self._kept = []

    def _write(self, comment: Comment) -> None:
        assert self._file is not None
        self._places.append(self._file.tell())
        pickle.dump(comment, self._file, pickle.HIGHEST_PROTOCOL)

    def __len__(self) -> int:
        return len(self.heads)

    def __getitem__(self, position: int) -> Comment:
        if self._file is None:
            return self._kept[position]
        self._file.seek(self._places[position])
        comment: Comment = pickle.load(self._file)
        return comment

    def __iter__(self) -> Iterator[Comment]:
        return (self[position] for position in range(len(self)))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass
class Item:
    line: int = 0
    title: str = ""
    link: str = ""
    pub_date: str = ""
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    id: str = ""
    date: str = ""
    date_gmt: str = ""
    modified_gmt: str = ""
    comment_status: str = ""
    slug: str = ""
    status: str = ""
    parent: str = ""
    position: str = ""
    type: str = ""
    password: str = ""
    sticky: str = ""
    attachment_url: str = ""
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    old_slugs: list[str] = field(default_factory=list)
    comments: Comments = field(default_factory=Comments)


@dataclass
class Channel:
    """What stands before the items."""

    title: str = ""
    link: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    wxr_version: str = ""

    @property
    def url(self) -> str:
        return self.base_blog_url or self.link or self.base_site_url
