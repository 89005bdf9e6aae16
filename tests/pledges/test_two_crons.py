"""The cron command killed at random and started twice: on a real database file, and on servers."""

import datetime as dt
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from urllib.parse import urlsplit

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
VICTIMS = 3

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
def database_url(much_to_do, tmp_path):
    """A database that other processes can open: the test's own, or a copy of it in a file."""
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])
        yield url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        return
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    yield f"sqlite:///{path}"


def read_back(database_url):
    """Let the test see what the processes wrote."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as copy:
            copy.backup(connection.connection)


@pytest.fixture
def start(database_url, tmp_path, monkeypatch):
    """Starts the cron command in a process of its own, up to where it would begin."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    command = [sys.executable, "-c", WORKER, str(tmp_path / "sent")]
    workers = []

    def begin():
        worker = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        workers.append(worker)
        return worker

    yield begin
    for worker in workers:
        worker.kill()
        worker.wait()


def go(worker):
    worker.stdin.write("go\n")
    worker.stdin.flush()


def test_killed_at_random_and_started_twice_it_loses_and_doubles_nothing(
    database_url, start, tmp_path
):
    victims = [start() for _number in range(VICTIMS)]
    others = [start() for _number in range(2)]
    for worker in (*victims, *others):
        assert worker.stdout.readline() == "ready\n"
    for victim in victims:
        go(victim)
        time.sleep(random.uniform(0.02, 0.6))
        victim.kill()
        victim.wait()
    for worker in others:
        go(worker)
    for worker in others:
        worker.communicate(timeout=120)
    read_back(database_url)
    left = OutgoingMail.objects.filter(state="sending").count()
    assert left <= VICTIMS
    # A mail that was being sent when its process died is sent again after its lease, and one that
    # was only queued by the next run; both are due by the real clock, which is ahead of ours.
    OutgoingMail.objects.waiting().update(due_at=NOW)
    call_command("mentoring_run_due", now=NOW.isoformat())

    check_rows()
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    sent = [part for path in (tmp_path / "sent").iterdir() for part in _each(path.read_text())]
    ids = [re.search(r"Message-ID: (\S+)", each)[1] for each in sent]
    ids += [message.extra_headers["Message-ID"] for message in mail.outbox]
    # Doubled is at most what each process had handed over when it died.
    assert len(set(ids)) == COUNT + 1
    assert len(ids) - len(set(ids)) <= left


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
