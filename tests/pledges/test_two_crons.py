"""The cron command killed at random and started twice: on a real database file, and on servers."""

import datetime as dt
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection

from tests.factories import MentorContactFactory, MentorFactory, PledgeFactory, RoundFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges.models import DailyCount, Pledge, PledgeEvent

DUE = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 9, tzinfo=dt.timezone.utc)
COUNT = 24

WORKER = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.core.mail.backends import filebased
from django.core.management import call_command
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = sys.argv[1]
settings.TASKS = {}
print("ready", flush=True)
sys.stdin.readline()
call_command("mentoring_run_due", now="2026-03-03T09:00Z")
"""

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def much_to_do(site):
    """Questions to ask, pledges to give up, and a mentor with a month's worth to hear."""
    round_ = RoundFactory()
    made = NOW - dt.timedelta(days=60)
    common = {"round": round_, "confirmed_at": made, "submitted_at": made}
    for _number in range(COUNT):
        PledgeFactory(progress="open", due_on=DUE, **common)
        late = DUE - dt.timedelta(days=40)
        PledgeFactory(
            progress="open",
            due_on=late,
            asked_for=late,
            asked_at=NOW - dt.timedelta(days=40),
            **common,
        )
    mentor = MentorContactFactory(
        mentor=MentorFactory(consent="agreed", rhythm="monthly"), email="ada@mail.example"
    ).mentor
    for _number in range(3):
        PledgeFactory(
            mentor=mentor,
            progress="finished",
            outcome="done",
            state="published",
            finished_at=made,
            published_at=made,
            mentor_consent_at=made,
            **common,
        )


def check_rows():
    assert Pledge.objects.filter(progress="no_answer").count() == COUNT
    assert PledgeEvent.objects.filter(event="no_answer").count() == COUNT
    assert PledgeEvent.objects.filter(event="mentor_told").count() == 3
    counts = dict(DailyCount.objects.values_list("event", "count"))
    assert counts == {"no_answer": COUNT, "mentor_told": 3}
    kinds = Counter(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == {"pledge_due": COUNT, "mentor_digest": 1}


@pytest.fixture
def database_file(much_to_do, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("Database servers are tested with threads.")
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return path


def test_killed_at_random_and_started_twice_it_loses_and_doubles_nothing(
    database_file, tmp_path, monkeypatch
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database_file}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    folder = tmp_path / "sent"
    command = [sys.executable, "-c", WORKER, str(folder)]

    def start():
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    victim, *others = [start() for _number in range(3)]
    for worker in (victim, *others):
        assert worker.stdout.readline() == "ready\n"
    victim.stdin.write("go\n")
    victim.stdin.flush()
    time.sleep(random.uniform(0.05, 0.5))
    victim.kill()
    victim.wait()
    for worker in others:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in others:
        worker.communicate(timeout=120)

    with closing(sqlite3.connect(database_file)) as database:
        # A mail that was being sent when its process died is sent again after its lease.
        database.execute(
            "UPDATE wagtail_mentoring_outgoingmail SET due_at = '2026-01-01'"
            " WHERE state = 'sending'"
        )
        database.commit()
    last = start()
    last.communicate("go\n", timeout=120)

    sent = [path.read_text() for path in folder.iterdir()]
    ids = Counter(re.search(r"Message-ID: (\S+)", each)[1] for text in sent for each in _each(text))
    assert len(ids) == COUNT + 1
    assert sum(ids.values()) - len(ids) <= 1  # if it died between the server's yes and ours
    with closing(sqlite3.connect(database_file)) as database:
        query = "SELECT event, SUM(count) FROM wagtail_mentoring_dailycount GROUP BY event"
        assert dict(database.execute(query)) == {"no_answer": COUNT, "mentor_told": 3}


def _each(text):
    return [part for part in text.split("-" * 79) if "Message-ID" in part]


def test_two_at_once_on_a_database_server(much_to_do):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; the other test has a file.")
    barrier = threading.Barrier(2)

    def run():
        barrier.wait()
        try:
            call_command("mentoring_run_due", now=NOW.isoformat())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_rows()
    assert len(mail.outbox) == COUNT + 1
