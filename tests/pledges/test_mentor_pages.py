"""A mentor's own pages."""

import datetime as dt
import io

import factory
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model

from tests.factories import MentorFactory, PledgeFactory
from wagtail_mentoring.mail.operations import deliver_due
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import gifts, links
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import ConsentRecord, Mentor, MentorNote, Pledge
from wagtail_mentoring.pledges.signals import mentor_agreed, mentor_stopped, mentor_wrote_back
from wagtail_mentoring.spam.reasons import explain

from .conftest import link_in, mails_to

ADA = "ada@mail.example"


@pytest.fixture
def invited(mentor):
    Mentor.objects.update(consent="not_asked")
    mentor.refresh_from_db()
    assert mentors.invite(mentor)
    return mentor


def test_an_invitation_asks_and_a_get_answers_nothing(client, invited):
    (message,) = mails_to(ADA)
    url = link_in(message, "mentors").partition("stop")[0]

    page = client.get(url)
    client.head(url)

    assert "May we tell you what comes back?" in page.text
    assert Mentor.objects.get().consent == "invited"
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies


@pytest.mark.parametrize(("action", "consent"), [("agree", "agreed"), ("decline", "declined")])
def test_yes_and_no_are_answered_once_and_kept_on_record(client, invited, action, consent):
    url = links.path_to_page(invited)

    first = client.post(url, {"action": action})
    client.post(url, {"action": action})

    assert Mentor.objects.get().consent == consent
    record = ConsentRecord.objects.get()
    assert (record.purpose, record.given) == ("mentor_mail", action == "agree")
    assert record.email_key == invited.contact.email_key
    assert client.get(first["Location"]).status_code == 200


def test_invitations_are_one_a_day_and_three_in_all(invited):
    now = timezone.now()
    assert not mentors.invite(invited, now=now + dt.timedelta(hours=1))
    later = [mentors.invite(invited, now=now + dt.timedelta(days=n)) for n in (2, 4, 6)]
    assert later == [True, True, False]
    assert len(mails_to(ADA)) == 3


@pytest.mark.parametrize("consent", ["declined", "stopped", "agreed"])
def test_whoever_answered_is_not_invited_again(mentor, consent):
    Mentor.objects.update(consent=consent)
    mentor.refresh_from_db()
    assert not mentors.invite(mentor)


@pytest.mark.parametrize("consent", ["declined", "stopped"])
def test_a_mentor_comes_back_by_themselves(client, mentor, mentor_url, consent):
    Mentor.objects.update(consent=consent)
    assert "Changed your mind?" in client.get(mentor_url).text

    client.post(mentor_url, {"action": "agree"})

    assert Mentor.objects.get().consent == "agreed"


def picture(width=200):
    file = io.BytesIO()
    Image.new("RGB", (width, 200), "teal").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), "image/png")


@pytest.fixture
def send_photo(client, mentor, mentor_url):
    """Sends one as the mentor does, and returns what is in the library then."""

    def send(width):
        wishes = {"action": "save", "rhythm": "each", "talents": "", "photo": picture(width)}
        client.post(mentor_url, wishes)
        return [image.width for image in get_image_model().objects.order_by("pk")]

    return send


def test_rhythm_talents_and_photo_are_the_mentors_own(client, mentor, mentor_url):
    client.post(
        mentor_url,
        {
            "action": "save",
            "rhythm": "monthly",
            "talents": "Short videos, spreadsheets, SHORT VIDEOS",
            "photo": picture(),
        },
    )

    mentor.refresh_from_db()
    assert mentor.rhythm == "monthly"
    assert sorted(mentor.talents.names()) == ["Short videos", "spreadsheets"]
    assert mentor.photo.width == 200


def test_a_new_photo_takes_the_place_of_the_one_given_before(send_photo, mentor):
    assert send_photo(200) == [200]

    assert send_photo(300) == [300]

    assert Mentor.objects.get().photo.width == 300


def test_a_photo_given_before_stays_where_it_is_used(send_photo, mentor):
    send_photo(200)
    MentorFactory(name="Ada and Bea", photo=Mentor.objects.get().photo)

    assert send_photo(300) == [200, 300]


def test_a_photo_that_an_editor_chose_stays_in_the_library(send_photo, mentor):
    mentor.photo = get_image_model().objects.create(title=mentor.name, file=picture(400))
    mentor.save()

    assert send_photo(200) == [400, 200]


def test_a_mentor_is_shown_without_a_photo_who_wants_none(send_photo, client, mentor, mentor_url):
    assert "Show no photo of me" not in client.get(mentor_url).text
    send_photo(200)
    assert "Show no photo of me" in client.get(mentor_url).text

    wishes = {"action": "save", "rhythm": "each", "talents": "", "without_photo": "on"}
    client.post(mentor_url, wishes)

    assert Mentor.objects.get().photo is None
    assert not get_image_model().objects.exists()


