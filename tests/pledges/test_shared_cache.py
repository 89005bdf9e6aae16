"""Wall, tally and form behind a cache that keeps whole pages for everybody."""

import datetime as dt

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from tests.factories import PledgeFactory, StoryFactory, get_site
from tests.pledges import shared_cache
from wagtail_mentoring.pledges import operations, wall
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import MentorNote, Pledge
from wagtail_mentoring.submissions import tickets

pytestmark = pytest.mark.skipif(
    not apps.is_installed("wagtail_mentoring.pages"), reason="has its own base page"
)


@pytest.fixture
def page(site, settings):
    """A give-back page behind the cache, on a wall with a page and one entry."""
    from wagtail_mentoring.pages.models import GiveBackPage

    shared_cache.copies.clear()
    settings.MIDDLEWARE = ["tests.pledges.shared_cache.SharedCache", *settings.MIDDLEWARE]
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "tests.pledges.shared_cache.Purging"}}
    page = GiveBackPage(title="Give back", slug="spring")
    get_site().root_page.specific.add_child(instance=page)
    now = timezone.now()
    for number in range(wall.PAGE_SIZE + 1):
        pledge = PledgeFactory(
            round=page.round,
            name=f"Robin{number}",
            progress="finished",
            outcome="done",
            state="published",
            confirmed_at=now,
            wall_consent_at=now,
            finished_at=now - dt.timedelta(days=number),
        )
        StoryFactory(pledge=pledge, state="published", text=f"Story number {number}.")
    return page


@pytest.fixture
def visit(page):
    """Somebody new opens the page and what can be reached from its wall."""

    def look():
        asked = ("", "?wall=2", "?wall_kind=gratitude", "?wall_kind=gratitude&wall=2")
        return [Client().get(page.url + query).text for query in asked]

    return look


def test_one_copy_does_for_everybody(page, visit, moderator):
    signed_in = Client()
    signed_in.force_login(moderator)
    first = signed_in.get(page.url).text

    second = Client().get(page.url)

    assert second.text == first
    assert list(shared_cache.copies) == [page.url]
    assert not second.cookies
    assert "Cookie" not in second.get("Vary", "")
    assert moderator.email not in first


def test_a_pledge_is_made_from_a_copy(page, visit, form_data):
    visit()
    ticket = tickets.issue(
        f"pledge:{page.round_id}", None, timezone.now() - dt.timedelta(minutes=1)
    )
    data = form_data(page.round, ticket=ticket, email="new@mail.example")
    assert Client().post(f"/mentoring/pledges/{page.round.slug}/", data).status_code == 302
    assert Pledge.objects.filter(email="new@mail.example").exists()


def test_what_is_published_is_seen_on_every_page_of_the_wall(page, visit):
    before = visit()
    pledge = Pledge.objects.order_by("finished_at").first()
    mentors.write_back(pledge, "You made my week.", is_shareable=True)
    operations.publish(MentorNote.objects.get())

    after = visit()

    assert not any("You made my week." in html for html in before)
    assert ["You made my week." in html for html in after] == [False, True, False, True]


def test_what_is_erased_is_in_no_copy_though_the_wall_has_a_page_less(page, visit):
    last = Pledge.objects.order_by("finished_at").first()
    story = last.story.text
    assert any(story in html for html in visit())

    operations.erase(last)

    kept = " ".join(copy.text for copy in shared_cache.copies.values())
    assert story not in kept + " ".join(visit())


def test_a_round_that_shows_numbers_only_leaves_no_story_in_a_copy(page, visit):
    visit()
    page.round.wall_rule = "counts"
    page.round.save()
    assert not any("Story number" in copy.text for copy in shared_cache.copies.values())


def test_a_link_that_fills_in_the_form_keeps_no_story_in_its_copy(page, visit):
    Client().get(f"{page.url}?kind=knowledge&mentor=ada")
    (copy,) = shared_cache.copies.values()
    assert "Story number" not in copy.text
    assert "What others gave back" in copy.text


def test_a_round_that_ends_by_date_takes_no_more_pledges_from_copies(page, visit):
    from wagtail_mentoring.pledges.tasks import run

    visit()
    now = timezone.now()
    type(page.round).objects.update(closes_at=now + dt.timedelta(minutes=5))
    assert run(now)["rounds"] == 0

    assert run(now + dt.timedelta(minutes=6))["rounds"] == 1
    assert shared_cache.copies == {}
