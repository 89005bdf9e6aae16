"""The one cron line: everything that is due, whatever else fails."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from wagtail_mentoring import jobs
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.models import CronRun, OutgoingMail
from wagtail_mentoring.mail.operations import queue

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.timezone.utc)


@pytest.fixture(autouse=True)
def only_our_jobs(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})
    monkeypatch.setattr(jobs, "_calling_out", set())
    monkeypatch.setattr(registry, "_kinds", {})
    registry.register("test_mail", lambda object_id: registry.MailContent("Hello", "A word."))


def run(capsys, *args):
    """Output and exit code."""
    code = 0
    try:
        call_command("mentoring_run_due", *args)
    except SystemExit as exit_:
        code = exit_.code
    return capsys.readouterr().out, code


def test_mail_is_delivered_and_counted(capsys):
    queue("test_mail", 1, "ada@mail.example", due_at=NOW)
    assert run(capsys, "--now", "2026-12-01T10:00") == ("mail: 1 sent\n", 0)
    assert len(mail.outbox) == 1


def test_nothing_to_do_is_silent(capsys):
    assert run(capsys) == ("", 0)


def test_a_job_is_told_the_time_and_its_mail_goes_in_the_same_run(capsys):
    def remind(now):
        assert now == NOW
        queue("test_mail", 1, "ada@mail.example", due_at=now)
        return {"reminded": 1}

    jobs.register("pledges", remind)
    out, code = run(capsys, "--now", "2026-12-01T09:00+00:00")
    assert (out, code) == ("pledges: 1 reminded\nmail: 1 sent\n", 0)


def test_a_dry_run_lists_and_does_nothing(capsys):
    def remind(now):
        queue("test_mail", 2, "bo@mail.example", due_at=now)
        return {"reminded": 1}

    def call_out(now):
        raise AssertionError("A dry run must not reach other servers.")

    registry.register("past_mail", lambda object_id: None)
    queue("test_mail", 1, "ada@mail.example", due_at=NOW)
    queue("past_mail", 1, "ada@mail.example", due_at=NOW)
    jobs.register("pledges", remind)
    jobs.register("feedback", call_out, calls_out=True)

    out, code = run(capsys, "--now", "2026-12-01T09:00+00:00", "--dry-run")

    assert (out, code) == ("pledges: 1 reminded\nmail: 2 test_mail\n", 0)
    assert mail.outbox == []
    assert set(OutgoingMail.objects.values_list("kind", "state")) == {
        ("test_mail", "queued"),
        ("past_mail", "queued"),
    }
    assert not CronRun.objects.exists()


def test_a_job_that_fails_stops_no_other_and_is_told_by_the_exit_code(capsys, caplog):
    def broken(now):
        raise RuntimeError("no such table")

    jobs.register("broken", broken)
    jobs.register("works", lambda now: {"closed": 2})
    out, code = run(capsys)
    assert (out, code) == ("broken: 1 failed\nworks: 2 closed\n", 3)
    assert "no such table" in caplog.text


def test_mail_that_could_not_be_sent_is_told_by_the_exit_code(capsys):
    queue("test_mail", 1, "ada@mail.example", due_at=NOW)
    registry.unregister("test_mail")
    out, code = run(capsys, "--now", "2026-12-01T10:00")
    assert (out, code) == ("mail: 1 failed, 1 queued\n", 3)
    assert OutgoingMail.objects.get().last_error == "LookupError"


def test_a_machine_can_read_the_result(capsys):
    jobs.register("works", lambda now: {"closed": 2})
    out, code = run(capsys, "--json")
    assert json.loads(out) == {
        "works": {"closed": 2},
        "mail": {"sent": 0, "failed": 0, "skipped": 0, "queued": 0},
    }
    assert code == 0


@pytest.mark.parametrize(
    "value", ["tomorrow", "2026-13-01T00:00", "", "0001-01-01T00:00", "9999-12-31T00:00"]
)
def test_a_time_that_is_none_is_refused_with_an_example(value):
    with pytest.raises(CommandError, match="2026-12-01T09:00"):
        call_command("mentoring_run_due", "--now", value)