def test_a_file_that_is_no_picture_is_refused_with_all_else_kept(client, mentor, mentor_url):
    photo = SimpleUploadedFile("me.png", b"no picture", "image/png")

    page = client.post(
        mentor_url,
        {"action": "save", "rhythm": "monthly", "talents": "Spreadsheets", "photo": photo},
    )

    assert page.status_code == 400
    assert "Spreadsheets" in page.text
    assert Mentor.objects.get().photo is None


def test_a_new_link_makes_the_old_one_void(client, mentor, mentor_url):
    response = client.post(mentor_url, {"action": "renew"})

    assert client.get(mentor_url).status_code == 404
    assert client.get(response["Location"]).status_code == 200
    assert client.get(link_in(mails_to(ADA)[0], "mentors")).status_code == 200


def test_asking_for_new_links_all_day_locks_no_mentor_out(client, mentor, mentor_url):
    for _time in range(4):
        mentor_url = client.post(mentor_url, {"action": "renew"})["Location"]

    assert len(mails_to(ADA)) == 3
    assert client.get(link_in(mails_to(ADA)[-1], "mentors")).status_code == 200


def test_an_expired_link_offers_a_fresh_one_to_the_address_we_know(
    client, mentor, mentor_url, monkeypatch
):
    with monkeypatch.context() as later:
        later.setattr(links, "MAX_AGE", dt.timedelta(0))
        page = client.get(mentor_url)
        assert page.status_code == 410
        assert mails_to(ADA) == []
        for _number in range(5):
            assert "on its way" in client.post(mentor_url).text

    assert len(mails_to(ADA)) == 3
    assert client.get(link_in(mails_to(ADA)[0], "mentors")).status_code == 200


def test_any_altered_link_leads_to_one_same_page(client, mentor_url):
    changed = mentor_url[:-3] + ("A" if mentor_url[-3] != "A" else "B") + mentor_url[-2:]
    assert client.get(changed).status_code == client.post(changed).status_code == 404


def test_another_address_has_to_be_asked_anew(client, mentor, mentor_url, administrator):
    assert mentors.set_email(mentor, "new@mail.example", user=administrator)

    assert mentor.consent == "not_asked"
    assert client.get(mentor_url).status_code == 404
    assert not mentors.set_email(mentor, "new@mail.example")


def test_what_waits_for_the_mail_server_does_not_go_to_an_earlier_address(
    client, gave_back, mentor, settings
):
    pledge, _url = gave_back(story="", publish=False)
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    operations.publish(pledge)
    settings.WAGTAIL_MENTORING = {}

    mentors.set_email(mentor, "new@mail.example")
    mentors.invite(mentor)
    mentors.agree(mentor)
    deliver_due()

    assert mails_to("ada@mail.example") == []


def test_what_came_back_is_shown_by_kind_in_the_givers_words(client, gave_back, mentor_url):
    gave_back()
    gave_back(email="b@mail.example", kind="gratitude", text="Write.", thanks="", story="I wrote.")
    gave_back(email="c@mail.example", text="Not yet published.", publish=False)

    html = client.get(mentor_url).text

    assert html.index(">Thanks<") < html.index(">Your advice, used<")
    assert "I wrote." in html
    assert "2 things came back to you" in html
    assert "Not yet published." not in html


def test_another_mentors_gifts_are_not_shown(client, gave_back, mentor_url):
    pledge, _url = gave_back()
    other = MentorFactory(consent="agreed")

    assert "Nothing yet." in client.get(links.path_to_page(other)).text
    assert client.get(links.path_to_pledge(other, pledge)).status_code == 404


@pytest.fixture
def many_gifts(mentor, round_):
    """Gifts of two kinds, the first of which is the newest."""

    def make(count):
        return PledgeFactory.create_batch(
            count,
            round=round_,
            mentor=mentor,
            kind=factory.Iterator(["gratitude", "knowledge"]),
            thanks=factory.Sequence(lambda number: f"Thanks number {number}."),
            progress="finished",
            outcome="done",
            state="published",
            mentor_consent_at=timezone.now(),
            finished_at=factory.Sequence(
                lambda number: timezone.now() - dt.timedelta(hours=number)
            ),
        )

    PledgeFactory.reset_sequence(0)
    return make


def test_the_page_costs_the_same_queries_for_one_gift_and_for_many(
    client, many_gifts, mentor_url, django_assert_num_queries
):
    many_gifts(1)
    client.get(mentor_url)
    with django_assert_num_queries(5):
        client.get(mentor_url)
    many_gifts(60)
    for asked in ("", "?page=2", "?kind=knowledge", "?all=1"):
        with django_assert_num_queries(5):
            assert client.get(mentor_url + asked).status_code == 200


def test_what_came_back_is_shown_a_page_at_a_time(client, many_gifts, mentor_url):
    many_gifts(gifts.PAGE_SIZE + 1)

    first, second = client.get(mentor_url).text, client.get(f"{mentor_url}?page=2").text

    assert "26 things came back to you" in first
    assert (first.count("<article"), second.count("<article")) == (25, 1)
    assert "Thanks number 25." in second
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev" href="?"' in second


