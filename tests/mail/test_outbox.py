"""The outbox: a row first, sent once, after commit, tried again, never lost."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_mentoring.mail import delivery
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import deliver_due, queue, try_again
from wagtail_mentoring.mail.registry import MailContent

pytestmark = pytest.mark.django_db

State = OutgoingMail.State
NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.timezone.utc)


def queued(kind, *, at=NOW, **fields):
    """A row as it stands when its first sending did not happen."""
    row = queue(kind.name, fields.pop("object_id", 1), "ada@mail.example", due_at=at)
    OutgoingMail.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


def test_mail_is_sent_when_the_transaction_commits(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = queue(kind.name, 7, "ada@mail.example")
        assert mail.outbox == []
    row.refresh_from_db()
    assert [m.to for m in mail.outbox] == [["ada@mail.example"]]
    assert (row.state, row.attempts, row.address) == (State.SENT, 1, "")
    assert row.sent_at is not None
    assert kind.loaded == [7]


def test_a_rolled_back_transaction_leaves_no_mail(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                queue(kind.name, 7, "ada@mail.example")
                raise RuntimeError
        except RuntimeError:
            pass
    assert mail.outbox == []
    assert not OutgoingMail.objects.exists()


def test_the_same_mail_is_queued_once_and_the_transaction_goes_on(kind):
    with transaction.atomic():
        assert queue(kind.name, 7, "ada@mail.example")
        assert queue(kind.name, 7, "ada@mail.example") is None
        assert queue(kind.name, 7, "ada@mail.example", number=2)
        assert queue(kind.name, 8, "ada@mail.example")
    assert OutgoingMail.objects.count() == 3


def test_an_unknown_kind_is_an_error_at_once():
    with pytest.raises(LookupError, match="no_such_kind"):
        queue("no_such_kind", 1, "ada@mail.example")


def test_mail_for_later_waits_until_it_is_due(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        queue(kind.name, 1, "ada@mail.example", due_at=timezone.now() + dt.timedelta(hours=1))
    assert callbacks == []
    assert deliver_due().queued == 1
    assert deliver_due(timezone.now() + dt.timedelta(hours=2)).sent == 1


def test_a_second_run_sends_nothing_again(kind):
    queued(kind)
    assert deliver_due(NOW).sent == 1
    assert deliver_due(NOW).sent == 0
    assert len(mail.outbox) == 1


def test_mail_that_lost_its_meaning_is_skipped_and_its_address_forgotten(kind):
    row = queued(kind)
    kind.content = None
    report = deliver_due(NOW)
    row.refresh_from_db()
    assert (report.skipped, row.state, row.address, mail.outbox) == (1, State.SKIPPED, "", [])


def test_a_row_whose_address_was_erased_is_skipped_without_loading_it(kind):
    row = queued(kind, address="")
    assert deliver_due(NOW).skipped == 1
    row.refresh_from_db()
    assert (row.state, kind.loaded) == (State.SKIPPED, [])


def test_what_fails_is_tried_again_after_growing_waits_and_in_the_end_given_up(kind):
    row = queued(kind)
    kind.content = ValueError("ada@mail.example is in here")
    now, waits = NOW, []
    while True:
        assert deliver_due(now).failed == 1
        row.refresh_from_db()
        if row.state == State.FAILED:
            break
        assert row.state == State.QUEUED
        waits.append(row.due_at - now)
        assert deliver_due(row.due_at - dt.timedelta(seconds=1)).failed == 0
        now = row.due_at
    assert waits == sorted(waits)
    assert waits == list(delivery.DELAYS)
    assert row.attempts == len(delivery.DELAYS) + 1
    assert row.last_error == "ValueError"
    assert row.address == "ada@mail.example"
    assert deliver_due(now + dt.timedelta(days=9)).failed == 0


def test_the_errors_text_reaches_neither_row_nor_log_when_the_server_names_people(kind, caplog):
    row = queued(kind)
    kind.content = OSError("ada@mail.example")
    deliver_due(NOW)
    row.refresh_from_db()
    assert row.last_error == "OSError"
    assert "ada@" not in caplog.text
    assert "OSError" in caplog.text


def test_one_mail_that_fails_does_not_stop_the_others(kind):
    queued(kind, object_id=1)
    queued(kind, object_id=2)

    def load(object_id):
        if object_id == 1:
            raise ValueError
        return MailContent("Hello", "A word.")

    kind.content = None
    delivery.registry.register(kind.name, load)
    report = deliver_due(NOW)
    assert (report.sent, report.failed, report.queued) == (1, 1, 1)


def test_a_row_left_behind_by_a_dead_process_is_sent_when_its_lease_is_over(kind):
    row = queued(kind, state=State.SENDING, due_at=NOW + delivery.LEASE, attempts=1)
    assert deliver_due(NOW).sent == 0
    assert deliver_due(NOW + delivery.LEASE).sent == 1
    assert mail.outbox[0].message()["Message-ID"] == row.message_id


def test_the_message_id_is_the_same_at_every_attempt(kind):
    row = queued(kind)
    good, kind.content = kind.content, ValueError()
    deliver_due(NOW)
    kind.content = good
    deliver_due(NOW + dt.timedelta(hours=1))
    assert mail.outbox[0].message()["Message-ID"] == row.message_id
    assert row.message_id.endswith("@site.example>")


def test_a_copy_of_production_keeps_its_mail(kind, settings, django_capture_on_commit_callbacks):
    settings.WAGTAIL_MENTORING = {"DELIVER_MAIL": False}
    with django_capture_on_commit_callbacks(execute=True):
        row = queue(kind.name, 1, "ada@mail.example")
    report = deliver_due(timezone.now())
    row.refresh_from_db()
    assert (report.queued, report.sent, mail.outbox) == (1, 0, [])
    assert (row.state, row.attempts) == (State.QUEUED, 0)


def test_a_backend_that_sends_nothing_counts_as_failed(kind, monkeypatch):
    row = queued(kind)
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", lambda self, messages: 0
    )
    assert deliver_due(NOW).failed == 1
    row.refresh_from_db()
    assert row.last_error == "NothingSent"


@pytest.mark.parametrize("backend", ["console", "filebased", "dummy"])
def test_every_backend_of_django_will_do(kind, settings, tmp_path, backend, capsys):
    path = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_BACKEND = path
    settings.EMAIL_FILE_PATH = str(tmp_path)
    if hasattr(settings, "MAILERS"):
        options = {"file_path": str(tmp_path)} if backend == "filebased" else {}
        settings.MAILERS = {"default": {"BACKEND": path, "OPTIONS": options}}
    queued(kind)
    assert deliver_due(NOW).sent == 1
    written = capsys.readouterr().out + "".join(p.read_text() for p in tmp_path.iterdir())
    assert backend == "dummy" or "Subject: Hello" in written


def test_a_mail_given_up_is_tried_again_once_when_somebody_says_so(
    kind, administrator, django_capture_on_commit_callbacks
):
    row = queued(kind, state=State.FAILED, attempts=8, last_error="TimeoutError")
    with django_capture_on_commit_callbacks(execute=True):
        assert try_again(row, user=administrator)
        assert not try_again(row, user=administrator)
    row.refresh_from_db()
    assert (row.state, row.attempts, len(mail.outbox)) == (State.SENT, 1, 1)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user) == ("wagtail.edit", administrator)


def test_a_lease_begins_when_the_row_is_taken_however_long_the_run_has_lasted(kind, monkeypatch):
    queued(kind, object_id=1, at=timezone.now())
    queued(kind, object_id=2, at=timezone.now())
    clock = {"now": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    leases = []

    def load(object_id):
        row = OutgoingMail.objects.get(object_id=object_id)
        leases.append(row.due_at - clock["now"])
        clock["now"] += dt.timedelta(hours=1)

    delivery.registry.register(kind.name, load)
    deliver_due()
    assert leases == [delivery.LEASE, delivery.LEASE]
