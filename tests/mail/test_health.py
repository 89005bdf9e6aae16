"""What moderators are told when mail or cron stands still."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from wagtail_mentoring.mail import health
from wagtail_mentoring.mail.models import CronRun, OutgoingMail

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TWO_DAYS = dt.timedelta(days=2)


@pytest.fixture
def cron():
    health.note_run(NOW)


def stuck_mail(number: int = 1, **values) -> OutgoingMail:
    values = {"attempts": 3, "created_at": NOW - TWO_DAYS, "due_at": NOW, **values}
    return OutgoingMail.objects.create(
        kind="hello", object_id=number, address="a@mail.example", **values
    )


def test_it_is_said_when_the_cron_line_never_ran():
    assert "has never run" in health.warning(NOW)


def test_the_command_itself_notes_that_it_ran(django_assert_num_queries):
    call_command("mentoring_run_due")
    call_command("mentoring_run_due")
    assert CronRun.objects.get().command == "mentoring_run_due"
    with django_assert_num_queries(2):
        assert health.warning() is None


def test_it_is_said_when_the_cron_line_stopped(cron):
    assert health.warning(NOW + dt.timedelta(hours=25)) is None
    assert "mentoring_run_due has not run" in health.warning(NOW + dt.timedelta(hours=27))


def test_it_is_said_when_no_mail_got_out_for_a_day(cron):
    stuck_mail()
    assert "No e-mail has left this site" in health.warning(NOW)


def test_one_address_that_takes_nothing_is_no_alarm(cron):
    stuck_mail()
    stuck_mail(2, state=OutgoingMail.State.SENT, sent_at=NOW, created_at=NOW)
    assert health.warning(NOW) is None


def test_mail_that_is_due_later_is_no_alarm(cron):
    stuck_mail(attempts=0, due_at=NOW + TWO_DAYS)
    assert health.warning(NOW) is None


def test_mail_kept_back_on_purpose_is_said_apart(cron):
    stuck_mail()
    assert health.held_back() is None
    with override_settings(WAGTAIL_MENTORING={"DELIVER_MAIL": False}):
        assert "DELIVER_MAIL is off" in health.held_back()
        assert health.warning(NOW) is None
