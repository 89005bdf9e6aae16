"""Who may see a finished pledge: consents, taking it back, and letters the pledger sends."""

import datetime as dt
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone

from tests.factories import UserFactory
from wagtail_mentoring.pledges import links, operations
from wagtail_mentoring.pledges.models import ConsentRecord, Mentor, Pledge, PledgeEvent
from wagtail_mentoring.pledges.talents import set_talents

from .conftest import link_in


def finish(client, url, **data):
    return client.post(url, {"action": "done", **data})


def test_each_consent_is_a_box_of_its_own_on_record_with_its_wording(client, confirmed, round_):
    round_.mentor_consent_text = "May your mentor know?"
    round_.save()
    _pledge, url = confirmed(reminders="on")
    finish(client, url, mentor_consent="on", mentor_sees="first")

    pledge = Pledge.objects.get()
    assert pledge.wall_consent_at is None
    assert (pledge.mentor_sees, pledge.mentor_consent_version) == ("first", 2)
    records = ConsentRecord.objects.order_by("purpose")
    assert [(record.purpose, record.given, record.version) for record in records] == [
        ("mentor", True, 2),
        ("reminders", True, 2),
    ]
    assert records[0].wording == "May your mentor know?"


def test_a_consent_taken_back_is_on_record_too(client, confirmed):
    _pledge, url = confirmed()
    finish(client, url, wall_consent="on")
    client.post(url, {"action": "share", "story": ""})

    given = ConsentRecord.objects.filter(purpose="wall").values_list("given", flat=True)
    assert list(given) == [True, False]


def test_marked_by_mistake_opens_it_again_and_keeps_the_words(client, confirmed):
    _pledge, url = confirmed()
    finish(client, url, story="Oh no.", wall_consent="on")
    operations.publish(Pledge.objects.get())
    assert "Marked by mistake" in client.get(url).text

    client.post(url, {"action": "reopen"})
    client.post(url, {"action": "reopen"})

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.outcome, pledge.state) == ("open", "", "waiting")
    assert "Oh no." in client.get(url).text
    assert PledgeEvent.objects.filter(event="reopened").count() == 1
    finish(client, url)
    assert Pledge.objects.get().progress == "finished"


def test_it_cannot_be_taken_back_after_a_day_or_once_the_mentor_knows(client, gave_back):
    _pledge, url = gave_back()
    assert "Marked by mistake" not in client.get(url).text
    client.post(url, {"action": "reopen"})
    assert Pledge.objects.get().progress == "finished"

    Pledge.objects.update(mentor_told_at=None, finished_at=timezone.now() - dt.timedelta(hours=25))
    client.post(url, {"action": "reopen"})
    assert Pledge.objects.get().progress == "finished"


def test_for_a_mentor_we_do_not_write_to_there_is_a_letter_to_send(client, confirmed):
    _pledge, url = confirmed(kind="gratitude", thanks="You stayed late for me.", text="Thank her.")
    html = client.get(url).text

    assert "Hello Ada Example," in html
    assert "You stayed late for me." in html
    mailto = html.partition('href="mailto:')[2].partition('"')[0]
    assert "You stayed late for me." in unquote(mailto)
    assert "/thanks/" not in html


def test_its_page_opens_for_whoever_has_the_link_once_it_is_published(client, confirmed):
    _pledge, url = confirmed()
    finish(client, url, story="Both came through.", mentor_consent="on")
    pledge = Pledge.objects.get()
    page = links.path_to(links.THANKS, pledge)
    assert client.get(page).status_code == 404

    operations.publish(pledge)
    assert page.split("/")[-3] in client.get(url).text
    html = client.get(page).text
    assert "Robin Reader used your advice." in html
    assert "Both came through." not in html
    operations.publish(pledge.story)
    assert "Both came through." in client.get(page).text
    assert client.post(page).status_code == 405

    client.post(url, {"action": "share", "story": "Both came through."})
    assert client.get(page).status_code == 404


def test_a_new_link_makes_every_earlier_one_void(client, confirmed):
    _pledge, url = confirmed()
    response = client.post(url, {"action": "renew"})

    assert client.get(url).status_code == 404
    assert client.get(response["Location"]).status_code == 200
    assert client.get(link_in(mail.outbox[-1], "manage")).status_code == 200


