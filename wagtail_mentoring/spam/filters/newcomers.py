"""What makes a message wait as long as nobody vouches for its writer."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.contact import decides_alone, has_number_or_mail, hosts_in
from wagtail_mentoring.spam.trade import trades_in
from wagtail_mentoring.spam.wares import wares_in


class NewcomerFilter(SpamFilter):
    """An address to go to or a number to call from a stranger; from anybody, what spam sells.

    Spam is of no use without a way to its sender, so that none goes out unread. This makes a
    message wait and never makes it spam: people have links, too. Somebody who was approved before
    may give an address, though not that of a shop. With ``links`` or ``wares`` False it minds less.
    """

    def __init__(self, links: bool = True, wares: bool = True) -> None:
        self.links = links
        self.wares = wares

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if not decides_alone(message, policy):
            return
        hosts = hosts_in(message)
        if self.links and not message.known:
            if hosts:
                yield Reason("new_link", 0.0, {"host": hosts[0]}, holds=True)
            elif has_number_or_mail(message):
                yield Reason("new_contact", 0.0, holds=True)
        if self.wares:
            shops = [host for host in hosts if trades_in(host.rpartition(".")[0])]
            if words := [*wares_in(message), *shops]:
                yield Reason("wares", 0.0, {"words": ", ".join(words)[:80]}, holds=True)
