"""A running site as those who send to it see it, and what became of what they sent."""

import datetime as dt
import http.client
import re
from collections import Counter
from html import unescape
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pledges.models import MentorNote, Pledge, Story
from wagtail_mentoring.submissions import tickets

TICKET = re.compile(r'name="ticket" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MODELS = (ReaderComment, Pledge, Story, MentorNote)


class Visitor:
    """Somebody, or something, that sends from one network and keeps cookies."""

    def __init__(self, host, network):
        self.host, self.network, self.cookies = host, network, SimpleCookie()

    def get(self, path):
        return self._send("GET", path)

    def post(self, path, data):
        return self._send("POST", path, urlencode(data))

    def _send(self, method, path, body=None):
        """Status, text, and where a redirection leads."""
        connection = http.client.HTTPConnection(self.host, source_address=(self.network, 0))
        cookies = "; ".join(f"{name}={one.coded_value}" for name, one in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        connection.request(method, path, body, headers | (FORM if body else {}))
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        text, leads_to = answer.read().decode(), answer.headers.get("Location", "")
        connection.close()
        return answer.status, text, leads_to


class Running:
    """The site; each sender comes from networks of its own."""

    def __init__(self, url, page, round_):
        self.host, self.page, self.round, self.networks = (
            urlsplit(url).netloc,
            page,
            round_,
            count(1),
        )
        self.page_url = f"{url}/blog/{page.slug}/"

    @property
    def post_url(self):
        return f"/mentoring/comments/{self.page.pk}/"

    def visitor(self, network=""):
        number = next(self.networks)
        return Visitor(self.host, network or f"127.0.{2 + number // 250}.{1 + number % 250}")

    def ticket(self, seconds=45, purpose=""):
        issued = timezone.now() - dt.timedelta(seconds=seconds)
        return tickets.issue(purpose or f"comment:{self.page.pk}", None, issued)

    def run(self, sender):
        """Sends the forms of a sender; a row of the table."""
        kept, own = self.ticket(sender.seconds), self.visitor()
        refused = lost = 0

        def send():
            nonlocal refused, lost
            visitors = [self.visitor(network) for network in sender.networks] or [own]
            for number, data in enumerate(sender.forms):
                visitor = visitors[number % len(visitors)]
                if sender.ticket:
                    ticket = kept if sender.same_ticket else self.ticket(sender.seconds)
                    data = {**data, "ticket": ticket}
                status, text, _to = visitor.post(self.post_url, data)
                if status == 200 and sender.presses_the_button:
                    fresh = TICKET.search(text).group(1)
                    status, text, _to = visitor.post(self.post_url, {**data, "ticket": fresh})
                if status != 302:
                    refused += 1
                    lost += "<textarea" not in text or data["body"][:20] not in unescape(text)
            return len(sender.forms)

        row = self.watch(sender.who, send)
        return row | {"refused": refused, "lost": lost}

    def watch(self, who, act):
        """Does something, and counts in which state what it left is; a row of the table.

        ``act`` gives back how much it tried.
        """
        before = {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}
        tried = act()
        states = Counter()
        for model, known in before.items():
            states.update(model.objects.exclude(pk__in=known).values_list("state", flat=True))
        row = {"who": who, "tried": tried, "published": states["published"]}
        row |= {"held": states["waiting"], "spam": states["spam"]}
        return row | {"refused": 0, "lost": 0}


def table(rows):
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    widths = [max(len(str(line[column])) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
