"""What spam looks like, whatever it sells: links, disguises, markup, an advertising name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.features import (
    LINK,
    NOT_LETTERS,
    PHONE,
    host_words,
    words_of,
)
from wagtail_mentoring.spam.folding import has_invisible, mixed_words, spaced_words
from wagtail_mentoring.spam.trade import trades_in


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SALES_WORDS = _words("""
whatsapp telegram call contact hire buy order price prices cheap discount offer loan loans
agent dm sms viber guaranteed profit invest investment earn kaufen bestellen preis comprar
precio acheter prix contactez comprare купить цена заказать звоните fiyat
""")
KEYWORDS = _words("""
best free service services price prices seo bet loan viagra writing help hire company course
courses institute admission admissions digital design apk mod movie movies günstig cher купить
казино
""")
"""Besides the words of trade, which tell in an address, too."""

ALSO_NAMES = _words("best price seo loan")
"""Names of people as well, so that they need another keyword beside them."""

HTML_LINK = re.compile(r"<a\s[^>]{0,300}href", re.IGNORECASE)
FORUM_MARKUP = re.compile(r"\[(?:url|link|img)[\]=]", re.IGNORECASE)
TEMPLATE = re.compile(r"\{[^{}|]{1,60}(?:\|[^{}|]{1,60})+\}|%[a-z]+_[a-z]+%|#anchor_text#")


SPELLED = re.compile(
    r"\bhxxps?://|\w\s?[\[(]\s?dot\s?[\])]\s?[a-z]{2,9}\b|\w[\[(]\s?\.\s?[\])][a-z]{2,9}\b"
    r"|\bdot\s(?:com|net|org|info|biz|io|co|xyz|online|shop|site|store|top|club|vip|example)\b",
    re.IGNORECASE,
)
"""An address that only people can put together: "shop [.] example", "shop dot com"."""


class LinkCountFilter(SpamFilter):
    """As many links as the site's settings name, or more.

    It makes a message wait and never makes it spam: real comments have links.
    """

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        count = len(message.links)
        if count >= max(1, policy.hold_links):
            yield Reason("links", 0.0, {"count": count}, holds=True)


class ContactFilter(SpamFilter):
    """A telephone number together with words of a sale. A number alone is no offence."""

    def __init__(self, points: float = 1.5) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if not PHONE.search(message.text):
            return
        said = SALES_WORDS.intersection(words_of(message.text))
        if said:
            yield Reason("phone_sale", self.points, {"words": ", ".join(sorted(said)[:3])})


class DisguiseFilter(SpamFilter):
    """Letters of several scripts in one word, invisible characters, words s p a c e d out, and
    addresses that are spelled out."""

    def __init__(self, points: float = 2.0) -> None:
        self.points = points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        text = f"{message.name}\n{message.text}"
        if mixed := mixed_words(text):
            points = self.points if len(mixed) > 1 else self.points / 2
            yield Reason("mixed_scripts", points, {"word": mixed[0][:30]})
        if has_invisible(text):
            yield Reason("invisible", self.points)
        if spaced := spaced_words(text):
            yield Reason("spaced", self.points / 2, {"word": spaced[0][:30]})
        if spelled := SPELLED.search(text):
            yield Reason("spelled", self.points / 2, {"words": spelled.group()[:30]})


class MarkupFilter(SpamFilter):
    """Markup of forums, or the blanks of a form letter, left in the text."""

    def __init__(self, points: float = 3.0, html_points: float = 0.25) -> None:
        self.points = points
        self.html_points = html_points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if FORUM_MARKUP.search(message.text):
            yield Reason("forum_markup", self.points)
        if TEMPLATE.search(f"{message.name} {message.text}"):
            yield Reason("form_letter", self.points)
        if HTML_LINK.search(message.text):
            yield Reason("html_link", self.html_points)


class NameFilter(SpamFilter):
    """A name that is an address, or advertises what the address beside it sells."""

    def __init__(self, address_points: float = 2.0, advert_points: float = 1.5) -> None:
        self.address_points = address_points
        self.advert_points = advert_points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if LINK.search(message.name):
            yield Reason("name_address", self.address_points, {"name": message.name[:60]})
            return
        words = words_of(message.name)
        keywords = [word for word in words if word in KEYWORDS or trades_in(word)]
        sold = message.url and _sold_at(message.url, words)
        telling = not ALSO_NAMES.issuperset(keywords) and (sold or len(words) >= 3)
        if len(keywords) >= 2 or telling:
            yield Reason("name_advert", self.advert_points, {"name": message.name[:60]})


def _sold_at(url: str, words: list[str]) -> bool:
    host = NOT_LETTERS.sub("", " ".join(host_words(url)[1]))
    return any(len(word) > 3 and word in host for word in words)