def test_what_came_back_can_be_narrowed_to_one_kind(client, many_gifts, mentor_url):
    many_gifts(60)
    page = client.get(f"{mentor_url}?kind=knowledge&page=2").text
    assert "Thanks number 59." in page
    assert (page.count("<article"), "Thanks number 58." in page) == (5, False)
    assert 'href="?kind=knowledge&amp;all=1"' in page


def test_all_that_came_back_can_be_had_on_one_page_to_print(client, many_gifts, mentor_url):
    many_gifts(60)
    page = client.get(f"{mentor_url}?all=1").text
    assert page.count("<article") == 60
    assert "mentoring-pagination" not in page


@pytest.mark.parametrize("asked", ["?page=x", "?page=-1", "?page=99999999999", "?kind=%00"])
def test_a_part_that_is_none_shows_the_page_all_the_same(client, many_gifts, mentor_url, asked):
    many_gifts(3)
    assert client.get(mentor_url + asked).text.count("<article") == 3


def test_a_line_back_goes_straight_to_the_pledger_once(client, gave_back, mentor):
    pledge, manage_url = gave_back()
    url = links.path_to_pledge(mentor, pledge)
    heard = []

    def note(sender, note, **kwargs):
        heard.append(note.text)

    mentor_wrote_back.connect(note)

    client.post(url, {"action": "note", "text": "You made my week."})
    client.post(url, {"action": "note", "text": "You made my week."})

    (message,) = [each for each in mails_to("robin@mail.example") if "back" in each.subject]
    assert "You made my week." in message.body
    assert "Ada Example has read what you gave back" in message.body
    assert "You made my week." in client.get(manage_url).text
    assert MentorNote.objects.get().state == "waiting"
    assert heard == ["You made my week."]
    assert pledge.events.filter(event="wrote_back", actor="mentor").count() == 1


def test_a_note_can_be_changed_for_a_day(client, gave_back, mentor):
    pledge, manage_url = gave_back()
    url = links.path_to_pledge(mentor, pledge)
    client.post(url, {"action": "note", "text": "First."})
    client.post(url, {"action": "note", "text": "Second."})
    assert "Second." in client.get(manage_url).text

    MentorNote.objects.update(submitted_at=timezone.now() - dt.timedelta(hours=25))
    response = client.post(url, {"action": "note", "text": "Third."})

    assert MentorNote.objects.get().text == "Second."
    assert "This has not been sent yet." in response.text
    assert "Third.</textarea>" in response.text


def test_the_inbox_knows_whose_a_note_is(client, gave_back, mentor, administrator):
    for number, note in enumerate(["Well done.", "Well done again."]):
        pledge, _url = gave_back(email=f"robin{number}@mail.example")
        url = links.path_to_pledge(mentor, pledge)
        client.post(url, {"action": "note", "text": note, "is_shareable": "on"})
    operations.publish(MentorNote.objects.earliest("pk"))
    client.force_login(administrator)
    (card,) = client.get(reverse("mentoring_notes:index")).context["cards"]
    assert card["proof"] == "address confirmed"
    assert card["experience"].startswith("Wrote before: 2nd note since")


def test_a_note_for_the_wall_is_judged_and_waits(client, gave_back, mentor):
    pledge, _url = gave_back()
    url = links.path_to_pledge(mentor, pledge)

    client.post(url, {"action": "note", "text": "Well done.", "is_shareable": "on"})

    note = MentorNote.objects.get()
    assert (note.state, note.verdict["outcome"]) == ("waiting", "hold")
    assert operations.publish(note)
    client.post(url, {"action": "note", "text": "Other words.", "is_shareable": "on"})
    assert MentorNote.objects.get().state == "waiting"


def test_an_empty_line_is_not_sent(client, gave_back, mentor):
    pledge, _url = gave_back()
    page = client.post(links.path_to_pledge(mentor, pledge), {"action": "note", "text": " "})
    assert page.status_code == 400
    assert "Write a line, or just close this page." in page.text


def test_reporting_hides_it_until_a_moderator_has_looked_again(client, gave_back, mentor):
    pledge, _url = gave_back()
    url = links.path_to_pledge(mentor, pledge)

    client.post(url, {"action": "report", "reason": "unkind", "words": "See the last line."})

    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.story.state) == ("waiting", "waiting")
    assert "The mentor reported it: unkind, or worse. See the last line." in explain(pledge.verdict)
    assert client.get(url).status_code == 404
    assert "Nothing yet." in client.get(links.path_to_page(mentor)).text


def test_sites_hear_of_mentors_who_agree_and_stop(client, invited):
    heard = []

    def note(sender, mentor, **kwargs):
        heard.append(mentor.consent)

    mentor_agreed.connect(note)
    mentor_stopped.connect(note)
    url = links.path_to_page(invited)
    client.post(url, {"action": "agree"})
    client.post(url, {"action": "stop"})
    assert heard == ["agreed", "stopped"]
