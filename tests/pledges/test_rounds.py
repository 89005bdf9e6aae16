"""What an editor sets for a round, and what it changes for visitors."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import MentorFactory, PledgeFactory, RoundFactory
from wagtail_mentoring.pledges import operations, tasks
from wagtail_mentoring.pledges.models import PledgeRound

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.timezone.utc)


def form_page(client, round_):
    return client.get(reverse("wagtail_mentoring:post_pledge", args=[round_.slug])).text


def test_a_round_offers_only_its_kinds(client, site, post_pledge):
    round_ = RoundFactory(kinds=["gratitude", "knowledge"])

    assert form_page(client, round_).count('type="radio" name="kind"') == 2
    assert post_pledge(round_, kind="connection").status_code == 400


def test_a_round_offers_only_its_mentors(client, site, round_):
    ada, grace = MentorFactory(name="Ada"), MentorFactory(name="Grace")
    assert "Grace" in form_page(client, round_)

    round_.mentors.add(ada)

    assert "Ada" in form_page(client, round_)
    assert "Grace" not in form_page(client, round_)
    assert grace.is_public


@pytest.mark.parametrize(("moderation", "state"), [("all", "waiting"), ("suspicious", "published")])
def test_a_round_may_moderate_more_or_less_than_the_site(site, moderation, state):
    round_ = RoundFactory(moderation=moderation)
    pledge = PledgeFactory(round=round_, progress="open", confirmed_at=timezone.now())

    operations.finish(pledge, "done", wall_consent=True)

    pledge.refresh_from_db()
    assert pledge.state == state


def test_a_slug_is_made_from_the_title(db):
    RoundFactory(slug="spring-term")
    round_ = PledgeRound(title="Spring term")
    round_.full_clean()
    assert round_.slug == "spring-term-2"


def test_new_words_for_a_consent_are_a_new_version(db):
    round_ = RoundFactory()
    round_.title = "Another title"
    round_.save()
    assert round_.consent_version == 1

    round_.wall_consent_text = "May we show it?"
    round_.save()

    assert round_.consent_version == 2


@pytest.mark.parametrize("field", ["opens_at", "closes_at"])
def test_pages_are_purged_once_when_a_round_opens_or_closes(db, monkeypatch, field):
    purged = []
    monkeypatch.setattr(tasks, "purge_round_on_commit", purged.append)
    round_ = RoundFactory(**{field: NOON})

    tasks.run(NOON - dt.timedelta(minutes=1))
    assert purged == []

    tasks.run(NOON)
    tasks.run(NOON + dt.timedelta(minutes=5))
    assert purged == [round_]
