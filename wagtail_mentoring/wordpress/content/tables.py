"""Tables, whose cells hold text and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from wagtail_mentoring.wordpress.content.inline import plain
from wagtail_mentoring.wordpress.content.lists import ListWriter
from wagtail_mentoring.wordpress.content.surroundings import Surroundings
from wagtail_mentoring.wordpress.content.writer import item


@dataclass
class Table:
    rows: list[list[str]] = field(default_factory=list)
    has_header: bool = False
    caption: str = ""
    depth: int = 1

    def write(self, html: str) -> None:
        """Add to the last cell."""
        if not self.rows:
            self.rows.append([])
        if not self.rows[-1]:
            self.rows[-1].append("")
        cell = self.rows[-1][-1]
        self.rows[-1][-1] = f"{cell}<br/>{html}" if cell else html


class TableWriter(ListWriter):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._table: Table | None = None

    @property
    def _is_inside(self) -> bool:
        return self._table is not None or super()._is_inside

    def _place(self, html: str) -> None:
        if self._table is not None:
            self._table.write(html)
        else:
            super()._place(html)

    def _start_list(self, tag: str) -> None:
        if self._table is None:
            super()._start_list(tag)

    def _start_item(self) -> None:
        if self._table is None:
            super()._start_item()
        else:
            self._end_paragraph()

    def _end_list(self, tag: str) -> None:
        if self._table is None:
            super()._end_list(tag)

    def _start_in_table(self, tag: str) -> None:
        self._end_paragraph()
        if tag == "table":
            if self._table is not None:
                self._table.depth += 1
            else:
                self._table = Table()
        elif self._table is None or self._table.depth > 1:
            return
        elif tag == "tr":
            self._table.rows.append([])
        elif tag in {"td", "th"}:
            if not self._table.rows:
                self._table.rows.append([])
            self._table.rows[-1].append("")
            if tag == "th" and len(self._table.rows) == 1:
                self._table.has_header = True
        elif tag == "thead":
            self._table.has_header = True

    def _end_in_table(self, tag: str) -> None:
        assert self._table is not None
        if tag == "caption":
            self._table.caption = plain(self._inline.take())
            return
        if tag not in {"table", "tr", "td", "th"}:
            return
        self._end_paragraph()
        if tag == "table":
            self._table.depth -= 1
            if not self._table.depth:
                self._end_table()

    def _end_table(self) -> None:
        table, self._table = self._table, None
        assert table is not None
        rows = [row for row in table.rows if any(row)]
        width = max((len(row) for row in rows), default=0)
        if width > 1 or len(rows) > 1:
            rows = [row + [""] * (width - len(row)) for row in rows]
            cells = [item([item(cell) for cell in row]) for row in rows]
            values = {"has_header": table.has_header, "rows": cells, "caption": table.caption}
            self._add("table", values)
        else:
            self._rich += [f"<p>{cell}</p>" for row in rows for cell in row]
        self._add_waiting()
