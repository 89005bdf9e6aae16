"""What the classifier looks at in a message, as numbers that stand for it (hashes).

Six blocks, each measured by its own length so that a long text does not drown a short name:
``grams`` (two to five letters in a row within a word), ``words`` (words and pairs of words),
``links`` and ``name`` (the addresses in the text and beside the name, and the name itself),
``style`` (how it is written), and ``trade`` (whether name and address are those of a shop). The
same function feeds training and judging.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from operator import itemgetter
from zlib import crc32

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.folding import LEET, fold, undisguised
from wagtail_mentoring.spam.trade import trades_in

BLOCKS = ("links", "name", "style", "trade")
"""Besides those of the text, ``grams`` and ``words``, which follow from its words."""

SCALES = {"grams": 1.0, "words": 2.0, "links": 0.3, "name": 1.5, "style": 0.5, "trade": 1.0}
"""How much each block counts. Words say the same on every blog, letters less so; links
count little, lest having one decide."""

LONGEST = 5000
"""Characters looked at; more is said in no comment."""

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\])]+"
    r"|(?<![\w@.-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,4}"
    r"\.(?:com|net|org|info|biz|io|in|ru|uk|us|de|fr|es|br|it|pl|tr|cn|xyz|online|shop|site|store"
    r"|top|club|live|win|bet|vip|pro|loan|link|click|blog|edu|example)(?![\w-])(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)
SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")
HREF = re.compile(r"(?:href|url)\s{0,3}=\s{0,3}[\"']?([^\s\"'>\]]{3,300})", re.IGNORECASE)
TAG = re.compile(
    r"</?[a-zA-Z][^<>]{0,300}>|\[/?(?:url|b|i|img|link)[^\[\]]{0,300}\]", re.IGNORECASE
)
MARKS = "".join(chr(c) for c in range(0x0483, 0x1B000) if unicodedata.category(chr(c))[0] == "M")
"""Vowel signs and the like, which stand within words without being letters."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no spaces between words: each letter counts
as one."""

LETTERS = rf"[^\W_{UNSPACED}]+(?:[{MARKS}]+[^\W_{UNSPACED}]*)*"
WORD = re.compile(rf"{LETTERS}(?:'{LETTERS})*|[^\W_][{MARKS}]*")
ASCII_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
"""The same, several times as fast where no other letters are."""

NOT_LETTERS = re.compile(r"[\W_\d]+")
DIGITS = re.compile(r"\d+")
DOT_INSIDE = re.compile(r"\w\.\w")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w+")
PHONE = re.compile(r"(?<![\w/=])\+?(?:\d[\s().-]{0,2}){8,14}\d(?!\w)")
MONEY = re.compile(r"[$€£₹]\s?\d|\d\s?(?:usd|dollars?|euros?|rs|inr|btc|%)(?!\w)", re.IGNORECASE)
BAD_SPACE = re.compile(r"\w\s[,.!?]|\w[,!?][^\W\d]")
CODE = re.compile(r"[{}=<>_;`\\]|\w\(\)")


@dataclass(frozen=True)
class Features:
    """``words`` are those of the text in order, folded; ``pairs`` the hashes of each two in a row;
    ``links`` its addresses and that of the name; ``blocks`` the hashes of the other blocks."""

    words: tuple[str, ...]
    pairs: tuple[int, ...]
    links: tuple[str, ...]
    blocks: dict[str, tuple[int, ...]]

    @property
    def says_little(self) -> bool:
        """Too few words, and no address, to be judged by."""
        return len(set(self.words)) < 4 and not self.links


@lru_cache(maxsize=8)
def extract(message: Message) -> Features:
    """The features of a message; linear in its length.

    Several layers ask for those of the same message, one after the other.
    """
    source = undisguised(unescape(message.text[:LONGEST]))
    links, bare = _without_addresses(source)
    words = tuple(words_of(bare))
    name_words = words_of(message.name)
    blocks = {
        "links": tuple(_links([*links, message.url] if message.url else links)),
        "name": tuple(_name(name_words)),
        "style": tuple(map(text_hash, _style(message, source, bare, words, name_words))),
        "trade": tuple(map(text_hash, _trade(message, name_words))),
    }
    pairs = tuple(map(text_hash, map(" ".join, zip(words, words[1:], strict=False))))
    return Features(words, pairs, (*links, message.url) if message.url else links, blocks)


def _without_addresses(source: str) -> tuple[tuple[str, ...], str]:
    """The addresses in a text, and the text without them and without markup."""
    bare = TAG.sub(" ", source)
    if not DOT_INSIDE.search(source):
        return (), bare
    links = dict.fromkeys([*HREF.findall(source), *LINK.findall(source)])
    if "@" in bare:
        bare = EMAIL.sub(" ", bare)
    return tuple(links), LINK.sub(" ", bare)


def words_of(text: str) -> list[str]:
    """The words of a text, folded; a number is a 0, for which one does not matter."""
    folded = fold(text).replace("’", "'")
    return [_plain(word) for word in (ASCII_WORD if folded.isascii() else WORD).findall(folded)]


def grams(word: str, shortest: int = 2, salt: int = 0) -> list[int]:
    """Two to five characters in a row; the blank before and after the word counts as one."""
    data = f" {word[:24]} ".encode("utf-16-le", "surrogatepass")
    numbers = map(crc32, _runs(len(data), shortest)(data))
    return [number ^ salt for number in numbers] if salt else list(numbers)


@cache
def _runs(length: int, shortest: int) -> Callable[[bytes], tuple[bytes, ...]]:
    """Cuts a word of so many bytes, two a character, into all its runs at once, for most of the
    time that a text takes goes there."""
    runs = [
        slice(start, start + size)
        for size in range(2 * shortest, 11, 2)
        for start in range(0, length + 1 - size, 2)
    ]
    return itemgetter(*runs) if len(runs) > 1 else lambda data: (data,) * len(runs)


def text_hash(text: str) -> int:
    """The number of a word, or of a pair of words with a blank between them."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def host_name(address: str) -> str:
    """The host of an address in small letters, without ``www.``."""
    return SCHEME.sub("", address.lower()).partition("/")[0].partition(":")[0][:100]


