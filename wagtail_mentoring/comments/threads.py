"""The shape of a thread: which response stands on which level, and below what."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.comments.paths import PATH_STEP


@dataclass
class Entry:
    """One comment in the list.

    ``opens`` says that it begins a nested list, ``continues`` that the next one does so inside it,
    ``closes`` how many nested lists end after it.
    """

    comment: ReaderComment
    level: int
    is_repeated: bool = False
    """Only a reminder, at the top of a later page, of what the first replies there answer."""
    answers: ReaderComment | None = None
    is_nested_in_answered: bool = False
    opens: bool = False
    continues: bool = False
    closes: range = field(default_factory=lambda: range(0))
    by_author: bool = False
    permalink: str = ""
    reply_url: str = ""
    report_url: str = ""

    @property
    def in_reply_to(self) -> str:
        """Whom it answers, in words; empty for a response to the page itself."""
        if self.comment.parent_id is None:
            return ""
        if self.answers is None:
            return _("in reply to a response that is no longer here")
        return _("in reply to %(name)s") % {"name": self.answers.name}

    @property
    def heading(self) -> int:
        """The heading's level in the page's outline, below the list's own ``h2``."""
        return min(self.level + 2, 6)


def arrange(
    comments: list[ReaderComment], known: dict[int, ReaderComment], depth: int
) -> list[Entry]:
    """Give comments in thread order their levels, at most ``depth`` deep.

    A reply whose parent is not shown any more moves up to the nearest ancestor that is.
    """
    entries: list[Entry] = []
    above: list[Entry] = []
    for comment in comments:
        while above and not comment.path.startswith(above[-1].comment.path):
            above.pop()
        level = min(len(above) + 1, depth)
        entry = Entry(comment, level, answers=known.get(comment.parent_id or 0))
        entry.opens = bool(entries) and level > entries[-1].level
        entry.is_nested_in_answered = (
            level > 1 and len(above) < depth and above[-1].comment.pk == comment.parent_id
        )
        if entries:
            entries[-1].continues = entry.opens
            entries[-1].closes = range(max(0, entries[-1].level - level))
        entries.append(entry)
        above.append(entry)
    if entries:
        entries[-1].closes = range(entries[-1].level - 1)
    return entries


def ancestor_paths(path: str) -> list[str]:
    """The paths above ``path``, from the top."""
    return [path[:end] for end in range(PATH_STEP, len(path), PATH_STEP)]
