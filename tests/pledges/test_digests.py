"""What program managers hear by e-mail."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from tests.factories import PledgeFactory, RoundFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import digests
from wagtail_mentoring.pledges.models import DailyCount

UTC = dt.timezone.utc
MONDAY = dt.datetime(2026, 5, 4, 9, tzinfo=UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def manager(django_user_model, site):
    return django_user_model.objects.create_user("manager", "manager@ashcombe.example", "x")


@pytest.fixture
def named(manager):
    """A round that names the manager, with a pledge made yesterday."""

    def make(**values):
        round_ = RoundFactory(title="Spring", **values)
        round_.notified.add(manager)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        DailyCount.objects.create(
            round=round_, kind="gratitude", event="confirmed", day=yesterday, count=4
        )
        return round_

    return make


def queued(now):
    return digests.run(now)["queued"]


@pytest.mark.parametrize(
    ("digest", "monday", "tuesday"), [("never", 0, 0), ("daily", 1, 1), ("weekly", 1, 0)]
)
def test_a_round_chooses_how_often(named, digest, monday, tuesday):
    named(digest=digest)
    assert queued(MONDAY) == monday
    assert queued(TUESDAY) == tuesday


def test_nothing_is_sent_before_nine_in_the_morning_of_the_site(named, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    named(digest="daily")
    with timezone.override("Europe/Berlin"):
        assert queued(dt.datetime(2026, 5, 4, 6, 59, tzinfo=UTC)) == 0
        assert queued(dt.datetime(2026, 5, 4, 7, 0, tzinfo=UTC)) == 1


def test_a_monday_without_cron_is_made_up_for(named):
    named(digest="weekly")
    assert queued(MONDAY) == 1
    assert queued(TUESDAY + dt.timedelta(days=7)) == 1
    assert queued(TUESDAY + dt.timedelta(days=8)) == 0


def test_a_digest_begins_where_the_last_one_ended(named):
    round_ = named(digest="daily")
    queued(MONDAY)
    DailyCount.objects.update(day=timezone.localdate() - dt.timedelta(days=4))
    OutgoingMail.objects.update(sent_at=timezone.now() - dt.timedelta(days=5))

    queued(MONDAY + dt.timedelta(days=5))

    assert "4 made" in mail.outbox[1].body
    assert round_.title in mail.outbox[1].subject


def test_two_runs_on_one_day_send_one(named):
    named(digest="daily")
    assert queued(MONDAY) == 1
    assert queued(MONDAY + dt.timedelta(hours=5)) == 0


def test_it_tells_what_happened_and_what_waits_and_where(named):
    round_ = named(digest="daily")
    PledgeFactory(round=round_, needs_release=True)

    queued(MONDAY)

    sent = mail.outbox[0]
    assert sent.to == ["manager@ashcombe.example"]
    assert sent.subject == "What was given back: Spring"
    assert "4 made, 0 done, 0 tried." in sent.body
    assert "1 pledge waits for a decision:\nhttp://testserver/admin/mentoring/pledges/" in sent.body
    assert f"http://testserver/admin/reports/give-back/?round={round_.pk}" in sent.body
    ((html, _type),) = sent.alternatives
    assert "4 made, 0 done, 0 tried." in html
    assert (
        'href="http://testserver/admin/mentoring/pledges/">1 pledge waits for a decision</a>'
        in html
    )


def test_a_quiet_day_sends_nothing(named):
    round_ = named(digest="daily")
    DailyCount.objects.filter(round=round_).delete()

    queued(MONDAY)

    assert mail.outbox == []


def test_whoever_is_no_longer_named_hears_nothing(named, manager):
    round_ = named(digest="daily")
    queued(MONDAY)
    row = OutgoingMail.objects.get()

    round_.notified.remove(manager)

    assert digests.load(row.object_id) is None


def test_nobody_named_in_the_mail_but_the_round(named):
    round_ = named(digest="daily")
    PledgeFactory(round=round_, name="Robin Reader", text="SECRET", needs_release=True)
    queued(MONDAY)
    assert "Robin" not in mail.outbox[0].body
    assert "SECRET" not in mail.outbox[0].body
