"""Every step that a person takes, clicked twice while the mail server is away."""

import datetime as dt

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.mail.conftest import Inbox, free_port, point_mail_at
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import deliver_due
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import links as mentor_links
from wagtail_mentoring.pledges.models import MentorNote, Pledge, PledgeEvent

from .conftest import link_in

TO_ADA = {"mentor": "ada", "mentor_name": ""}
IN_A_MONTH = (timezone.localdate() + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def world(client, round_, mentor, form_data, post_pledge, confirmed, settings):
    """Where each step begins; nothing waits for a moderator."""
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": []}
    round_.moderation = "suspicious"
    round_.save()

    class World:
        def form(self):
            data = form_data(round_, **TO_ADA)
            return reverse("wagtail_mentoring:post_pledge", args=["spring"]), data

        def unconfirmed(self):
            post_pledge(round_, **TO_ADA)
            return link_in(mail.outbox[-1], "confirm")

        def open(self):
            return confirmed(**TO_ADA)[1]

        def finished(self):
            url = self.open()
            client.post(url, {"action": "done"})
            return url

        def told(self):
            client.post(self.open(), {"action": "done", "mentor_consent": "on"})
            return mentor_links.path_to_pledge(mentor, Pledge.objects.get())

    return World()


STEPS = {
    "sends the form": ("form", None, "started", "pledge_confirm"),
    "confirms": ("unconfirmed", {"confirm": 1}, "confirmed", "pledge_receipt"),
    "says it was somebody else": ("unconfirmed", {"not_me": 1}, "expired", None),
    "did it": ("open", {"action": "done", "mentor_consent": "on"}, "done", "mentor_told"),
    "tried": ("open", {"action": "tried", "mentor_consent": "on"}, "tried", "mentor_told"),
    "lets it go": ("open", {"action": "let_go"}, "let_go", None),
    "takes time": ("open", {"action": "more_time", "due_on": IN_A_MONTH}, "more_time", None),
    "opens it again": ("finished", {"action": "reopen"}, "reopened", None),
    "shares it later": (
        "finished",
        {"action": "share", "mentor_consent": "on"},
        "mentor_told",
        "mentor_told",
    ),
    "erases it": ("finished", {"sure": "on"}, "erased", "pledge_erased"),
    "writes back": ("told", {"text": "You made my week."}, "wrote_back", "pledge_note"),
}


@pytest.mark.parametrize("step", STEPS)
def test_clicked_twice_it_happens_once_and_its_mail_comes_when_the_server_is_back(
    client, world, settings, step
):
    begin, data, event, kind = STEPS[step]
    url = getattr(world, begin)()
    if begin == "form":
        url, data = url
    if step == "takes time":
        Pledge.objects.update(due_on=timezone.localdate())
    if step == "erases it":
        url = f"{url}erase/"
    point_mail_at(settings, free_port())  # where nobody listens

    answers = [client.post(url, data) for _time in range(2)]

    assert all(answer.status_code in (200, 302, 410) for answer in answers)
    if kind is not None:
        row = OutgoingMail.objects.get(kind=kind)
        assert (row.state, row.last_error) == ("queued", "ConnectionRefusedError")
    assert OutgoingMail.objects.filter(state="queued").count() == (kind is not None)

    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        point_mail_at(settings, port)
        for _time in range(2):
            deliver_due(timezone.now() + dt.timedelta(hours=1))
    finally:
        controller.stop()

    assert len(inbox.envelopes) == (kind is not None)
    assert PledgeEvent.objects.filter(event=event).count() == 1
    assert MentorNote.objects.count() <= 1
    assert Pledge.objects.count() == 1


@pytest.mark.parametrize("late", ["no_answer", "let_go"])
def test_a_late_answer_still_counts(client, world, late):
    url = world.open()
    pledge = Pledge.objects.get()
    (operations.give_up if late == "no_answer" else operations.let_go)(pledge)
    client.post(url, {"action": "tried", "story": "After all."})
    pledge.refresh_from_db()
    assert (pledge.progress, pledge.outcome) == ("finished", "tried")
