"""Moderators who decide, undo and retrain at once, on databases that let several write."""

import contextlib
import os
import random
import subprocess
import sys
import threading
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections, transaction

from wagtail_mentoring.spam import operations
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import Judgement, LearnedLayer
from wagtail_mentoring.spam.pipeline import judge

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory belongs to one thread."
    ),
]
POLICY = Policy(hold="suspicious")
MODERATORS = 6
WORDS = [
    "clock",
    "garden",
    "letter",
    "workshop",
    "ladder",
    "violin",
    "harbour",
    "pencil",
    "kettle",
    "blanket",
]


def text(number):
    chance = random.Random(number)
    return f"Message {' '.join(chance.choices(WORDS, k=9))} https://host{number % 4}.example/"


@pytest.fixture
def messages(site):
    """The keys of messages that were judged and that nobody has decided about."""
    for key in range(1, 31):
        message = Message("comment", text(key), site_id=site.pk)
        operations.remember(message, judge(message, POLICY), key)
    return range(1, 31)


def at_once(acts):
    """Run functions in threads of their own, started together; what they raised."""
    start, errors = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def decide(key, human):
    """As a moderator does: in one transaction, after which the layer learns."""
    with transaction.atomic():
        operations.teach("comment", key, human)


def take_back(key):
    with transaction.atomic():
        operations.take_back("comment", key)


def layer(site):
    return Learnt.loads(bytes(LearnedLayer.objects.get(site=site).blob))


def counted_afresh(site):
    """What the layer must hold, counted from the verdicts alone."""
    learnt = Learnt()
    for judgement in Judgement.objects.filter(site=site).exclude(human=""):
        judgement.learnt = ""
        operations._take_in(learnt, judgement)
    learnt.hold_at = layer(site).hold_at
    return learnt


def test_decisions_at_once_are_all_counted_and_none_twice(site, messages):
    humans = {key: "spam" if key % 3 else "ham" for key in messages}

    def moderator(number):
        for key in list(messages)[number::MODERATORS]:
            decide(key, humans[key])

    assert at_once([lambda n=n: moderator(n) for n in range(MODERATORS)]) == []
    assert not Judgement.objects.filter(pending=True).exists()
    assert (layer(site).spam, layer(site).ham) == (20, 10)
    assert layer(site) == counted_afresh(site)


def test_the_same_messages_decided_and_undone_by_several_end_in_exact_sums(site, messages):
    def moderator(number):
        chance = random.Random(number)
        for _ in range(12):
            key = chance.choice(messages[:8])
            act = chance.choice(["spam", "ham", "", "undo"])
            take_back(key) if act == "undo" else decide(key, act)

    assert at_once([lambda n=n: moderator(n) for n in range(MODERATORS)]) == []
    operations.learn_job(None)
    assert not Judgement.objects.filter(pending=True).exists()
    assert layer(site) == counted_afresh(site)
    for key in messages[:8]:
        decide(key, "")
    assert layer(site) == Learnt(hold_at=layer(site).hold_at)


def test_who_retrains_or_resets_while_others_decide_loses_no_verdict(site, messages):
    def moderator(number):
        for key in list(messages)[number :: MODERATORS - 1]:
            decide(key, "spam")
            decide(key, "ham")

    def administrator():
        for act in (operations.retrain, operations.retrain, operations.retrain):
            with contextlib.suppress(operations.LayerChanged):
                act(site.pk)

    acts = [lambda n=n: moderator(n) for n in range(MODERATORS - 1)]
    assert at_once([*acts, administrator]) == []
    operations.learn_job(None)
    assert (layer(site).spam, layer(site).ham) == (0, 30)
    assert layer(site) == counted_afresh(site)


OTHER_PROCESS = """
import sys
import django
django.setup()
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.pipeline import judge
site_id, text = int(sys.argv[1]), sys.argv[2]
for _line in sys.stdin:
    message = Message("comment", text, site_id=site_id, ticket_age=60.0)
    verdict = judge(message, Policy("suspicious"))
    print(round(verdict.score, 3), *(reason.code for reason in verdict.reasons), flush=True)
"""


def test_another_process_judges_by_what_was_learnt_a_moment_ago(site, messages):
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-c", OTHER_PROCESS, str(site.pk), "See https://host1.example/now"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:

        def ask():
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline()

        before = ask()
        decide(1, "spam")
        decide(2, "ham")
        taught = ask()
        take_back(1)
        assert "spam_host" not in before
        assert "spam_host" in taught
        assert "spam_host" not in ask()
        process.stdin.close()
