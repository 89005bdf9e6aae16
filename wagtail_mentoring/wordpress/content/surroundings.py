"""What the conversion of a text asks its surroundings for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Picture:
    """An image of the library and what is known of it."""

    pk: int
    alt_text: str = ""
    caption: str = ""


class Surroundings(Protocol):
    """Where pictures, files and other items are found, and who is told what is odd."""

    def picture(self, url: str, attachment_id: str = "") -> Picture | None:
        """The image at an address or of an attachment; None if there is none to have."""

    def gallery(self, identifiers: list[str]) -> list[Picture | str]:
        """The named images, or all of the item; for one that is missing, its address."""

    def document(self, url: str) -> int | None:
        """The key of a file at an address."""

    def link(self, url: str) -> str:
        """The start tag of a link to an address; empty if it is no address to lead to."""

    def reusable_block(self, identifier: str) -> str:
        """The source of a block that many items share."""

    def can_embed(self, url: str) -> bool:
        """Whether the site knows how to show what is at an address."""

    def note(self, code: str, detail: str = "") -> None:
        """Tell of something that did not come over as it was."""
