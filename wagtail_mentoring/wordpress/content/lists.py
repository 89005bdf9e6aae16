"""Lists and quotations."""

from __future__ import annotations

from wagtail_mentoring.wordpress.content.inline import plain
from wagtail_mentoring.wordpress.content.surroundings import Surroundings
from wagtail_mentoring.wordpress.content.writer import BlockWriter

DEEPEST = 20


class ListWriter(BlockWriter):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._lists: list[str] = []
        self._item_has_text: list[bool] = []
        self._quotes: list[list[str]] = []
        self._pull_quote: dict[str, str] | None = None
        self._quote_part = "quote"

    @property
    def _is_inside(self) -> bool:
        return bool(self._lists) or any(self._quotes)

    def _place(self, html: str) -> None:
        if self._pull_quote is not None:
            said = f"{self._pull_quote[self._quote_part]}\n{plain(html)}"
            self._pull_quote[self._quote_part] = said.strip()
        elif self._lists:
            if self._item_has_text[-1]:
                self._rich.append("<br/>")
            self._item_has_text[-1] = True
            self._rich.append(html)
        elif self._quotes:
            self._quotes[-1].append(html)
        else:
            super()._place(html)

    def _start_list(self, tag: str) -> None:
        self._end_paragraph()
        if len(self._lists) >= DEEPEST:
            return  # its items become those of the list around it
        if self._quotes:
            self._close_quote()
        self._lists.append(tag)
        self._item_has_text.append(False)
        self._rich.append(f"<{tag}>")

    def _start_item(self) -> None:
        self._end_paragraph()
        if self._lists:
            self._close_item()
            self._rich.append("<li>")
            self._item_has_text[-1] = False

    def _close_item(self) -> None:
        """Close the item that is open in the innermost list, if there is one."""
        open_items = 0
        for part in reversed(self._rich):
            if part in {"</ul>", "</ol>"}:
                open_items += 1
            elif part in {"<ul>", "<ol>"}:
                if not open_items:
                    return
                open_items -= 1
            elif part == "<li>" and not open_items:
                self._rich.append("</li>")
                return
            elif part == "</li>" and not open_items:
                return

    def _end_list(self, tag: str) -> None:
        self._end_paragraph()
        if tag not in self._lists:
            return
        while self._lists:
            self._close_item()
            closed = self._lists.pop()
            self._item_has_text.pop()
            self._rich.append(f"</{closed}>")
            if closed == tag:
                break
        if self._item_has_text:
            self._item_has_text[-1] = True
        self._add_waiting()

    def _end_quote(self) -> None:
        self._end_paragraph()
        if self._quotes:
            self._close_quote()
            self._quotes.pop()
        self._add_waiting()

    def _close_quote(self) -> None:
        """Write what of the quotation there is so far."""
        said = [part for part in self._quotes[-1] if part]
        self._quotes[-1] = []
        if said:
            self._rich.append(f"<blockquote>{'<br/><br/>'.join(said)}</blockquote>")

    def _end_pull_quote(self) -> None:
        said, self._pull_quote = self._pull_quote, None
        if said and said["quote"]:
            self._add("quote", said)
