"""What makes a message wait as long as nobody vouches for its writer."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.contact import (
    decides_alone,
    has_number_or_mail,
    hosts_in,
    is_vouched_for,
)
from wagtail_mentoring.spam.features import extract
from wagtail_mentoring.spam.trade import trades_in
from wagtail_mentoring.spam.wares import wares_in

AD_NAME = 0.6
"""From here on a name of several words is rather that of a business: one in 200 of people's is."""


class NewcomerFilter(SpamFilter):
    """An address to go to, a number to call or the name of a business from a stranger; from
    anybody, what spam sells.

    Spam is of no use without a way to its sender, so that none goes out unread. This makes a
    message wait and never makes it spam: people have links, too. Somebody who was approved before
    may give an address, though not that of a shop. With ``links``, ``wares`` or ``businesses``
    False it minds less.
    """

    def __init__(self, links: bool = True, wares: bool = True, businesses: bool = True) -> None:
        self.links = links
        self.wares = wares
        self.businesses = businesses

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if not decides_alone(message, policy):
            return
        if self.links and not message.known:
            yield from _ways_to_its_sender(message)
        if self.businesses and not is_vouched_for(message) and _is_of_a_business(message):
            yield Reason("name_doubt", 0.0, {"name": message.name[:60]}, holds=True)
        if self.wares:
            yield from _sold(message)


def _ways_to_its_sender(message: Message) -> Iterator[Reason]:
    if hosts := hosts_in(message):
        yield Reason("new_link", 0.0, {"host": hosts[0]}, holds=True)
    elif has_number_or_mail(message):
        yield Reason("new_contact", 0.0, holds=True)


def _is_of_a_business(message: Message) -> bool:
    if trades_in(message.name):
        return True
    return " " in message.name and baseline().score_of_name(extract(message)) >= AD_NAME


def _sold(message: Message) -> Iterator[Reason]:
    shops = [host for host in hosts_in(message) if trades_in(host.rpartition(".")[0])]
    if words := [*wares_in(message), *shops]:
        yield Reason("wares", 0.0, {"words": ", ".join(words)[:80]}, holds=True)
