"""What can be wrong with a file, each told in one line."""

from __future__ import annotations


class NotAnExport(Exception):
    """The file is nothing that can be imported; nothing was done."""


class Truncated(Exception):
    """The file ends in the middle; what stood before the cut is whole."""

    def __init__(self, line: int) -> None:
        super().__init__(f"The file is cut off at line {line}.")
        self.line = line
