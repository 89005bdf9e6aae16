"""Pictures, galleries, films and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from wagtail_mentoring.wordpress.content.inline import plain
from wagtail_mentoring.wordpress.content.surroundings import Picture, Surroundings
from wagtail_mentoring.wordpress.content.tables import TableWriter
from wagtail_mentoring.wordpress.content.writer import item

Attributes = dict[str, str]

IMAGE_ID = re.compile(r"\bwp-image-(\d+)\b")
URL_ALONE = re.compile(r"https?://[^\s<>\"]+")
IMAGE_FILE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|$)", re.IGNORECASE)
PLAYED = re.compile(
    r"https?://(?:www\.)?(?:youtube(?:-nocookie)?\.com/(?:embed/|v/)|player\.vimeo\.com/video/)([\w-]+)"
)


@dataclass
class Figure:
    picture: Picture | None = None
    address: str = ""
    caption: str = ""
    link: str = ""
    number: str = ""
    is_in_gallery: bool = False


class PictureWriter(TableWriter):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._figures: list[Figure] = []
        self._gallery: list[Picture] | None = None
        self._gallery_caption = ""
        self._embedded = ""
        self._is_playing = False
        self._link_target = ""

    def _place(self, html: str) -> None:
        words = plain(html) if "http" in html else ""
        if self._embedded and words == self._embedded:
            return
        is_alone = bool(URL_ALONE.fullmatch(words)) and not (self._is_inside or self._heading)
        if is_alone and not self._quotes and self._around.can_embed(words):
            self._embed(words)
        else:
            super()._place(html)

    def _image(self, attributes: Attributes) -> None:
        url = attributes.get("src", "")
        if not url or url.startswith("data:"):
            if url:
                self._around.note("inline_image")
            return
        number = IMAGE_ID.search(attributes.get("class", ""))
        identifier = attributes.get("data-id") or (number.group(1) if number else "")
        figure = self._figures[-1] if self._figures else None
        picture = self._around.picture(url, identifier or (figure.number if figure else ""))
        if picture is not None and attributes.get("alt"):
            picture = Picture(picture.pk, attributes["alt"], picture.caption)
        if self._gallery is not None:
            if figure is not None:
                figure.is_in_gallery = True
            self._into_gallery(picture, url, attributes.get("alt", ""))
        elif figure is not None:
            figure.picture, figure.address = picture, url
            figure.link = self._leads_elsewhere(url)
        else:
            alone = Figure(picture, url, "", self._leads_elsewhere(url))
            self._show(alone, attributes.get("alt", ""))

    def _leads_elsewhere(self, url: str) -> str:
        """Where a link around an image leads, unless to the image itself."""
        target = self._link_target
        if IMAGE_FILE.search(target) or not URL_ALONE.fullmatch(target):
            return ""
        return target

    def _show(self, figure: Figure, alt: str = "") -> None:
        self._end_paragraph()
        if figure.picture is None:
            self._missing(figure.address, figure.caption or alt)
            return
        self._add("image", figure_value(figure.picture, figure.caption, figure.link))

    def _missing(self, url: str, words: str) -> None:
        """A link in place of an image that could not be had."""
        name = words or url.rstrip("/").rpartition("/")[2] or url
        link = "" if self._inline.is_within("a") else self._around.link(url)
        self._end_paragraph()
        if not link:
            self._inline.text(name)
        else:
            self._inline.open("missing", link)
            self._inline.text(name)
            self._inline.close("missing")
        self._end_paragraph()

    def _end_caption(self) -> None:
        html = self._inline.take()
        if not html:
            return
        if self._table is not None:
            self._table.caption = plain(html)
        elif self._figures:
            self._figures[-1].caption = plain(html)
            if "<a " in html:
                self._around.note("caption_link")
        else:
            self._rich.append(f"<p>{html}</p>")

    def _end_figure(self) -> None:
        self._end_paragraph()
        if not self._figures:
            return
        figure = self._figures.pop()
        if figure.is_in_gallery:
            if self._gallery and figure.caption:
                last = self._gallery[-1]
                self._gallery[-1] = Picture(last.pk, last.alt_text, figure.caption)
        elif figure.address:
            self._show(figure)
        elif self._gallery is not None:
            self._gallery_caption = figure.caption
        else:
            self._words_below(figure.caption)

    def _words_below(self, caption: str) -> None:
        """A caption of what has no room for one."""
        if caption:
            self._rich.append(f"<p><i>{escape(caption, quote=False)}</i></p>")

    def _into_gallery(self, picture: Picture | None, url: str, alt: str) -> None:
        assert self._gallery is not None
        if picture is None:
            self._missing(url, alt)
        else:
            self._gallery.append(Picture(picture.pk, picture.alt_text))

    def _whole_gallery(self, numbers: str) -> None:
        self._end_paragraph()
        self._gallery = []
        for picture in self._around.gallery(re.findall(r"\d+", numbers)):
            if isinstance(picture, Picture):
                self._gallery.append(picture)
            else:
                self._missing(picture, "")
        self._end_gallery()

    def _end_gallery(self) -> None:
        pictures, self._gallery = self._gallery or [], None
        if pictures:
            images = [item(figure_value(picture, picture.caption)) for picture in pictures]
            self._add("gallery", {"images": images})
        caption, self._gallery_caption = self._gallery_caption, ""
        self._words_below(caption)

    def _embed(self, url: str) -> None:
        url = url.strip()
        url = f"https:{url}" if url.startswith("//") else url
        if match := PLAYED.match(url):
            host = "https://vimeo.com/" if "vimeo" in url else "https://www.youtube.com/watch?v="
            url = f"{host}{match.group(1)}"
        if not URL_ALONE.fullmatch(url):
            return
        self._end_paragraph()
        if self._blocks[-1:] and self._blocks[-1]["value"] == url:
            return  # an element inside the same object
        if self._around.can_embed(url):
            self._add("embed", url)
        else:
            self._around.note("embed", url)
            self._missing(url, url)

    def _play(self, tag: str, url: str) -> None:
        """The first of the files that a player offers."""
        if tag != "source":
            self._is_playing = False
        if url and not self._is_playing:
            self._is_playing = True
            self._file(url)

    def _file(self, url: str) -> None:
        self._end_paragraph()
        document = self._around.document(url)
        if document is None:
            self._missing(url, "")
        else:
            self._add("document", document)


def figure_value(picture: Picture, caption: str, link: str = "") -> dict[str, Any]:
    return {"image": picture.pk, "alt_text": picture.alt_text, "caption": caption, "link": link}
