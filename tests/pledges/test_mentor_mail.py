"""What a mentor is mailed: only with three yeses, only what was published, and never for long."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from tests.factories import MentorContactFactory, MentorFactory, PledgeFactory, UserFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import deliver_due
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import links as mentor_links
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import DailyCount, Mentor, Pledge, PledgeEvent
from wagtail_mentoring.pledges.tasks import run
from wagtail_mentoring.submissions.models import RateCount

from .conftest import link_in, mails_to

ADA = "ada@mail.example"


def test_a_mentor_hears_once_of_what_was_finished_agreed_to_and_published(gave_back):
    pledge, _url = gave_back()

    (message,) = mails_to(ADA)
    assert message.subject == "Robin Reader gave something back"
    assert "Robin Reader used your advice." in message.body
    assert "Apply for two grants and report back." in message.body
    assert "It went well." in message.body
    assert "You don’t need to reply. If you’d like to: Write a line back." in message.body
    operations.undo(pledge)
    operations.publish(Pledge.objects.get())
    assert len(mails_to(ADA)) == 1
    assert PledgeEvent.objects.filter(event="mentor_told").count() == 1
    assert DailyCount.objects.get(event="mentor_told").count == 1


def test_every_mail_to_a_mentor_can_stop_them_all_with_one_post(client, gave_back, mentor):
    gave_back()
    (message,) = mails_to(ADA)
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = headers["List-Unsubscribe"].strip("<>").partition("http://localhost")[2]

    client.get(url)
    mentor.refresh_from_db()
    assert mentor.consent == "agreed"
    response = client.post(url, {"List-Unsubscribe": "One-Click"})

    mentor.refresh_from_db()
    assert (response.status_code, mentor.consent) == (200, "stopped")
    gave_back(email="other@mail.example")
    assert len(mails_to(ADA)) == 1


def test_the_link_to_stop_outlives_new_links(client, gave_back, mentor):
    gave_back()
    url = link_in(mails_to(ADA)[0], "stop")
    mentors.renew_link(mentor)

    client.post(url)

    mentor.refresh_from_db()
    assert mentor.consent == "stopped"


def test_a_link_to_stop_that_is_cut_off_names_somebody_to_write_to(client, settings, db):
    page = client.get("/mentoring/mentors/stop/cut-off/")
    assert page.status_code == 404
    assert settings.DEFAULT_FROM_EMAIL in page.text
    assert "E-mail me my links" not in page.text


@pytest.mark.parametrize("consent", ["not_asked", "invited", "declined", "stopped"])
def test_nobody_else_is_mailed(gave_back, mentor, consent):
    Mentor.objects.update(consent=consent)
    gave_back()
    assert mails_to(ADA) == []


def test_without_the_pledgers_yes_the_mentor_hears_nothing(client, confirmed, mentor):
    _pledge, url = confirmed(mentor="ada", mentor_name="")
    client.post(url, {"action": "done", "story": "Well.", "wall_consent": "on"})
    operations.publish(Pledge.objects.get())
    operations.publish(Pledge.objects.get().story)
    assert mails_to(ADA) == []


@pytest.fixture(params=["known", "suspicious"])
def trusted(request, confirmed, client, round_):
    """Nobody looks at what is not suspicious: the pledger is known, or the round is lenient."""
    if request.param == "suspicious":
        round_.moderation = "suspicious"
        round_.save()
    else:
        _pledge, url = confirmed(text="Thank the porter.")
        client.post(url, {"action": "done", "wall_consent": "on"})
        operations.publish(Pledge.objects.get(), user=UserFactory())
        mail.outbox.clear()
        Pledge.objects.update(confirm_mail_at=timezone.now() - dt.timedelta(days=2))
        RateCount.objects.all().delete()  # the address has had no e-mail today


@pytest.mark.parametrize("field", ["name", "text", "plan", "thanks"])
def test_abuse_in_the_form_waits_for_a_person_before_any_mail(
    post_pledge, round_, mentor, trusted, field
):
    to_ada = {"mentor": "ada", "mentor_name": "", "kind": "gratitude", "text": "Thank her."}
    post_pledge(round_, **to_ada | {field: "You are a fool"})
    call_command("mentoring_run_due")
    assert Pledge.objects.latest("pk").needs_release
    assert mail.outbox == []


@pytest.mark.parametrize("field", ["text", "plan", "story", "story later"])
def test_abuse_written_later_waits_for_a_person_too(client, confirmed, mentor, trusted, field):
    _pledge, url = confirmed(mentor="ada", mentor_name="")
    if field in ("text", "plan"):
        seen = client.get(url).context["edit_form"].initial
        client.post(url, {"action": "edit", **seen, field: "You are a fool"})
    story = "You are a fool" if field == "story" else "It went well."
    client.post(url, {"action": "done", "mentor_consent": "on", "story": story})
    if field == "story later":
        assert len(mails_to(ADA)) == 1
        client.post(url, {"action": "share", "mentor_consent": "on", "story": "You are a fool"})
    call_command("mentoring_run_due")

    assert not any("fool" in message.body for message in mails_to(ADA))
    pledge = Pledge.objects.latest("pk")
    assert "waiting" in (pledge.state, pledge.story.state)
    assert "fool" not in client.get(mentor_links.path_to_page(mentor)).text


def test_what_is_kind_goes_to_a_mentor_without_waiting(client, confirmed, mentor, trusted):
    _pledge, url = confirmed(mentor="ada", mentor_name="")
    client.post(url, {"action": "done", "mentor_consent": "on", "story": "It went well."})
    assert len(mails_to(ADA)) == 1


def test_the_mail_waits_until_the_story_is_decided_about_too(gave_back):
    pledge, _url = gave_back(publish=False)
    operations.publish(pledge)
    assert mails_to(ADA) == []

    operations.mark_spam(pledge.story)

    (message,) = mails_to(ADA)
    assert "It went well." not in message.body


@pytest.mark.parametrize(
    ("sees", "name"), [("full", "Robin Reader"), ("first", "Robin"), ("someone", "Someone")]
)
def test_the_name_for_the_mentor_is_a_choice_of_its_own(client, confirmed, mentor, sees, name):
    _pledge, url = confirmed(mentor="ada", mentor_name="", shown_as="someone")
    client.post(url, {"action": "tried", "mentor_consent": "on", "mentor_sees": sees})
    operations.publish(Pledge.objects.get())

    (message,) = mails_to(ADA)
    assert message.subject == f"{name} gave something back"
    assert f"{name} tried to use your advice." in message.body
    assert ("Reader" in message.body) is (sees == "full")


def test_what_is_taken_back_before_the_mail_goes_is_not_mailed(gave_back, settings):
    pledge, _url = gave_back(publish=False, story="")
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    operations.publish(pledge)
    operations.remove(pledge)
    settings.WAGTAIL_MENTORING = {}
    deliver_due()
    assert mails_to(ADA) == []

    operations.undo(Pledge.objects.get())
    assert len(mails_to(ADA)) == 1


def test_a_mail_server_that_was_down_costs_no_mail_and_doubles_none(gave_back, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    pledge, _url = gave_back(publish=False, story="")
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        operations.publish(pledge)
    assert mails_to(ADA) == []
    deliver_due(timezone.now() + dt.timedelta(hours=1))
    deliver_due(timezone.now() + dt.timedelta(hours=2))
    assert len(mails_to(ADA)) == 1


def month(number, day=1, hour=9):
    return dt.datetime(2027, number, day, hour, tzinfo=dt.timezone.utc)


@pytest.fixture
def monthly(round_):
    """A mentor who hears once a month, and a way to give them something at a time."""
    mentor = MentorFactory(consent="agreed", rhythm="monthly")
    MentorContactFactory(mentor=mentor, email=ADA)

    def give(at, text="Thank her."):
        pledge = PledgeFactory(
            round=round_,
            mentor=mentor,
            text=text,
            progress="finished",
            outcome="done",
            finished_at=at,
            confirmed_at=at,
            mentor_consent_at=at,
        )
        assert operations.publish(pledge, now=at)

    return give


def test_once_a_month_means_one_mail_with_everything(monthly):
    monthly(month(1, 3), "The first.")
    monthly(month(1, 30), "The second.")
    assert run(month(1, 31))["told"] == 0
    assert run(month(2, 1, 8))["told"] == 0
    assert run(month(2))["told"] == 1
    assert run(month(2, 20))["told"] == 0
    deliver_due(month(2))

    (message,) = mails_to(ADA)
    assert message.subject == "What came back to you"
    assert "The first." in message.body
    assert "The second." in message.body
    assert PledgeEvent.objects.filter(event="mentor_told").count() == 2


def test_a_month_with_nothing_new_has_no_mail(monthly):
    monthly(month(1, 3))
    run(month(2))
    assert run(month(3))["told"] == 0
    assert OutgoingMail.objects.filter(kind="mentor_digest").count() == 1


def test_a_cron_that_was_down_for_two_months_sends_one_mail(monthly):
    monthly(month(1, 3), "The first.")
    monthly(month(2, 3), "The second.")
    run(month(4, 7))
    assert len(mails_to(ADA)) == 1


def test_what_comes_up_while_a_digest_waits_for_the_server_goes_along(monthly, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    monthly(month(1, 3), "The first.")
    run(month(2))
    monthly(month(2, 3), "The second.")
    run(month(3))
    settings.WAGTAIL_MENTORING = {}
    deliver_due(month(3))

    (message,) = mails_to(ADA)
    assert "The first." in message.body
    assert "The second." in message.body


def test_mail_comes_in_the_mentors_language(gave_back, mentor):
    Mentor.objects.update(language="de")
    gave_back()
    assert mail.outbox[-1].to == [ADA]
    assert mail.outbox[-1].subject == "Robin Reader hat etwas zurückgegeben"


@pytest.mark.parametrize("rhythm", ["each", "monthly"])
def test_both_parts_of_a_mail_say_the_same_and_nothing_typed_is_a_link(gave_back, rhythm):
    Mentor.objects.update(rhythm=rhythm)
    typed = {"text": "See https://evil.example <b>now</b>", "kind": "gratitude"}
    gave_back(story="Told <i>everybody</i> & more.", **typed)
    if rhythm == "monthly":
        Pledge.objects.update(published_at=timezone.now() - dt.timedelta(days=40))
        run(timezone.now())

    (message,) = mails_to(ADA)

    ((html, _type),) = message.alternatives
    page = BeautifulSoup(html, "html.parser")
    links = {link["href"] for link in page.select("a")}
    assert links == set(re.findall(r"http://localhost\S+", message.body))
    assert not page.select("b, i, img, script")
    words = page.get_text(" ")
    for said in ("Robin Reader thanks you.", typed["text"], "Told <i>everybody</i> & more."):
        assert said in words
        assert said in message.body
