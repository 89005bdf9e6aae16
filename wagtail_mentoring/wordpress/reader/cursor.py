"""A place in a text that comes in pieces and is never held as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Cursor:
    """Moves through a text and forgets what lies behind; ``buffer[at:]`` lies ahead."""

    def __init__(self, chunks: Iterable[str]) -> None:
        self._chunks: Iterator[str] = iter(chunks)
        self._line = 1
        self.buffer = ""
        self.at = 0
        self.begin = 0
        """The place in the whole text where the buffer begins."""
        self.has_ended = False
        self.is_blank = True

    @property
    def line(self) -> int:
        return self._line + self.buffer.count("\n", 0, self.at)

    def fill(self) -> bool:
        """Read one more chunk, forgetting what has been read; False at the end."""
        if self.at:
            self._line += self.buffer.count("\n", 0, self.at)
            self.buffer = self.buffer[self.at :]
            self.begin += self.at
            self.at = 0
        for chunk in self._chunks:
            if chunk:
                self.buffer += chunk
                self.is_blank = self.is_blank and chunk.isspace()
                return True
        self.has_ended = True
        return False

    def need(self, size: int) -> None:
        """Have so many characters ahead, or all that are left."""
        while len(self.buffer) - self.at < size and not self.has_ended:
            self.fill()

    def find(self, what: str) -> int:
        """Where ``what`` is found next, forgetting what stands before it; -1 at the end."""
        while (found := self.buffer.find(what, self.at)) < 0:
            self.at = max(self.at, len(self.buffer) - len(what) + 1)
            if not self.fill():
                return -1
        return found

    def starts(self, what: str) -> bool:
        self.need(len(what))
        return self.buffer.startswith(what, self.at)