def host_words(address: str) -> tuple[str, list[str]]:
    """The last label of a host, and the words in the address."""
    address = SCHEME.sub("", address.lower())
    host, _slash, path = address.partition("/")
    labels = host.split(".")
    spelled = NOT_LETTERS.split(" ".join([*labels[:-1], path[:100]]))
    return labels[-1], [word for word in spelled if word]


def _plain(word: str) -> str:
    """Digits among letters are letters in disguise; digits alone are a number."""
    if word.isalpha() or not any(map(str.isdigit, word)):
        return word
    if word[0].isalpha() and word[-1].isalpha():
        return DIGITS.sub("0", word.translate(LEET))
    return DIGITS.sub("0", word)


def _links(addresses: Iterable[str]) -> Iterator[int]:
    seen: set[str] = set()
    for address in addresses:
        ending, words = host_words(address)
        for word in [f".{ending}", *words]:
            if word not in seen:
                seen.add(word)
                yield text_hash(f"link {word}")
                yield from grams(word, shortest=3, salt=0x5BD1E995)


def _name(words: list[str]) -> Iterator[int]:
    for word in dict.fromkeys(words):
        yield text_hash(f"name {word}")
        yield from grams(word, shortest=3, salt=0x1B873593)


def _style(
    message: Message,
    source: str,
    bare: str,
    words: tuple[str, ...],
    name: list[str],
) -> Iterator[str]:
    """How the message is written, apart from its words."""
    yield f"length {min(9, len(words).bit_length())}"
    letters = sum(map(str.isalpha, bare)) or 1
    capitals = sum(map(str.isupper, bare))
    digits = any(map(str.isdigit, bare))
    signs = {
        "capitals": capitals > 0.3 * letters,
        "no capitals": not capitals and len(words) > 4,
        "exclaims": "!" in bare,
        "shouts": bare.count("!") > 2,
        "asks": "?" in bare,
        "phone": digits and PHONE.search(bare) is not None,
        "mail": "@" in source and EMAIL.search(source) is not None,
        "money": digits and MONEY.search(bare) is not None,
        "markup": ("<" in source or "[" in source) and TAG.search(source) is not None,
        "digits": digits,
        "lines": "\n" in source.strip(),
        "code": CODE.search(bare) is not None,
        "bad space": BAD_SPACE.search(bare) is not None,
        "quotes": any(sign in bare for sign in '"“”«»'),
        "small i": " i " in bare,
        "apostrophe": "'" in bare or "’" in bare,
        "no end": bare.rstrip()[-1:].isalnum(),
        "few words": len({word for word in words if len(word) > 3}) <= 3,
    }
    yield from (sign for sign, there in signs.items() if there)
    if message.name:
        yield from _style_of_name(message, words, name)


def _style_of_name(message: Message, words: tuple[str, ...], name: list[str]) -> Iterator[str]:
    yield f"name of {min(4, len(name))}"
    if message.name.islower():
        yield "small name"
    if LINK.search(message.name):
        yield "address as name"
    if message.url:
        host = NOT_LETTERS.sub("", " ".join(host_words(message.url)[1]))
        hits = sum(len(word) > 3 and word in host for word in name)
        if hits:
            yield f"{min(2, hits)} of name in address"
        if any(len(word) > 4 and word in host for word in set(words)):
            yield "words in address"
        if "-" in message.url:
            yield "dash in address"


def _trade(message: Message, name: list[str]) -> Iterator[str]:
    """Whether name and address look like those of a shop rather than of a person."""
    if not message.url:
        return
    if in_host := trades_in(host_name(message.url).rpartition(".")[0]):
        yield f"trade in address {min(2, len(in_host))}"
    if len(name) > 1 and (in_name := trades_in(" ".join(name))):
        yield f"trade in name {min(2, len(in_name))}"
