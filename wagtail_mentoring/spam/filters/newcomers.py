"""What makes a message wait as long as nobody vouches for its writer."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.contact import (
    decides_alone,
    has_number_or_mail,
    hosts_in,
)
from wagtail_mentoring.spam.sales import advertised
from wagtail_mentoring.spam.trade import trades_in


class NewcomerFilter(SpamFilter):
    """An address to go to, a number to call, or words of an advertisement, from a stranger.

    Spam is of no use without them, so that none goes out unread. They make a message wait and
    never make it spam: people have links, too. Somebody who was published before may give an
    address, though not advertise. With ``links`` or ``adverts`` False it minds less.
    """

    def __init__(self, links: bool = True, adverts: bool = True) -> None:
        self.links = links
        self.adverts = adverts

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if not decides_alone(message, policy):
            return
        hosts = hosts_in(message)
        if self.links and not message.known:
            if hosts:
                yield Reason("new_link", 0.0, {"host": hosts[0]}, holds=True)
            elif has_number_or_mail(message):
                yield Reason("new_contact", 0.0, holds=True)
        if self.adverts:
            shops = [host for host in hosts if trades_in(host.rpartition(".")[0])]
            if words := [*advertised(message), *shops]:
                data = {"words": ", ".join(dict.fromkeys(words))[:80]}
                yield Reason("advert", 0.0, data, holds=True)
