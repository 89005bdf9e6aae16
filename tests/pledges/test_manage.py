import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from wagtail_mentoring.mail import tokens
from wagtail_mentoring.pledges import links, operations
from wagtail_mentoring.pledges.models import Pledge, PledgeEvent, Story
from wagtail_mentoring.pledges.signals import pledge_confirmed, pledge_finished

from .conftest import link_in


def test_the_page_shows_the_words_and_a_get_changes_nothing(client, confirmed):
    _pledge, url = confirmed(plan="Friday at my desk")
    before = PledgeEvent.objects.count()

    html = client.get(url).content.decode()
    client.head(url + "?did=done&action=done")

    assert "Apply for two grants and report back." in html
    assert "Friday at my desk" in html
    assert Pledge.objects.get().progress == "open"
    assert PledgeEvent.objects.count() == before


@pytest.mark.parametrize("outcome", ["done", "tried"])
def test_telling_how_it_went_finishes_it_once(client, confirmed, outcome):
    _pledge, url = confirmed()

    first = client.post(url, {"action": outcome, "story": "It went well.", "wall_consent": "on"})
    client.post(url, {"action": "tried", "story": "Other words."})

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.outcome) == ("finished", outcome)
    assert pledge.wall_consent_version == 1
    assert pledge.story.text == "It went well."
    assert "Thank you for telling us." in client.get(first["Location"]).content.decode()
    assert [event.outcome for event in PledgeEvent.objects.filter(to_progress="finished")] == [
        outcome
    ]


def test_a_story_sent_from_a_page_left_open_is_shown_again_to_be_saved(client, confirmed):
    _pledge, url = confirmed()
    client.post(url, {"action": "done"})

    response = client.post(url, {"action": "done", "story": "All the details."})

    assert "This has not been saved yet." in response.text
    assert "All the details.</textarea>" in response.text
    client.post(url, {"action": "share", "story": "All the details."})
    assert client.post(url, {"action": "done", "story": "All the details."}).status_code == 302


def test_what_was_told_of_a_pledge_open_again_is_not_called_saved(client, confirmed):
    _pledge, url = confirmed()

    response = client.post(url, {"action": "share", "story": "All the details."})
    assert "All the details.</textarea>" in response.text

    response = client.post(url, {"action": "share", "wall_consent": "on"}, follow=True)
    assert "Saved." not in response.text


def test_links_that_still_work_are_not_called_void(client, confirmed):
    _pledge, url = confirmed()
    for _time in range(operations.MOST_NEW_LINKS):
        url = client.post(url, {"action": "renew"})["Location"].partition("?")[0]

    response = client.post(url, {"action": "renew"}, follow=True)

    assert "This is how it stands." in response.text
    assert client.get(url).status_code == 200


def test_nobody_agrees_to_be_shown_without_ticking_the_box(client, confirmed):
    _pledge, url = confirmed()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', client.get(url).content.decode())
    assert len(boxes) == 2
    assert not any(" checked" in box for box in boxes)

    client.post(url, {"action": "done", "story": "It went well."})

    assert Pledge.objects.get().wall_consent_at is None


def test_more_time_moves_the_date(client, confirmed):
    _pledge, url = confirmed()
    date = timezone.localdate() + dt.timedelta(days=50)

    response = client.post(url, {"action": "more_time", "due_on": date.isoformat()})

    assert Pledge.objects.get().due_on == date
    assert "Take your time" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("had_a_date", [True, False])
def test_two_clicks_at_once_for_more_time_are_one_event(client, confirmed, monkeypatch, had_a_date):
    _pledge, url = confirmed()
    if not had_a_date:
        Pledge.objects.update(due_on=None)
    as_both_found_it = Pledge.objects.get()
    date = (timezone.localdate() + dt.timedelta(days=50)).isoformat()

    client.post(url, {"action": "more_time", "due_on": date})
    monkeypatch.setattr(links, "find", lambda *args: as_both_found_it)
    other = client.post(url, {"action": "more_time", "due_on": date})

    assert PledgeEvent.objects.filter(event="more_time").count() == 1
    assert "Take your time" in client.get(other["Location"]).text


def test_a_date_in_the_past_is_refused_beside_its_field(client, confirmed):
    _pledge, url = confirmed()

    response = client.post(url, {"action": "more_time", "due_on": "2001-01-01"})

    assert response.status_code == 400
    assert "Choose a date from today" in response.content.decode()
    assert "This has not been saved yet" in response.content.decode()


def test_a_pledge_is_let_go_without_a_reason_and_can_be_done_all_the_same(client, confirmed):
    _pledge, url = confirmed()
    client.post(url, {"action": "let_go"})
    client.post(url, {"action": "let_go"})
    assert Pledge.objects.get().progress == "let_go"
    assert PledgeEvent.objects.filter(to_progress="let_go").count() == 1

    client.post(url, {"action": "done"})
    assert Pledge.objects.get().progress == "finished"


def test_words_can_be_changed(client, confirmed):
    _pledge, url = confirmed()
    seen = client.get(url).context["edit_form"].initial["seen"]

    client.post(url, {"action": "edit", "text": "Apply for one.", "plan": "", "seen": seen})

    assert Pledge.objects.get().text == "Apply for one."


