"""Bots and people against a running site that publishes what looks harmless, all layers on."""

import datetime as dt
import http.client
import re
from collections import Counter
from itertools import count
from urllib.parse import urlencode, urlsplit

import pytest
from django.utils import timezone

from tests.spam.bench.senders import Sender, bots, form, people
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions import tickets

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EARLIER = [
    "The question about who else could help was new to me, and I asked it the very next day.",
    "We tried the shared agenda for a term; what worked was that she wrote it and I only read it.",
]
TICKET = re.compile(r'name="ticket" value="([^"]+)"')


class Site:
    """Sends forms to the running site, each from the network that it is said to come from."""

    def __init__(self, url, page):
        self.host, self.page, self.senders = urlsplit(url).netloc, page, count(1)

    def ticket(self, seconds):
        issued = timezone.now() - dt.timedelta(seconds=seconds)
        return tickets.issue(f"comment:{self.page.pk}", None, issued)

    def post(self, data, network):
        connection = http.client.HTTPConnection(self.host, source_address=(network, 0))
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"/mentoring/comments/{self.page.pk}/"
        connection.request("POST", path, urlencode(data), headers)
        answer = connection.getresponse()
        status, text = answer.status, answer.read().decode()
        connection.close()
        return status, text

    def run(self, sender: Sender):
        """What became of a sender's forms; ``lost`` are texts neither stored nor given back."""
        before = set(ReaderComment.objects.values_list("pk", flat=True))
        kept, refused, lost = self.ticket(sender.seconds), 0, 0
        networks = sender.networks or (f"127.0.2.{next(self.senders)}",)
        for number, data in enumerate(sender.forms):
            network = networks[number % len(networks)]
            if sender.ticket:
                ticket = kept if sender.same_ticket else self.ticket(sender.seconds)
                data = {**data, "ticket": ticket}
            status, text = self.post(data, network)
            if status == 200 and sender.presses_the_button:
                fresh = TICKET.search(text).group(1)
                status, text = self.post({**data, "ticket": fresh}, network)
            if status != 302:
                refused += 1
                lost += "<textarea" not in text or data["body"][:20] not in text
        new = ReaderComment.objects.exclude(pk__in=before)
        states = Counter(new.values_list("state", flat=True))
        row = {"who": sender.who, "tried": len(sender.forms), "published": states["published"]}
        return row | {
            "held": states["waiting"],
            "spam": states["spam"],
            "refused": refused,
            "lost": lost,
        }


@pytest.fixture
def running(live_server, article, settings, monkeypatch):
    site_settings = MentoringSettings(site=article.get_site(), moderation="hold_suspicious")
    site_settings.save()
    running = Site(live_server.url, article)
    running.run(Sender("readers", [form("Reader", text) for text in EARLIER]))
    return running


def table(rows):
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    widths = [max(len(str(line[column])) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


def test_no_bot_is_published_and_nothing_is_lost(running, capsys):
    rows = [running.run(sender) for sender in bots(EARLIER)]
    with capsys.disabled():
        print(f"\n{table(rows)}")
    assert {row["who"]: row["published"] for row in rows if row["published"]} == {}
    assert not any(row["lost"] for row in rows)


def test_no_person_is_filed_as_spam_or_loses_a_word(running, capsys):
    rows = [running.run(sender) for sender in people()]
    with capsys.disabled():
        print(f"\n{table(rows)}")
    assert {row["who"]: row["spam"] for row in rows if row["spam"]} == {}
    assert not any(row["lost"] or row["refused"] for row in rows)
