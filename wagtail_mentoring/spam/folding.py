"""Undoes the disguises of spam: look-alike letters, invisible characters, s p a c e d words."""

from __future__ import annotations

import re
import unicodedata

from wagtail_mentoring.text.lookalikes import FOLDED

CAPITALS = {
    ord(chr(other).upper()): latin.upper()
    for other, latin in FOLDED.items()
    if len(chr(other).upper()) == 1 and not chr(other).upper().isascii()
}
CASED = {**CAPITALS, **FOLDED}
FOLDABLE = re.compile(f"[{''.join(map(chr, FOLDED))}]")
OTHER_SCRIPT = re.compile(
    f"[{''.join(chr(c) for c in FOLDED if not unicodedata.name(chr(c), '').startswith('LATIN'))}]"
)
"""Look-alikes that are not Latin themselves, as the Turkish dotless i is."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
COMBINING = re.compile("[\u0300-\u036f]")
LATIN = re.compile(r"[a-zA-Z]")
WORD = re.compile(r"[^\W\d_]+")
APART = re.compile(r"\s+")
SPACED = re.compile(r"(?<!\w)\w(?:([ .\-_*|])\w)(?:\1\w){2,}(?!\w)")
LEET = str.maketrans("0134578@$", "oieastbas")
LEET_WORD = re.compile(
    r"(?<![\w@$])(?=[\w@$]*[a-z])(?=[\w@$]*[0134578@$])[a-z0134578@$]{3,}(?!\w)", re.IGNORECASE
)


def fold(text: str) -> str:
    """The text in lower case without accents and disguises; linear in its length."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", COMBINING.sub("", unicodedata.normalize("NFD", text)))
        text = _latin_again(text)
    return _closed_up(text).casefold()


def _latin_again(text: str) -> str:
    """Look-alikes made Latin, in words that mix scripts, or everywhere if the text is Latin."""
    if not FOLDABLE.search(text):
        return text
    latin = len(LATIN.findall(text))
    mixed = any(LATIN.search(found) for found in WORD.findall(text) if OTHER_SCRIPT.search(found))
    mostly_latin = latin * (4 if mixed else 2) > sum(map(str.isalpha, text))

    def word(match: re.Match[str]) -> str:
        found = match.group()
        if found.isascii():
            return found
        folded = found.translate(CASED)
        return folded if folded.isascii() and (mostly_latin or LATIN.search(found)) else found

    return WORD.sub(word, text)


def _closed_up(text: str) -> str:
    """Words whose letters stand apart, as "c a s i n o" or "c.a.s.i.n.o", in one piece."""
    return SPACED.sub(lambda match: match.group().replace(match.group(1), ""), text)


def undisguised(text: str) -> str:
    """The text as it would be without invisible or look-alike characters, its letters together.

    Letters are put together where most words of the text are single ones, and digits read as
    letters where every third word has some among its letters. Case and punctuation stay, for they
    tell something, too; linear in its length.
    """
    text = INVISIBLE.sub("", text)
    text = text if text.isascii() else _latin_again(text)
    words = text.split()
    if len(words) > 8 and 2 * sum(len(word) == 1 and word.isalpha() for word in words) > len(words):
        text = APART.sub(lambda match: " " if len(match.group()) > 1 else "", text)
    if len(words) > 3 and 3 * sum(1 for _ in LEET_WORD.finditer(text)) > len(words):
        text = plain_letters(text)
    return text


def plain_letters(text: str) -> str:
    """Words with the digits and signs among their letters read as letters: "l04n", "c@sh"."""
    return LEET_WORD.sub(lambda match: match[0].translate(LEET), text)


def has_invisible(text: str) -> bool:
    """Whether a word is cut by characters that nobody sees."""
    return re.search(rf"\w{INVISIBLE.pattern}+\w", text) is not None


def mixed_words(text: str) -> list[str]:
    """Words of Latin letters with look-alikes of other scripts among them."""
    if text.isascii():
        return []
    words = WORD.findall(unicodedata.normalize("NFKC", text))
    return [word for word in words if LATIN.search(word) and OTHER_SCRIPT.search(word)]


def spaced_words(text: str) -> list[str]:
    """Words whose letters stand apart; a list of initials, "J. R. R.", is none."""
    return [match.group() for match in SPACED.finditer(text) if not match.group().isupper()]
