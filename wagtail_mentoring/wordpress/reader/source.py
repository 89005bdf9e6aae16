"""From the bytes of a file to clean text, a piece at a time."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO

from wagtail_mentoring.text.characters import is_plain
from wagtail_mentoring.wordpress.reader.errors import NotAnExport

CHUNK = 64 * 1024
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PACKED = {
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
BEGINNINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""What the bytes at the beginning tell: a mark, or how wide the first character is."""


class Source:
    """Reads a binary file as text without characters that XML forbids.

    Bytes that are not what the file says it holds are read as Windows-1252, which is what old
    blogs hold. ``repaired`` counts, by code, what had to be mended.
    """

    def __init__(
        self, file: BinaryIO, repaired: Counter[str], progress: Callable[[int], None] | None = None
    ) -> None:
        self._file = file
        self._repaired = repaired
        self._progress = progress or (lambda read: None)

    def __iter__(self) -> Iterator[str]:
        head = self._file.read(CHUNK)
        decoder = self._decoder(head)
        read = 0
        chunk = head
        while chunk:
            read += len(chunk)
            yield self._clean(decoder.decode(chunk))
            self._progress(read)
            chunk = self._file.read(CHUNK)
        yield self._clean(decoder.decode(b"", final=True))

    def _decoder(self, head: bytes) -> codecs.IncrementalDecoder:
        for magic, name in PACKED.items():
            if head.startswith(magic):
                raise NotAnExport(f"This is a {name} archive. Unpack it and give the file inside.")
        if head.removeprefix(codecs.BOM_UTF8)[:1].isspace():
            self._repaired["blank_start"] += 1
        encoding = _encoding(head)
        if encoding != "utf-8":
            self._repaired["encoding"] += 1
        return codecs.getincrementaldecoder(encoding)(errors=self._handler())

    def _handler(self) -> str:
        name = f"wagtail_mentoring.{id(self._repaired)}"
        codecs.register_error(name, self._as_windows_1252)
        return name

    def _as_windows_1252(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self._repaired["bytes"] += error.end - error.start
        wrong = error.object[error.start : error.end]
        return "".join(_windows_1252(byte) for byte in wrong), error.end

    def _clean(self, text: str) -> str:
        if is_plain(text):
            return text
        text, count = FORBIDDEN.subn("", text)
        if count:
            self._repaired["characters"] += count
        return text


def _encoding(head: bytes) -> str:
    for beginning, name in BEGINNINGS:
        if head.startswith(beginning):
            return name
    declared = DECLARED.search(head[:1000])
    name = declared.group(1).decode().lower() if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    if name in {"iso8859-1", "ascii"}:
        return "cp1252"  # as browsers read them
    # What declares itself UTF-16 in single bytes is not UTF-16.
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def _windows_1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return ""
