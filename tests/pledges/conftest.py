import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.factories import MentorContactFactory, MentorFactory, RoundFactory
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import links as mentor_links
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.submissions import tickets


@pytest.fixture(autouse=True)
def _mail_goes_out(db, monkeypatch):
    """Run at once what waits for the commit: the transaction around a test has none."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, **kwargs: func())


@pytest.fixture
def round_(site):
    return RoundFactory(title="Spring", slug="spring")


@pytest.fixture
def form_data():
    """What a person fills in; keyword arguments replace it."""

    def make(round_, **changes):
        a_minute_ago = timezone.now() - dt.timedelta(minutes=1)
        ticket = tickets.issue(f"pledge:{round_.pk}", None, a_minute_ago)
        return {
            "kind": "follow_through",
            "mentor_name": "Ada Example",
            "text": "Apply for two grants and report back.",
            "when": "week",
            "name": "Robin Reader",
            "shown_as": "first",
            "email": "robin@mail.example",
            "ticket": ticket,
        } | changes

    return make


@pytest.fixture
def post_pledge(client, form_data):
    """Sends the form of a round."""

    def post(round_, **changes):
        url = reverse("wagtail_mentoring:post_pledge", args=[round_.slug])
        return client.post(url, form_data(round_, **changes))

    return post


@pytest.fixture
def confirmed(client, round_, post_pledge):
    """A pledge whose maker followed the link in the mail, and the address of its own page."""

    def make(at_confirm=None, **changes):
        post_pledge(round_, **changes)
        response = client.post(link_in(mail.outbox[-1], "confirm"), at_confirm or {})
        manage_url = response["Location"].partition("?")[0]
        return Pledge.objects.latest("pk"), manage_url

    return make


@pytest.fixture
def mentor(site):
    """A mentor who agreed to hear from us."""
    mentor = MentorFactory(name="Ada Example", slug="ada", consent="agreed")
    MentorContactFactory(mentor=mentor, email="ada@mail.example")
    return mentor


@pytest.fixture
def mentor_url(mentor):
    return mentor_links.path_to_page(mentor)


@pytest.fixture
def gave_back(confirmed, client, mentor):
    """A finished pledge for the mentor, of which the mentor may hear."""

    def give(story="It went well.", publish=True, **changes):
        _pledge, url = confirmed(mentor="ada", mentor_name="", **changes)
        client.post(url, {"action": "done", "story": story, "mentor_consent": "on"})
        pledge = Pledge.objects.latest("pk")
        if publish:
            operations.publish(pledge)
            if story:
                operations.publish(pledge.story)
        return Pledge.objects.get(pk=pledge.pk), url

    return give


def mails_to(address):
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message, word):
    """The path of the link in a mail whose address contains ``word``."""
    return re.search(rf"https?://[^/\s]+(/\S*/{word}/\S+)", message.body).group(1)


def at_nine(days):
    """Nine o'clock of the site, so many days from today."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
