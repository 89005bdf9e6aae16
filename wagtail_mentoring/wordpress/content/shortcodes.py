"""Shortcodes: what WordPress replaces when it shows a text, written as elements.

``[caption]`` and its like become HTML; the rest stays visible and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from wagtail_mentoring.wordpress.content.surroundings import Surroundings

SHORTCODE = re.compile(r"\[(\[?)([a-zA-Z][\w-]*)((?:[\s=:][^\[\]]*)?)(/?)\](\]?)")
CLOSING = re.compile(r"\[/([a-zA-Z][\w-]*)\]")
ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|(?<=\s)(https?://\S+)"""
)
CODE = frozenset(
    {"bash", "c", "code", "cpp", "csharp", "css", "html", "java", "javascript", "js", "perl", "php"}
    | {"plain", "python", "ruby", "scala", "shell", "sourcecode", "sql", "text", "vb", "xml"}
)
EMBEDS = frozenset({"dailymotion", "soundcloud", "ted", "twitter", "tweet", "vimeo", "youtube"})
FILES = frozenset({"audio", "video"})
FILE_ATTRIBUTES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv")

Attributes = dict[str, str]


def expand(text: str, surroundings: Surroundings) -> str:
    """The text with the shortcodes that are known written as elements."""
    if "[" not in text:
        return text
    out: list[str] = []
    end = 0
    last_closing = {match.group(1): match.start() for match in CLOSING.finditer(text)}
    while match := SHORTCODE.search(text, end):
        out.append(text[end : match.start()])
        written, end = _one(text, match, last_closing, surroundings)
        out.append(written)
    out.append(text[end:])
    return "".join(out)


def _one(
    text: str, match: re.Match[str], last_closing: dict[str, int], surroundings: Surroundings
) -> tuple[str, int]:
    """How one shortcode is written, and where the text goes on."""
    opening, name, attributes, _slash, closing = match.groups()
    if opening and closing and name in KNOWN:
        return match.group()[1:-1], match.end()
    if opening or name not in KNOWN:
        if _is_meant(text, match, last_closing):
            surroundings.note("shortcode", name)
        return match.group(), match.end()
    last = match.end()
    if closing:
        last -= 1
    inner = ""
    if name not in ALONE and last_closing.get(name, -1) >= last:
        close = text.find(f"[/{name}]", last)
        inner, last = text[last:close], close + len(name) + 3
    elif name in CODE:
        return match.group(), match.end()  # prose that mentions [code]
    return KNOWN[name](attributes_of(attributes), inner), last


def attributes_of(text: str) -> Attributes:
    """Attributes by name; an address that stands alone is called ``url``."""
    found = {}
    text = text.replace("\xa0", " ").replace("″", '"').replace("”", '"').replace("“", '"')
    if text.startswith(("=", ":")):
        text = f' url="{text[1:].strip().split()[0] if text[1:].strip() else ""}"'
    for match in ATTRIBUTE.finditer(text):
        name, *values, address = match.groups()
        value = address or next((value for value in values if value is not None), "")
        found[(name or "url").lower()] = unescape(value)
    return found


def _is_meant(text: str, match: re.Match[str], last_closing: dict[str, int]) -> bool:
    """Whether an unknown shortcode is one, and not a word in brackets."""
    name, attributes = match.group(2), match.group(3)
    if "=" in attributes or name in last_closing:
        return True
    return len(name) > 2 and _begins_line(text, match.start()) and _ends_line(text, match.end())


def _begins_line(text: str, place: int) -> bool:
    while place and text[place - 1] != "\n" and text[place - 1].isspace():
        place -= 1
    return not place or text[place - 1] == "\n"


def _ends_line(text: str, place: int) -> bool:
    while place < len(text) and text[place] != "\n" and text[place].isspace():
        place += 1
    return place == len(text) or text[place] == "\n"


def _caption(attributes: Attributes, inner: str) -> str:
    """Old ones have the words in an attribute, new ones after the picture."""
    caption = attributes.get("caption", "")
    picture = inner
    if not caption:
        end = max(inner.rfind("</a>") + 4 if "</a>" in inner else 0, _end_of_image(inner))
        first = inner.find("<a ")
        if "</a>" in inner and not 0 <= first < inner.find("<img"):
            end = _end_of_image(inner)
        picture, caption = inner[:end], inner[end:]
    number = attributes.get("id", "").rpartition("_")[2]
    return (
        f'<figure data-id="{escape(number)}">{picture}'
        f"<figcaption>{caption.strip()}</figcaption></figure>"
    )


def _end_of_image(text: str) -> int:
    start = text.find("<img")
    return text.find(">", start) + 1 if start >= 0 else 0


def _gallery(attributes: Attributes, inner: str) -> str:
    return f'<wp-gallery ids="{escape(attributes.get("ids") or attributes.get("include", ""))}">'


def _embed(attributes: Attributes, inner: str) -> str:
    url = inner.strip() or attributes.get("url") or attributes.get("src") or ""
    return f'<wp-embed url="{escape(unescape(url))}">'


def _service(host: str) -> Callable[[Attributes, str], str]:
    """A service that may be given the number of a film instead of its address."""

    def write(attributes: Attributes, inner: str) -> str:
        url = attributes.get("url") or inner.strip() or attributes.get("id", "")
        return _embed({"url": url if "/" in url else f"{host}{url}"}, "")

    return write


def _file(attributes: Attributes, inner: str) -> str:
    url = next((attributes[name] for name in FILE_ATTRIBUTES if name in attributes), "")
    return f'<wp-file url="{escape(url or attributes.get("url", ""))}">{inner}'


def _code(attributes: Attributes, inner: str) -> str:
    return f"<pre>{escape(unescape(inner), quote=False)}</pre>"


ALONE = frozenset({"gallery"})
KNOWN: dict[str, Callable[[Attributes, str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    **dict.fromkeys(EMBEDS, _embed),
    "vimeo": _service("https://vimeo.com/"),
    "youtube": _service("https://www.youtube.com/watch?v="),
    **dict.fromkeys(FILES, _file),
    **dict.fromkeys(CODE, _code),
}
