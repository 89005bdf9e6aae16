"""Names that people give: made plain, and compared as the eye compares them. Pure functions."""

from __future__ import annotations

import re
import unicodedata

from wagtail_mentoring.text.lookalikes import FOLDED

JOINERS = "\u200c\u200d"
"""Written within words of some scripts; anywhere else they are only there to be unseen."""

MARKS = re.compile(r"([\u0300-\u036f\u0489\u20d0-\u20ff]{2})[\u0300-\u036f\u0489\u20d0-\u20ff]+")
AS_SEEN = FOLDED | dict(zip(map(ord, "ϲєғӏ0134578$@|!"), "cefloieastbsali", strict=True))
"""Besides letters of other scripts, digits and signs that stand for letters in a name."""


def clean_name(name: str) -> str:
    """The name without letters in fancy dress, invisible characters and towers of accents."""
    name = unicodedata.normalize("NFKC", name)
    kept = [char for place, char in enumerate(name) if _is_seen(name, place, char)]
    return " ".join(MARKS.sub(r"\1", "".join(kept)).split())


def has_mixed_scripts(name: str) -> bool:
    """Whether a word mixes Latin letters with those of another alphabet that look like them."""
    return any(_alphabets(word) > {"LATIN"} for word in name.split())


def looks_like(name: str) -> str:
    """What remains of a name for the eye: two names that are easily confused have the same.

    Nobody tells a capital I from a small l, or from what stands for either.
    """
    plain = unicodedata.normalize("NFKD", clean_name(name)).casefold()
    letters = "".join(char for char in plain if char.isalnum() or char in "$@|!")
    return letters.translate(AS_SEEN).replace("i", "l").replace("rn", "m").replace("vv", "w")


def _is_seen(name: str, place: int, char: str) -> bool:
    if char in JOINERS:
        around = name[max(0, place - 1) : place] + name[place + 1 : place + 2]
        return len(around) == 2 and all(c.isalpha() and c > "\u052f" for c in around)
    if char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0":
        return False
    return unicodedata.category(char) not in {"Cf", "Co", "Cn", "Cc", "Cs"}


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha())
    return {name for name in names if name in {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}}
