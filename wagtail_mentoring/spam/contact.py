"""Where a message leads: hosts, addresses, telephone numbers, names in messengers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.features import DOT_INSIDE, EMAIL, PHONE, extract, host_name
from wagtail_mentoring.spam.folding import undisguised

ENDINGS = """
com net org info biz xyz online shop site store top club vip pro link click example agency ai app at
au bid br ca casino cc center ch cn co company cz de dev digital email es eu expert fi fr fun ga gg
gr guru hu ie il ink io ir jp kr kz li life live ly market me media mobi money mx news ng nl nu nz
page pk pl press pt ro rocks ru se sg sk solutions stream su tech tk to today tools tr tv ua uk us
vn website world ws za zone рф бел укр срб москва онлайн сайт 中国 公司 网络 在线
"""
ENDING = f"(?:{'|'.join(ENDINGS.split())}|xn--[a-z0-9-]+)"

HOST = re.compile(
    rf"(?<![\w@./-])\w[\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:{ENDING}(?![\w-])"
    r"|[a-z]{2,12}/(?=[\w#?-]))"
)
"""More than the classifier counts: all scripts, more endings, anything with a path behind it."""

PRODUCTS = re.compile(r"\b(?:(?:asp|vb|ado|ml)\.net|\w+\.js)\b", re.IGNORECASE)
"""Names that look like hosts."""

PARTED = re.compile(
    rf"(?:[•·∙⋅]\s*|(?<=[a-z\d ])。\s*|(?<=\s)\.\s+){ENDING}(?![\w-])", re.IGNORECASE
)
"""A host with something else for its full stop, or space around it."""

MESSENGER = re.compile(
    r"(?:\b(?:whats\s?app|wats?app|telegram|wechat|weixin|viber|snapchat|insta|instagram|zalo|wa|tg"
    r"|телеграм\w*|вац?т?сап\w*|вотсап\w*)\b|qq(?=\W?\d{5})|微信|加v|威信|电报|텔레그램|카톡)"
    r"\W{0,4}(?:\w{1,20}\W{1,3}){0,2}?(?:@\w|\+?\d{3}|\w{0,20}[a-z]\w{0,20}[\d_]|:\s?\w)",
    re.IGNORECASE,
)
"""A messenger, and soon after it a name or a number to write to."""

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@lru_cache(maxsize=8)
def said(message: Message) -> str:
    """Name and text without disguises."""
    text = undisguised(f"{message.name}\n{message.text}")
    return unicodedata.normalize("NFKC", text).translate(DASHES)


@lru_cache(maxsize=8)
def hosts_in(message: Message) -> tuple[str, ...]:
    """The hosts that a message leads to, by links, addresses without one, and the website."""
    addresses = list(message.links)
    for text in dict.fromkeys((f"{message.name}\n{message.text}", said(message))):
        if DOT_INSIDE.search(text):
            text = PRODUCTS.sub(" ", EMAIL.sub(" ", text))
            addresses += [link for link in extract(message).links if link in text]
            addresses += HOST.findall(text)
    addresses.append(message.url)
    return tuple(dict.fromkeys(host for host in map(host_name, addresses) if "." in host))


@lru_cache(maxsize=8)
def has_number_or_mail(message: Message) -> bool:
    """Whether it gives an e-mail address, a telephone number, or a name in a messenger."""
    text = said(message)
    if "@" in text and EMAIL.search(text):
        return True
    return any(pattern.search(text) for pattern in (PHONE, MESSENGER, PARTED))


def is_vouched_for(message: Message) -> bool:
    """Whether something of this person was approved before, and the message leads nowhere.

    One harmless comment is a cheap way to be known, so it does not speak for an address.
    """
    return message.known and not (hosts_in(message) or has_number_or_mail(message))


def decides_alone(message: Message, policy: Policy) -> bool:
    """Whether the filter has the only word: where it finds nothing the message is published."""
    return policy.hold == "suspicious" or (policy.hold == "first" and message.known)