def test_a_stale_form_shows_the_newer_words_and_keeps_what_was_typed(client, confirmed):
    _pledge, url = confirmed()
    seen = client.get(url).context["edit_form"].initial["seen"]
    Pledge.objects.update(text="Newer words.")

    response = client.post(url, {"action": "edit", "text": "My words.", "plan": "", "seen": seen})

    html = response.content.decode()
    assert "changed elsewhere" in html
    assert "Newer words." in html
    assert "My words." in html
    again = response.context["edit_form"]["seen"].value()
    client.post(url, {"action": "edit", "text": "My words.", "plan": "", "seen": again})
    assert Pledge.objects.get().text == "My words."


def test_of_two_forms_sent_at_once_the_second_is_told_so(client, confirmed, monkeypatch):
    _pledge, url = confirmed()
    seen = client.get(url).context["edit_form"].initial["seen"]
    as_both_found_it = Pledge.objects.get()

    client.post(url, {"action": "edit", "text": "My words.", "plan": "", "seen": seen})
    monkeypatch.setattr(links, "find", lambda *args: as_both_found_it)
    other = client.post(url, {"action": "edit", "text": "Other words.", "plan": "", "seen": seen})

    assert "changed elsewhere" in other.text
    assert Pledge.objects.get().text == "My words."


def test_of_two_clicks_at_once_for_a_new_link_the_second_leaves_the_first_one_good(
    client, confirmed, monkeypatch
):
    _pledge, url = confirmed()
    as_both_found_it = Pledge.objects.get()
    new = client.post(url, {"action": "renew"})["Location"]

    with monkeypatch.context() as patch:
        patch.setattr(links, "find", lambda *args: as_both_found_it)
        client.post(url, {"action": "renew"})

    assert client.get(new).status_code == 200


def test_consent_can_be_given_and_withdrawn_later(client, confirmed):
    _pledge, url = confirmed()
    client.post(url, {"action": "done"})
    client.post(url, {"action": "share", "story": "Told later.", "wall_consent": "on"})
    pledge = Pledge.objects.get()
    assert (pledge.story.text, pledge.wall_consent_at is not None) == ("Told later.", True)

    operations.publish(pledge)
    assert Pledge.objects.public().exists()
    client.post(url, {"action": "share", "story": "Told later."})
    assert not Pledge.objects.public().exists()


def test_a_story_that_was_published_waits_again_when_rewritten(client, confirmed):
    _pledge, url = confirmed()
    client.post(url, {"action": "done", "story": "Fine.", "wall_consent": "on"})
    operations.publish(Story.objects.get())

    client.post(url, {"action": "share", "story": "Buy now!", "wall_consent": "on"})

    assert Story.objects.get().state == "waiting"


@pytest.mark.parametrize("action", ["", "erase_everything", "confirm", "<b>"])
def test_an_unknown_button_shows_the_page_again(client, confirmed, action):
    _pledge, url = confirmed()

    assert client.post(url, {"action": action}).status_code == 200
    assert Pledge.objects.get().progress == "open"


def test_the_calendar_file_holds_the_due_date(client, confirmed):
    pledge, url = confirmed(text="Write; thank, her\nBEGIN:VEVENT " + "ü" * 80)

    response = client.get(f"{url}pledge.ics")

    lines = response.content.decode().split("\r\n")
    assert response["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{pledge.due_on:%Y%m%d}" in lines
    assert lines.count("BEGIN:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in lines)


def test_an_expired_link_offers_fresh_ones_by_mail(client, confirmed, monkeypatch):
    _pledge, url = confirmed()
    monkeypatch.setitem(links.MAX_AGE, links.MANAGE, dt.timedelta(0))
    page = client.get(url)
    monkeypatch.undo()

    assert page.status_code == 410
    assert reverse("wagtail_mentoring:pledge_links") in page.content.decode()


@pytest.mark.django_db
def test_links_are_mailed_to_a_proven_address_only_and_the_answer_tells_nothing(
    client, confirmed, round_, post_pledge
):
    confirmed()
    post_pledge(round_, email="unproven@mail.example")
    mail.outbox.clear()
    url = reverse("wagtail_mentoring:pledge_links")

    known = client.post(url, {"email": "Robin@mail.example"})
    twice = client.post(url, {"email": "robin@mail.example"})
    unproven = client.post(url, {"email": "unproven@mail.example"})
    unknown = client.post(url, {"email": "somebody@mail.example"})

    assert known.content == twice.content == unproven.content == unknown.content
    (message,) = mail.outbox
    assert message.to == ["robin@mail.example"]
    assert client.get(link_in(message, "manage")).status_code == 200


def test_asking_for_links_has_a_limit_per_network(client, site):
    url = reverse("wagtail_mentoring:pledge_links")
    answers = [client.post(url, {"email": f"a{n}@mail.example"}) for n in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "a20@mail.example" in answers[-1].content.decode()


def test_asking_for_links_wants_an_address(client, site):
    response = client.post(reverse("wagtail_mentoring:pledge_links"), {"email": "robin"})

    assert response.status_code == 400
    assert "Write an address like ada@example.org." in response.content.decode()


def test_other_tokens_are_not_taken_for_links(client, confirmed):
    confirmed()
    token = tokens.make(links.MANAGE, "not-a-uuid", 1)

    assert client.get(f"/mentoring/pledges/manage/{token}/").status_code == 404


def test_sites_hear_of_confirmed_and_finished_pledges(client, confirmed):
    heard = []

    def note(sender, pledge, **kwargs):
        heard.append(pledge.progress)

    pledge_confirmed.connect(note)
    pledge_finished.connect(note)
    _pledge, url = confirmed()
    client.post(url, {"action": "done"})

    assert heard == ["open", "finished"]
