"""Editors write down what people tell them: pledges made on paper, and how pledges went."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.factories import PledgeFactory, RoundFactory
from wagtail_mentoring.pledges.models import Pledge, PledgeEvent

PAPER = "mentoring_paper_pledge"


@pytest.fixture
def write_down(admin_client, site):
    round_ = RoundFactory()

    def post(**changes):
        typed = {
            "round": round_.pk,
            "kind": "connection",
            "mentor_name": "Ada Example",
            "text": "Introduce her to the archive.",
            "name": "Robin Reader",
            "shown_as": "first",
            "made_on": "2026-05-04",
            "due_on": "2026-06-01",
        } | changes
        return admin_client.post(reverse(PAPER), typed)

    return post


def test_a_pledge_made_on_paper_is_open_and_nobody_is_mailed(write_down):
    write_down()

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.email) == ("open", "")
    assert pledge.confirmed_at.date() == dt.date(2026, 5, 4)
    assert list(pledge.events.values_list("event", "actor")) == [
        ("started", "editor"),
        ("confirmed", "editor"),
    ]
    assert mail.outbox == []


def test_one_that_is_done_waits_for_a_moderator_before_anybody_sees_it(write_down):
    write_down(outcome="done", story="They met on Monday.", wall_consent="on")

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.outcome) == ("finished", "done")
    assert (pledge.state, pledge.story.state) == ("waiting", "waiting")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"name": "www.spam.example"}, "name"),
        ({"made_on": "2099-01-01", "due_on": ""}, "made_on"),
        ({"made_on": "nonsense"}, "made_on"),
        ({"due_on": "2026-05-01"}, "due_on"),
        ({"story": "It went well."}, "outcome"),
        ({"kind": "nonsense"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(write_down, changes, field):
    response = write_down(**changes)

    assert list(response.context["form"].errors) == [field]
    assert "Introduce her to the archive." in response.text or field == "text"
    assert not Pledge.objects.exists()


def test_how_it_went_can_be_written_down_for_an_open_pledge(admin_client, admin_user, site):
    pledge = PledgeFactory(progress="no_answer", confirmed_at=timezone.now())
    url = reverse("mentoring_record_outcome", args=[pledge.pk])
    assert url in admin_client.get(reverse("mentoring_pledges:inspect", args=[pledge.pk])).text

    admin_client.post(url, {"outcome": "tried", "story": "She was away."})

    pledge.refresh_from_db()
    assert (pledge.progress, pledge.outcome) == ("finished", "tried")
    assert PledgeEvent.objects.get(event="tried").actor == "editor"
    detail = admin_client.get(reverse("mentoring_pledges:inspect", args=[pledge.pk])).text
    assert "Written down by an editor" in detail
    assert url not in detail


def test_the_form_says_which_pledge_it_is_about(admin_client, site):
    pledge = PledgeFactory(progress="open", confirmed_at=timezone.now())
    page = admin_client.get(reverse("mentoring_record_outcome", args=[pledge.pk]))
    assert page.context["breadcrumbs_items"][-1]["sublabel"] == str(pledge)


def test_what_is_finished_cannot_be_written_down_again(admin_client, site):
    pledge = PledgeFactory(progress="finished", outcome="done", confirmed_at=timezone.now())
    url = reverse("mentoring_record_outcome", args=[pledge.pk])
    assert admin_client.post(url, {"outcome": "tried"}).status_code == 404


def test_what_was_told_meanwhile_is_not_called_written_down(admin_client, site, monkeypatch):
    pledge = PledgeFactory(progress="open", confirmed_at=timezone.now())
    url = reverse("mentoring_record_outcome", args=[pledge.pk])
    monkeypatch.setattr("wagtail_mentoring.pledges.admin.recording.record_outcome", never)

    response = admin_client.post(url, {"outcome": "tried", "story": "She was away."})

    assert "This has changed meanwhile." in response.text
    assert "She was away.</textarea>" in response.text


def never(*args, **kwargs):
    return False


@pytest.mark.parametrize("method", ["get", "post"])
def test_viewers_and_editors_write_nothing_down(client, site, editor, method):
    client.force_login(editor)
    pledge = PledgeFactory(progress="open", confirmed_at=timezone.now())
    for url in (reverse(PAPER), reverse("mentoring_record_outcome", args=[pledge.pk])):
        assert getattr(client, method)(url).status_code == 302
    pledge.refresh_from_db()
    assert pledge.progress == "open"


def test_the_list_of_pledges_leads_to_the_form(admin_client, site):
    assert reverse(PAPER) in admin_client.get(reverse("mentoring_pledges:index")).text
