import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from tests.factories import PledgeFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import Pledge, PledgeEvent
from wagtail_mentoring.pledges.tasks import run

DUE = dt.date(2026, 3, 29)


def at(day, hour, zone="UTC"):
    return dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(zone))


@pytest.fixture
def open_pledge(round_):
    return PledgeFactory(
        round=round_,
        progress="open",
        due_on=DUE,
        confirmed_at=at(DUE, 0) - dt.timedelta(days=20),
        text="Write her a letter.",
    )


def test_on_the_day_one_question_is_mailed(open_pledge):
    assert run(at(DUE, 8))["asked"] == 0
    assert run(at(DUE, 9))["asked"] == 1
    assert run(at(DUE, 9))["asked"] == 0
    assert run(at(DUE, 9) + dt.timedelta(days=5))["asked"] == 0

    (message,) = mail.outbox
    assert message.subject == "How did it go?"
    assert "Write her a letter." in message.body
    assert "/manage/" in message.body


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 3, 8),  # clocks go forward in New York
        dt.date(2026, 3, 29),  # and in Berlin
        dt.date(2026, 10, 25),  # they go back in Berlin
        dt.date(2026, 11, 1),  # and in New York
        dt.date(2028, 2, 29),
    ],
)
def test_the_day_is_the_day_of_the_site_also_when_clocks_change(settings, open_pledge, day, zone):
    """Run all day and night from the evening before to the evening after: one mail, at nine."""
    settings.TIME_ZONE = zone
    Pledge.objects.update(due_on=day)
    moment = at(day - dt.timedelta(days=1), 22, zone).astimezone(dt.timezone.utc)

    asked = []
    while moment < at(day, 22, zone):
        if run(moment)["asked"]:
            asked.append(moment.astimezone(ZoneInfo(zone)))
        moment += dt.timedelta(minutes=20)

    assert [local.replace(tzinfo=None) for local in asked] == [dt.datetime.combine(day, dt.time(9))]


def test_a_cron_that_was_down_for_a_week_asks_once(open_pledge):
    call_command("mentoring_run_due", now=(at(DUE, 9) + dt.timedelta(days=7)).isoformat())
    call_command("mentoring_run_due", now=(at(DUE, 9) + dt.timedelta(days=8)).isoformat())

    assert len(mail.outbox) == 1


def test_more_time_means_one_more_question_but_three_at_most(open_pledge):
    for number in range(5):
        day = DUE + dt.timedelta(days=10 * number)
        Pledge.objects.update(due_on=day)
        run(at(day, 9))

    assert OutgoingMail.objects.filter(kind="pledge_due").count() == 3


@pytest.mark.parametrize("progress", ["finished", "let_go", "unconfirmed", "expired"])
def test_only_open_pledges_are_asked_about(open_pledge, progress):
    Pledge.objects.update(progress=progress, confirm_mail_at=at(DUE, 9))
    assert run(at(DUE, 10))["asked"] == 0


def test_a_pledge_finished_before_its_mail_goes_out_is_not_asked_about(open_pledge, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    run(at(DUE, 9))
    settings.WAGTAIL_MENTORING = {}
    Pledge.objects.update(progress="finished")

    call_command("mentoring_run_due")

    assert not mail.outbox
    assert OutgoingMail.objects.get().state == "skipped"


def test_thirty_days_later_it_counts_as_no_answer_and_can_still_be_answered(open_pledge):
    run(at(DUE, 9))
    assert run(at(DUE, 9) + dt.timedelta(days=30))["no_answer"] == 0
    assert run(at(DUE, 9) + dt.timedelta(days=31))["no_answer"] == 1

    event = PledgeEvent.objects.get(to_progress="no_answer")
    assert event.actor == "system"


def test_what_nobody_confirms_in_a_week_is_forgotten(round_, post_pledge):
    post_pledge(round_)
    week = dt.timedelta(days=7)

    assert run(timezone.now() + week - dt.timedelta(minutes=1))["expired"] == 0
    assert run(timezone.now() + week)["expired"] == 1

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.text, pledge.name, pledge.email) == ("expired", "", "", "")
    assert pledge.ip_key == pledge.user_agent == pledge.mentor_name == ""


def test_what_waits_for_a_person_is_not_forgotten(round_, post_pledge):
    post_pledge(round_, contact_time="noon")

    assert run(timezone.now() + dt.timedelta(days=20))["expired"] == 0
