"""What came before: the same text, the same links, too much from one place."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail_mentoring.spam.base import Message, Policy, Reason, SpamFilter
from wagtail_mentoring.spam.features import extract
from wagtail_mentoring.spam.fingerprints import hosts_of, is_worth_comparing
from wagtail_mentoring.spam.history import RECENTLY, history_of
from wagtail_mentoring.spam.layers import learnt_for


class RepeatFilter(SpamFilter):
    """The same text, or a link to the same place, as spam; or a copy of what somebody said.

    Short thanks and promises are said by many people in the same words: they are no copies.
    """

    def __init__(
        self, spam_points: float = 5.0, host_points: float = 3.0, copy_points: float = 1.5
    ) -> None:
        self.spam_points = spam_points
        self.host_points = host_points
        self.copy_points = copy_points

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        if message.site_id is None:
            return
        if extract(message).words:
            yield from self._same_text(message)
        yield from self._same_hosts(message)

    def _same_text(self, message: Message) -> Iterator[Reason]:
        history = history_of(message)
        comparable = is_worth_comparing(message)
        if history.last_spam_copy and (comparable or not history.other_copies):
            date = history.last_spam_copy.date().isoformat()
            data = {"count": history.copies_in_spam, "date": date}
            yield Reason("same_as_spam", self.spam_points, data)
        elif history.other_copies and comparable:
            yield Reason("copy", self.copy_points, {"count": history.other_copies}, holds=True)

    def _same_hosts(self, message: Message) -> Iterator[Reason]:
        hosts = hosts_of(message)
        learnt = learnt_for(message) if hosts else None
        if learnt is None:
            return
        for host in hosts:
            ham, spam = learnt.times_linked(host)
            if spam and not ham:
                points = min(5.0, self.host_points + 0.5 * (spam - 1))
                yield Reason("spam_host", points, {"host": host, "count": spam})
                return


class RateFilter(SpamFilter):
    """Much in a short time from one account, known reader or network.

    Few points: a class of students may sit behind one address. Of somebody known, whom no points
    stop, a flood waits.
    """

    def __init__(self, most: int = 5, points: float = 1.0, flood: int = 20) -> None:
        self.most = most
        self.points = points
        self.flood = flood

    def judge(self, message: Message, policy: Policy) -> Iterator[Reason]:
        count = history_of(message).recent
        if count >= self.most:
            minutes = RECENTLY.seconds // 60
            data = {"count": count, "minutes": minutes}
            yield Reason("rate", self.points, data, message.known and count >= self.flood)
