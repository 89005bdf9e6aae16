"""The opt-in mail around a due date: a reminder before, and one last note after."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from tests.factories import PledgeFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.models import Pledge
from wagtail_mentoring.pledges.tasks import run

from .test_due import at

DUE = dt.date(2028, 3, 7)
"""A week after a 29th of February."""


@pytest.fixture
def pledge(round_):
    made = at(DUE, 12) - dt.timedelta(days=40)
    return PledgeFactory(
        round=round_,
        progress="open",
        due_on=DUE,
        submitted_at=made,
        confirmed_at=made,
        reminders_consent_at=made,
    )


def days(number, hour=9):
    return at(DUE + dt.timedelta(days=number), hour)


def subjects():
    return [message.subject for message in mail.outbox]


def test_who_asked_for_it_is_reminded_a_week_before_and_once_more_two_weeks_after(pledge):
    assert run(days(-8, 23))["reminded"] == 0
    assert run(days(-7, 8))["reminded"] == 0
    assert run(days(-7))["reminded"] == 1
    assert run(days(-6))["reminded"] == 0
    assert run(days(0))["asked"] == 1
    assert run(days(13))["last_notes"] == 0
    assert run(days(14))["last_notes"] == 1
    assert run(days(15))["last_notes"] == 0

    assert subjects() == [
        "Your pledge: the day is near",
        "How did it go?",
        "One last note about your pledge",
    ]
    assert all("Write her a letter." in message.body for message in mail.outbox)


@pytest.mark.parametrize(
    "changes",
    [
        {"reminders_consent_at": None},
        {"confirmed_at": at(DUE, 12) - dt.timedelta(days=14)},
        {"progress": "let_go"},
    ],
)
def test_nobody_else_is_reminded(pledge, changes):
    Pledge.objects.update(**changes)
    assert run(days(-7))["reminded"] == 0


def test_a_round_without_reminders_sends_none(pledge, round_):
    round_.reminders = False
    round_.save()

    assert run(days(-7))["reminded"] == run(days(20))["last_notes"] == 0


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (-2, "Your pledge: the day is near"),
        (9, "How did it go?"),
        (17, "One last note about your pledge"),
    ],
)
def test_after_an_outage_only_the_newest_goes_out(pledge, day, subject):
    run(days(day))
    run(days(day))
    assert subjects() == [subject]


def test_an_outage_of_months_gives_up_on_nobody_who_was_never_asked(pledge):
    Pledge.objects.update(reminders_consent_at=None)

    assert run(days(60))["no_answer"] == 0
    assert run(days(66))["no_answer"] == 0
    assert run(days(68))["no_answer"] == 1
    assert subjects() == ["How did it go?"]


def test_more_time_plans_the_reminders_anew(pledge):
    run(days(-7))
    operations.more_time(pledge, DUE + dt.timedelta(days=30), now=days(-5))

    assert run(days(0)) == run(days(1)) | {"reminded": 0}
    assert run(days(23))["reminded"] == 1


def test_whoever_answers_before_the_mail_goes_is_not_reminded(pledge, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    run(days(-7))
    operations.let_go(pledge, now=timezone.now())
    settings.WAGTAIL_MENTORING = {}

    call_command("mentoring_run_due")
    assert not mail.outbox


def test_of_all_that_waited_for_the_mail_server_only_the_newest_goes_out(pledge, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    for number in (-7, 0, 14):
        run(days(number))
    assert OutgoingMail.objects.waiting().count() == 3
    settings.WAGTAIL_MENTORING = {}

    call_command("mentoring_run_due", now=days(15).isoformat())

    assert subjects() == ["One last note about your pledge"]


def test_a_reminder_that_comes_late_is_not_sent_beside_the_question(pledge, settings):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    run(days(-7))
    run(days(0))
    settings.WAGTAIL_MENTORING = {}

    call_command("mentoring_run_due", now=days(1).isoformat())

    assert subjects() == ["How did it go?"]
