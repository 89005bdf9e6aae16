"""What an import did, or would do, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_mentoring.wordpress.catalogue import Catalogue
from wagtail_mentoring.wordpress.reader.items import Item

MOST_EXAMPLES = 5

REPAIRED: dict[str, Any] = {
    "ampersand": gettext_lazy("Bare ampersands or unknown entities in the markup."),
    "blank_start": gettext_lazy("Blank lines before the beginning of the file."),
    "bytes": gettext_lazy("Bytes that are not UTF-8, read as Windows-1252."),
    "cdata": gettext_lazy("CDATA inside CDATA."),
    "characters": gettext_lazy("Control characters that XML forbids, left out."),
    "comment_answers_itself": gettext_lazy("Comments that answer themselves, put at the top."),
    "comment_date": gettext_lazy("Comments without a date in GMT; their local one was taken."),
    "comment_id": gettext_lazy("Comments without a number of their own."),
    "comment_id_twice": gettext_lazy("Comments with the number of another one; both are kept."),
    "comment_lost_parent": gettext_lazy("Replies to comments that are not in the file."),
    "comment_no_date": gettext_lazy("Comments without any date; that of the post was taken."),
    "comments_in_circle": gettext_lazy("Comments that answer each other in a circle, untied."),
    "email": gettext_lazy("E-mail addresses that are none, left out."),
    "encoding": gettext_lazy("Written in another encoding than UTF-8."),
    "date": gettext_lazy("Posts without a date."),
    "name": gettext_lazy("Comments without a name, by “Anonymous”."),
    "name_too_long": gettext_lazy("Names that were too long, shortened."),
    "prefix": gettext_lazy("A prefix that the file never declares."),
    "slug": gettext_lazy("Addresses that were missing, taken or not allowed, changed."),
    "status": gettext_lazy("Items that do not say whether they are published: kept as drafts."),
    "text_too_long": gettext_lazy("Texts longer than eight million characters, cut."),
    "title": gettext_lazy("Posts without a title."),
    "title_too_long": gettext_lazy(
        "Titles longer than 255 characters, shortened; the whole one begins the text."
    ),
    "unclosed": gettext_lazy("Elements that are never closed."),
    "website": gettext_lazy("Websites of readers that are no address in the web, left out."),
}
SKIPPED: dict[str, Any] = {
    "deleted_here": gettext_lazy("Imported before and deleted here since."),
    "edited_here": gettext_lazy("Changed in the file, but edited here since the last import."),
    "failed": gettext_lazy("Could not be stored."),
    "type": gettext_lazy("Items of a type that is not imported; --post-type names others."),
    "comments": gettext_lazy("Comments on items that are not imported."),
}
NOTES: dict[str, Any] = {
    "comment_type": gettext_lazy("Comments of other types: kept among the removed ones."),
    "dropped": gettext_lazy("Scripts and styles in texts, left out."),
    "dynamic_block": gettext_lazy("Blocks that show something of the old site, left out."),
    "embed": gettext_lazy("Films and frames that this site cannot embed: a link instead."),
    "caption_link": gettext_lazy("Links in captions: only their words are kept."),
    "inline_image": gettext_lazy("Images written into the text itself, left out."),
    "media_missing": gettext_lazy("Files that were not to be had: a link instead."),
    "media_refused": gettext_lazy("Files that were refused."),
    "no_redirects": gettext_lazy(
        "Old addresses do not lead here: add wagtail.contrib.redirects to INSTALLED_APPS."
    ),
    "no_tags": gettext_lazy("Tags of items whose page type has no tags, left out."),
    "page_parent": gettext_lazy(
        "Pages below other pages, put beside them: no page type here may stand below another."
    ),
    "shortcode": gettext_lazy("Unknown shortcodes, left visible."),
    "trash": gettext_lazy("Items from the trash, kept as drafts."),
}


class Notes:
    """What was told, by code, with a few examples of each."""

    def __init__(self, sentences: dict[str, Any]) -> None:
        self._sentences = sentences
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def add(self, code: str, example: str = "", count: int = 1) -> None:
        self._counts[code] += count
        examples = self._examples.setdefault(code, [])
        if example and example not in examples and len(examples) < MOST_EXAMPLES:
            examples.append(example[:200])

    def __len__(self) -> int:
        return len(self._counts)

    def __contains__(self, code: str) -> bool:
        return code in self._counts

    def as_list(self) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "count": count,
                "message": str(self._sentences[code]),
                "examples": self._examples[code],
            }
            for code, count in sorted(self._counts.items())
        ]

    def lines(self) -> Iterator[str]:
        for note in self.as_list():
            examples = f" ({', '.join(note['examples'])})" if note["examples"] else ""
            yield f"  {note['count']} × {note['message']}{examples}"


class Report:
    """Filled while reading; the same for a dry run and for the real one."""

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.repaired = Notes(REPAIRED)
        self.skipped = Notes(SKIPPED)
        self.notes = Notes(NOTES)
        self.truncated: int | None = None
        self.is_dry = False

    @property
    def is_partial(self) -> bool:
        """Whether something of the file is missing that should be here."""
        return self.truncated is not None or "failed" in self.skipped

    def skip_comments(self, item: Item) -> None:
        """The comments of an item that is not imported."""
        if item.comments:
            self.skipped.add("comments", item.title or item.id, len(item.comments))

    def take(self, repaired: Counter[str]) -> None:
        """What the reader mended."""
        for code, count in repaired.items():
            name, _space, detail = code.partition(" ")
            self.repaired.add(name, detail, count)

    def as_dict(self, catalogue: Catalogue) -> dict[str, Any]:
        return {
            "posts": dict(sorted(catalogue.posts.items())),
            "comments": dict(sorted(catalogue.comments.items())),
            "max_depth": catalogue.depth,
            "orphans": catalogue.orphans,
            "categories": len(catalogue.terms["category"]),
            "tags": len(catalogue.terms["post_tag"]),
            "authors": len(catalogue.authors),
            "repaired": self.repaired.as_list(),
            "skipped": self.skipped.as_list(),
            "notes": self.notes.as_list(),
            "created": _sorted(self.created),
            "changed": _sorted(self.changed),
            "unchanged": _sorted(self.unchanged),
            "truncated_at_line": self.truncated,
            "dry_run": self.is_dry,
        }

    def lines(self, catalogue: Catalogue) -> Iterator[str]:
        """The same in words."""
        yield _("In the file: %(what)s") % {"what": _counted(catalogue.posts)}
        yield _("Comments: %(what)s; threads are %(depth)d deep") % {
            "what": _counted(catalogue.comments),
            "depth": catalogue.depth,
        }
        titles = (
            (_("Would be created"), _("Would be changed"), _("Already here"))
            if self.is_dry
            else (_("Created"), _("Changed"), _("Already here"))
        )
        counts = (self.created, self.changed, self.unchanged)
        for title, counter in zip(titles, counts, strict=True):
            yield f"{title}: {_counted(counter)}"
        sections = (
            (_("Repaired"), self.repaired),
            (_("Skipped"), self.skipped),
            (_("To look at"), self.notes),
        )
        for title, notes in sections:
            if notes:
                yield f"{title}:"
                yield from notes.lines()


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in sorted(counter.items()) if count}


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in _sorted(counter).items()) or _("nothing")