@pytest.fixture
def member(client, settings):
    user = UserFactory(first_name="Robin", last_name="Reader", email="robin@mail.example")
    client.force_login(user)
    return user


def member_data(form_data, round_, user, **changes):
    from wagtail_mentoring.submissions import tickets

    ticket = tickets.issue(f"pledge:{round_.pk}", user.pk, timezone.now() - dt.timedelta(minutes=1))
    return form_data(round_, ticket=ticket, **changes)


def always(user):
    return True


def test_a_member_vouched_for_by_the_site_confirms_nothing(
    client, member, round_, form_data, settings
):
    settings.WAGTAIL_MENTORING = {"VOUCH_FOR_MEMBER": f"{__name__}.always"}
    url = f"/mentoring/pledges/{round_.slug}/"

    response = client.post(url, member_data(form_data, round_, member), follow=True)

    assert Pledge.objects.get().progress == "open"
    assert "Thank you. It is confirmed" in response.text
    assert [message.subject for message in mail.outbox] == ["Your pledge, and the link to it"]


def test_any_other_member_confirms_like_everybody(client, member, round_, form_data):
    client.post(f"/mentoring/pledges/{round_.slug}/", member_data(form_data, round_, member))
    assert Pledge.objects.get().progress == "unconfirmed"


def test_talents_are_kept_once_whatever_their_case(round_, post_pledge):
    Mentor.objects.create(name="A", slug="a").talents.add("Short videos")
    post_pledge(round_, kind="knowledge", talents="short videos, Excel; excel,  ")

    assert sorted(Pledge.objects.get().talents.names()) == ["Excel", "Short videos"]


@pytest.mark.parametrize("talents", ["a, b, c, d, e, f", "x" * 41, "see www.x.example"])
def test_talents_are_few_and_short_and_no_addresses(round_, post_pledge, talents):
    assert post_pledge(round_, kind="knowledge", talents=talents).status_code == 400


def test_a_link_fills_in_kind_and_mentor(client, mentor, round_):
    html = client.get(f"/mentoring/pledges/{round_.slug}/?kind=knowledge&mentor=ada").text
    assert '<option value="ada" selected>' in html
    assert 'value="knowledge" id="pledge-' in html
    assert html.count(" checked") == 3  # the kind, the default date, the name

    assert client.get(f"/mentoring/pledges/{round_.slug}/?kind=x&mentor=%00").status_code == 200


def test_a_link_introduces_the_mentor_it_chooses(client, mentor, round_):
    Mentor.objects.update(role="Reader in botany", biography="<p>Grows ferns.</p>")
    set_talents(mentor, ["Short videos"])
    Mentor.objects.create(name="Bo Hidden", slug="bo", is_public=False)
    url = f"/mentoring/pledges/{round_.slug}/"

    page = BeautifulSoup(client.get(f"{url}?mentor=ada").text, "html.parser")
    (card,) = page.select("[data-mentoring-for]")

    words = card.get_text(" ", strip=True)
    assert (
        words == "For Ada Example Reader in botany Grows ferns. Would love to learn: Short videos"
    )
    for asked in ("", "?mentor=bo", "?mentor=nobody"):
        assert "data-mentoring-for=" not in client.get(url + asked).text


def test_a_round_takes_so_many_pledges_an_hour(round_, post_pledge, settings):
    settings.WAGTAIL_MENTORING = {"PLEDGES_PER_ROUND_PER_HOUR": 2}
    answers = [post_pledge(round_, email=f"r{n}@mail.example") for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "A great many people have sent this form" in answers[-1].text


def test_posts_that_say_nothing_do_not_use_up_a_round(round_, post_pledge, settings):
    settings.WAGTAIL_MENTORING = {"PLEDGES_PER_ROUND_PER_HOUR": 2}
    for _number in range(3):
        assert post_pledge(round_, text="").status_code == 400
        assert post_pledge(round_, ticket="").status_code == 200
    assert post_pledge(round_).status_code == 302


def test_fifty_posts_for_one_address_from_ten_networks_send_one_mail(client, round_, form_data):
    for number in range(50):
        client.post(
            f"/mentoring/pledges/{round_.slug}/",
            form_data(round_, text=f"Number {number}."),
            REMOTE_ADDR=f"10.0.{number % 10}.1",
        )
    assert Pledge.objects.count() == 50
    assert len(mail.outbox) == 1
