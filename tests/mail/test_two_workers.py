"""Two cron runs at once send each mail once: on a real database file and on real servers."""

import datetime as dt
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.mail.operations import deliver_due, queue

COUNT = 40
SOON = timezone.now() + dt.timedelta(days=1)

WORKER = """
import sys, time
import django
django.setup()
from django.conf import settings
from wagtail_mentoring.mail import registry
from wagtail_mentoring.mail.operations import deliver_due
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = sys.argv[1]
def load(object_id):
    time.sleep(0.005)
    return registry.MailContent(f"Mail {object_id}", "A word.")
registry.register("test_mail", load)
print("ready", flush=True)
sys.stdin.readline()
report = deliver_due()
print(report.sent, report.failed)
"""


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def outbox(kind):
    for number in range(COUNT):
        queue(kind.name, number, f"reader{number}@mail.example", due_at=SOON)
    OutgoingMail.objects.update(due_at=timezone.now())


@pytest.fixture
def database_file(outbox, tmp_path):
    """A copy of the test database in a file, which other processes can open."""
    if connection.vendor != "sqlite":
        pytest.skip("Database servers are tested with threads.")
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return path


def test_processes_on_a_database_file(database_file, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database_file}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    folder = tmp_path / "sent"
    command = [sys.executable, "-c", WORKER, str(folder)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    results = [worker.communicate(timeout=60)[0].split() for worker in workers]
    subjects = Counter(
        line
        for path in folder.iterdir()
        for line in path.read_text().splitlines()
        if line.startswith("Subject: ")
    )
    assert subjects == {f"Subject: Mail {n}": 1 for n in range(COUNT)}
    assert sum(int(sent) for sent, failed in results) == COUNT
    assert min(int(sent) for sent, failed in results) > 0


def test_threads_on_a_database_server(outbox, kind):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; the other test has a file.")
    barrier = threading.Barrier(2)

    def run():
        barrier.wait()
        try:
            deliver_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kind.loaded) == list(range(COUNT))
    assert len(mail.outbox) == COUNT
