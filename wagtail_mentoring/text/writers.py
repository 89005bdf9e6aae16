"""Writing HTML from what an engine kept, in a shape that every parser reads back unchanged.

No markup of the visitor is copied, so a hole in an engine stays without effect, and both engines
lead to the same page. Blocks stand only where HTML allows them and never inside inline elements;
nothing is empty by accident or left open.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from wagtail_mentoring.text.characters import normalise
from wagtail_mentoring.text.links import linkable, safe_url

INLINE = frozenset({"a", "em", "strong", "i", "b", "code"})
BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "li", "pre"})
LISTS = frozenset({"ul", "ol"})
PARAGRAPH_LIKE = frozenset(
    {"address", "article", "aside", "center", "dd", "details", "dir", "div", "dl", "dt", "figure"}
    | {"figcaption", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav"}
    | {"section", "summary"}
)
"""Written as paragraphs."""
LINK_REL = "nofollow ugc noopener"
CONTAINERS = LISTS | {"blockquote"}
MAX_DEPTH = 4
"""Containers nested deeper would leave no width for text on a phone."""

Attributes = list[tuple[str, str | None]]


class Writer(HTMLParser):
    """Writes the allowed elements; text stays as it is.

    ``p`` and inline elements are opened when text arrives, so none of them is empty, and an
    inline element that a block interrupts goes on after it.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._blocks: list[str] = []
        self._paragraph_due = False
        self._wanted: list[tuple[str, str]] = []  # inline elements: name, start tag
        self._open: list[tuple[str, str]] = []

    def write(self, html: str) -> str:
        self.feed(html)
        self.close()
        return self._finish()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        tag = "p" if tag in PARAGRAPH_LIKE else tag
        if tag == "br":
            self._line_break()
        elif tag in INLINE:
            self._wanted.append((tag, self._start_tag(tag, attrs)))
        elif tag in BLOCKS and not (tag in CONTAINERS and self._is_deep):
            self._start_block(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = "p" if tag in PARAGRAPH_LIKE else tag
        if tag in INLINE:
            names = [name for name, _ in self._wanted]
            if tag in names:
                del self._wanted[len(names) - 1 - names[::-1].index(tag)]
        elif tag == "p":
            self._leave_paragraph()
        elif tag in self._blocks:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        data = normalise(data)  # a character reference may stand for what text may not hold
        if not data.isspace():
            self._open_block()
            self._open_inline()
        self._append(data)

    def _line_break(self) -> None:
        if self._top not in LISTS:
            self._open_block()
            self._close_inline()
            self._out.append("<br>")

    @property
    def _top(self) -> str:
        return self._blocks[-1] if self._blocks else ""

    @property
    def _is_deep(self) -> bool:
        return sum(block in CONTAINERS for block in self._blocks) >= MAX_DEPTH

    def _start_tag(self, tag: str, attrs: Attributes) -> str:
        """How the inline element is written; empty where its tags are to vanish."""
        if any(name == tag and start for name, start in self._wanted):
            return ""
        if tag != "a":
            return f"<{tag}>"
        url = safe_url(dict(attrs).get("href") or "")
        return _link(url) if url else ""

    def _start_block(self, tag: str) -> None:
        self._leave_paragraph()
        if tag == "p":
            self._paragraph_due = True
        elif tag == "li":
            if LISTS.intersection(self._blocks):
                while self._top not in LISTS:
                    self._pop()
                self._push("li")
        else:
            if self._top in LISTS:
                self._push("li")
            self._push(tag)

    def _open_block(self) -> None:
        """Open what text needs around it."""
        if self._top in LISTS:
            self._push("li")
        if self._paragraph_due:
            self._push("p")

    def _leave_paragraph(self) -> None:
        self._paragraph_due = False
        if self._top in {"p", "pre"}:
            self._pop()

    def _push(self, tag: str) -> None:
        self._close_inline(everything=True)
        self._paragraph_due = False
        self._blocks.append(tag)
        self._out.append(f"<{tag}>")

    def _pop(self) -> str:
        self._close_inline(everything=True)
        self._paragraph_due = False
        tag = self._blocks.pop()
        self._out.append(f"</{tag}>")
        return tag

    def _open_inline(self) -> None:
        self._close_inline()
        for element in self._wanted[len(self._open) :]:
            self._out.append(element[1])
            self._open.append(element)

    def _close_inline(self, *, everything: bool = False) -> None:
        """Close inline elements that are not wanted any more, with those inside them."""
        keep = 0
        if not everything:
            while keep < min(len(self._open), len(self._wanted)):
                if self._open[keep] is not self._wanted[keep]:
                    break
                keep += 1
        while len(self._open) > keep:
            name, start = self._open.pop()
            if start:
                self._out.append(f"</{name}>")

    def _append(self, text: str) -> None:
        self._close_inline()
        if self._out[-1:] == ["<pre>"]:
            text = text.lstrip("\n")  # parsers drop a line feed there
        if text:
            self._out.append(escape(text, quote=False))

    def _finish(self) -> str:
        self._close_inline(everything=True)
        while self._blocks:
            self._pop()
        return "".join(self._out)


class TypingWriter(Writer):
    """Writes what somebody typed: blank lines make paragraphs, line feeds ``br``, URLs links."""

    _BLOCK_STARTS = frozenset(f"<{tag}>" for tag in BLOCKS)

    def __init__(self) -> None:
        super().__init__()
        self._breaks = 0  # seen since the last text
        self._after_br = False

    def write_text(self, text: str) -> str:
        """Write plain text, in which nothing is markup."""
        self.handle_data(text)
        return self._finish()

    def handle_data(self, data: str) -> None:
        if self._top == "pre":
            super().handle_data(data)
            return
        data = normalise(data)
        if self._after_br and data.startswith("\n"):
            data = data[1:]  # "<br />" at the end of a typed line
        self._after_br = False
        lines = data.split("\n")
        for index, line in enumerate(lines):
            if index:
                self._breaks += 1
                line = line.lstrip()
            self._words(line.rstrip() if index + 1 < len(lines) else line)

    def _line_break(self) -> None:
        if self._top == "pre":
            super()._line_break()
        else:
            self._breaks += 1
            self._after_br = True

    def _words(self, text: str) -> None:
        if not text or text.isspace():
            if not self._breaks and not self._at_block_edge:
                self._append(text)
            return
        if self._breaks > 1 and self._top == "p":
            self._pop()
        self._open_block()
        if self._at_block_edge:
            text = text.lstrip()
        elif self._breaks:
            self._close_inline()
            self._out.append("<br>")
        self._breaks = 0
        self._open_inline()
        self._append_linked(text)

    @property
    def _at_block_edge(self) -> bool:
        return not self._out or self._out[-1] in self._BLOCK_STARTS or self._top in {"", *LISTS}

    def _open_block(self) -> None:
        if self._top in {"", "blockquote"}:
            self._paragraph_due = True
        super()._open_block()

    def _push(self, tag: str) -> None:
        super()._push(tag)
        self._breaks = 0

    def _pop(self) -> str:
        self._breaks = 0
        return super()._pop()

    def _append_linked(self, text: str) -> None:
        end = 0
        if not any(start and name in {"a", "code"} for name, start in self._wanted):
            for begin, stop, url in linkable(text):
                if begin > end:
                    self._append(text[end:begin])
                self._out += [_link(url), escape(text[begin:stop], quote=False), "</a>"]
                end = stop
        if end < len(text):
            self._append(text[end:])


def _link(url: str) -> str:
    return f'<a href="{escape(url)}" rel="{LINK_REL}">'
