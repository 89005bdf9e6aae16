"""Erasing: a second step, one last mail, and nothing left but numbers."""

import datetime as dt

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.urls import reverse
from django.utils import timezone

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import ConsentRecord, DailyCount, Pledge, PledgeEvent, Talent
from wagtail_mentoring.pledges.signals import pledge_erased
from wagtail_mentoring.pledges.tasks import run
from wagtail_mentoring.pledges.wall import tally
from wagtail_mentoring.spam.models import Judgement

from .conftest import mails_to


def erase_url(manage_url):
    token = manage_url.strip("/").split("/")[-1]
    return reverse("wagtail_mentoring:erase_pledge", args=[token])


def everything_stored():
    """All text in all tables of ours and in Wagtail's log."""
    found = []
    for model in [*apps.get_app_config("wagtail_mentoring").get_models(), *log_models()]:
        for row in model.objects.values():
            found += [str(value) for value in row.values()]
    return "\n".join(found)


def log_models():
    from wagtail.models import ModelLogEntry

    assert issubclass(ModelLogEntry, models.Model)
    return [ModelLogEntry]


def test_everything_that_tells_who_it_was_is_deleted(client, gave_back, administrator):
    pledge, url = gave_back(
        name="MARKER Name",
        text="MARKER text",
        kind="knowledge",
        talents="MARKER talent",
        plan="MARKER plan",
        story="MARKER story",
        email="marker@mail.example",
    )
    mentors.write_back(pledge, "MARKER note")

    response = client.post(erase_url(url), {"sure": "on"})

    assert "It is deleted" in response.text
    assert "marker" not in everything_stored().lower()
    assert Talent.objects.count() == 0
    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.erased_from, pledge.outcome) == ("erased", "finished", "done")


def test_the_first_step_and_a_button_alone_delete_nothing(client, confirmed):
    _pledge, url = confirmed()
    assert erase_url(url) in client.get(url).text

    client.get(erase_url(url))
    response = client.post(erase_url(url))

    assert response.status_code == 400
    assert "Tick this box first." in response.text
    assert Pledge.objects.get().progress == "open"


def test_the_last_mail_says_so_without_a_link(client, confirmed):
    _pledge, url = confirmed()
    mail.outbox.clear()

    client.post(erase_url(url), {"sure": "on"})

    (message,) = mails_to("robin@mail.example")
    assert message.subject == "Your pledge is deleted"
    assert "http" not in message.body
    assert not OutgoingMail.objects.exclude(address="").exists()


def test_afterwards_every_link_says_that_nothing_is_left(client, confirmed):
    _pledge, url = confirmed()
    client.post(erase_url(url), {"sure": "on"})

    for link in (url, erase_url(url)):
        assert client.get(link).status_code == client.post(link).status_code == 410
    assert PledgeEvent.objects.filter(event="erased").count() == 1


def test_numbers_stay_and_the_proof_of_consent_names_nobody(client, gave_back, round_):
    _pledge, url = gave_back()
    before = tally(round_)

    client.post(erase_url(url), {"sure": "on"})

    after = tally(round_)
    assert (after.promises, after.done) == (before.promises, before.done) == (1, 1)
    assert {record.pledge for record in ConsentRecord.objects.all()} == {None}
    counted = dict(DailyCount.objects.values_list("event", "count"))
    assert counted == {
        "started": 1,
        "confirmed": 1,
        "done": 1,
        "mentor_told": 1,
        "erased": 1,
    }


def test_mail_still_to_be_sent_is_forgotten(confirmed, settings):
    pledge, _url = confirmed()
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    run(timezone.now() + dt.timedelta(days=8))
    assert OutgoingMail.objects.filter(kind="pledge_due").exclude(address="").exists()

    operations.erase(Pledge.objects.get())

    left = OutgoingMail.objects.exclude(address="")
    assert [row.kind for row in left] == ["pledge_erased"]


def test_a_last_mail_that_cannot_be_sent_gives_up_the_address_after_a_day(confirmed, settings):
    confirmed()
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    operations.erase(Pledge.objects.get())

    assert run(timezone.now() + dt.timedelta(hours=23))["addresses_forgotten"] == 0
    assert run(timezone.now() + dt.timedelta(hours=25))["addresses_forgotten"] == 1
    assert not OutgoingMail.objects.exclude(address="").exists()


@pytest.mark.parametrize("action", ["let_go", "done"])
def test_a_pledge_can_be_erased_at_any_time(client, confirmed, action):
    _pledge, url = confirmed()
    client.post(url, {"action": action})
    client.post(erase_url(url), {"sure": "on"})
    assert Pledge.objects.get().progress == "erased"


def test_the_spam_filter_forgets_where_it_came_from_and_linked_to(confirmed):
    confirmed()
    assert Judgement.objects.update(hosts=["ada.example"], sender="marker")
    operations.erase(Pledge.objects.get())
    assert set(Judgement.objects.values_list("sender")) == {("",)}
    assert Judgement.objects.get().hosts == []


def test_disowning_too_late_forgets_nothing(confirmed):
    confirmed()
    Judgement.objects.update(hosts=["ada.example"], sender="marker")
    assert not operations.disown(Pledge.objects.get())
    assert Judgement.objects.get().sender == "marker"


def test_sites_hear_of_it(confirmed):
    heard = []

    def note(sender, pledge, **kwargs):
        heard.append(pledge.name)

    pledge_erased.connect(note)
    confirmed()
    operations.erase(Pledge.objects.get())
    assert heard == [""]


@pytest.mark.parametrize("action", ["done", "let_go"])
def test_a_round_keeps_names_and_words_of_ended_pledges_for_so_long(
    client, confirmed, round_, action
):
    round_.retention_days = 100
    round_.save()
    _pledge, url = confirmed()
    client.post(url, {"action": action})
    mail.outbox.clear()

    assert run(timezone.now() + dt.timedelta(days=99))["erased"] == 0
    assert run(timezone.now() + dt.timedelta(days=101))["erased"] == 1
    assert run(timezone.now() + dt.timedelta(days=102))["erased"] == 0

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.name, pledge.email) == ("erased", "", "")
    assert PledgeEvent.objects.get(event="erased").actor == "system"
    assert [message.subject for message in mails_to("robin@mail.example")] == [
        "Your pledge is deleted"
    ]


def test_an_open_pledge_is_kept_however_old(confirmed, round_):
    round_.retention_days = 30
    round_.save()
    confirmed(when="date", due_on=(timezone.localdate() + dt.timedelta(days=300)).isoformat())

    assert run(timezone.now() + dt.timedelta(days=200))["erased"] == 0
