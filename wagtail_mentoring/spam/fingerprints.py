"""What tells that two messages are one: their words, and where their links lead."""

from __future__ import annotations

from hashlib import blake2b

from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.spam.features import extract, host_name

ENOUGH_WORDS = 8
"""Fewer are said by many people in the same way, unless they carry a link."""

SHARED_HOSTS = """
youtube.com youtu.be google.com docs.google.com drive.google.com github.com wikipedia.org
en.wikipedia.org facebook.com twitter.com x.com instagram.com linkedin.com medium.com doi.org
bit.ly t.me wordpress.com blogspot.com
"""
"""Everybody links there, spam and others: a link to them says nothing."""


def fingerprint(message: Message) -> str:
    """32 hex digits, the same for texts that differ in case, accents, signs, numbers and links."""
    words = " ".join(extract(message).words)
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def hosts_of(message: Message) -> list[str]:
    """The hosts that a message links to, at most ten, without those that everybody shares."""
    addresses = (*message.links, *extract(message).links)
    hosts = dict.fromkeys(map(host_name, addresses))
    return [host for host in hosts if host and host not in SHARED_HOSTS.split()][:10]


def is_worth_comparing(message: Message) -> bool:
    """Whether the same text twice is a copy, not two people with the same thanks or promise."""
    if message.links or message.url or extract(message).links:
        return True
    return message.kind == "comment" and len(set(extract(message).words)) >= ENOUGH_WORDS
