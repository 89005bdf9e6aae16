"""Pledges and their stories in the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from tests.admin.conftest import as_shown
from tests.factories import MentorFactory, PledgeFactory, RoundFactory, StoryFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.models import Pledge, PledgeKind, Story

State = Pledge.State
Progress = Pledge.Progress
LIST = "/admin/mentoring/pledges/"
EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def states(pledge: Pledge) -> tuple[str, str]:
    return (
        Pledge.objects.get(pk=pledge.pk).state,
        Story.objects.get(pledge=pledge).state,
    )


def test_the_list_opens_on_what_needs_a_person(client, moderator, finished_pledge):
    PledgeFactory(text="Held by the filter", needs_release=True)
    PledgeFactory(text="Still under way", progress=Progress.OPEN)
    PledgeFactory(text="Not for the wall", progress=Progress.FINISHED)
    PledgeFactory(text="Never confirmed", needs_release=True, progress=Progress.EXPIRED)
    client.force_login(moderator)
    response = client.get(LIST)
    assertContains(response, finished_pledge.text)
    assertContains(response, "Held by the filter")
    assert response.context["items_count"] == 2
    assertContains(response, "Waiting (2)")


def test_what_waits_for_nobody_is_called_private(client, moderator):
    PledgeFactory(progress=Progress.OPEN)
    client.force_login(moderator)
    assertContains(client.get(LIST, {"state": "all"}), "Nowhere: it is private")


def test_the_filters_narrow_the_list(client, moderator):
    mentor, round_ = MentorFactory(), RoundFactory()
    wanted = {"kind": PledgeKind.KNOWLEDGE, "progress": Progress.OPEN}
    PledgeFactory(round=round_, mentor=mentor, **wanted)
    PledgeFactory()
    client.force_login(moderator)
    for query in (*({name: value} for name, value in wanted.items()),):
        assert client.get(LIST, {"state": "all", **query}).context["items_count"] == 1
    for query in ({"round": round_.pk}, {"mentor": mentor.pk}):
        assert client.get(LIST, {"state": "all", **query}).context["items_count"] == 1


@pytest.mark.parametrize(
    ("decision", "state"),
    [("publish", State.PUBLISHED), ("spam", State.SPAM), ("remove", State.REMOVED)],
)
def test_pledge_and_story_are_decided_about_together(
    client, moderator, finished_pledge, decide, decision, state
):
    client.force_login(moderator)
    decide(f"{LIST}{finished_pledge.pk}/", decision, "waiting-waiting")
    assert states(finished_pledge) == (state, state)
    decide(f"{LIST}{finished_pledge.pk}/", "undo", f"{state}-{state}")
    assert states(finished_pledge) == (State.WAITING, State.WAITING)


def test_undo_touches_only_what_the_decision_touched(client, moderator, finished_pledge, decide):
    operations.publish(finished_pledge)
    client.force_login(moderator)
    decide(f"{LIST}{finished_pledge.pk}/", "publish", "published-waiting")
    assert states(finished_pledge) == (State.PUBLISHED, State.PUBLISHED)
    decide(f"{LIST}{finished_pledge.pk}/", "undo", "published-published")
    assert states(finished_pledge) == (State.PUBLISHED, State.WAITING)


@pytest.mark.parametrize("where", ["", "{pk}/"])
def test_the_buttons_work_without_a_script(client, moderator, finished_pledge, press_button, where):
    client.handler.enforce_csrf_checks = True
    client.force_login(moderator)
    address = LIST + where.format(pk=finished_pledge.pk)
    assertContains(press_button(client, address, "publish"), "Published 1 pledge.")


def test_a_story_told_anew_since_it_was_shown_is_not_published(client, moderator, finished_pledge):
    client.force_login(moderator)
    address = f"{LIST}{finished_pledge.pk}/"
    data = {"decision": "publish", "seen": client.get(address).context["card"]["seen"]}
    Story.objects.update(text="Something else.")
    response = client.post(f"{address}decide/", data, follow=True)
    assertContains(response, "This has changed meanwhile.")
    assert states(finished_pledge) == (State.WAITING, State.WAITING)


def test_a_story_can_be_kept_off_by_itself(client, moderator, finished_pledge, decide):
    client.force_login(moderator)
    story = finished_pledge.story
    response = decide(f"{LIST}stories/{story.pk}/", "remove", "waiting")
    assertContains(response, "Removed 1 story.")
    decide(f"{LIST}{finished_pledge.pk}/", "publish", "waiting-removed")
    assert states(finished_pledge) == (State.PUBLISHED, State.REMOVED)


def test_a_decision_about_a_story_can_be_undone_from_its_message(
    client, moderator, finished_pledge, decide
):
    client.force_login(moderator)
    html = decide(f"{LIST}stories/{finished_pledge.story.pk}/", "remove", "waiting").content
    address = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "story", "undo"])
    start = html.decode().index(f"{address}?batch=")
    link = html.decode()[start:].partition('"')[0].replace("&amp;", "&")
    client.post(link, {"seen": client.get(link).context["form"].initial["seen"]})
    assert states(finished_pledge) == (State.WAITING, State.WAITING)


def test_the_button_for_several_stories_does_not_speak_of_one(client, moderator, finished_pledge):
    client.force_login(moderator)
    stories = [finished_pledge.story, StoryFactory(site=finished_pledge.site)]
    address = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "story", "remove"])
    response = client.get(address, {"id": [story.pk for story in stories]})
    assertContains(response, "Remove these 2 stories?")
    assertNotContains(response, "Remove the story")


@pytest.mark.parametrize("decision", ["publish", "remove", "undo"])
def test_to_be_asked_about_many_stories_costs_what_one_does(
    client, moderator, finished_pledge, decision
):
    values = {"progress": Progress.FINISHED, "wall_consent_at": finished_pledge.wall_consent_at}
    for _number in range(5):
        StoryFactory(pledge=PledgeFactory(mentor=MentorFactory(), **values))
    Story.objects.update(state=State.SPAM, previous_state=State.WAITING)
    stories = list(Story.objects.values_list("pk", flat=True))
    address = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "story", decision])
    client.force_login(moderator)
    client.get(address, {"id": stories})

    costs = []
    for chosen in (stories[:1], stories):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address, {"id": chosen})
        assert len(page.context["items"]) == len(chosen)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 16


def test_a_get_of_a_story_leads_to_its_pledge(client, moderator, finished_pledge):
    client.force_login(moderator)
    response = client.get(f"{LIST}stories/{finished_pledge.story.pk}/decide/")
    assert response.url == f"{LIST}{finished_pledge.pk}/"


def test_an_unfinished_pledge_cannot_be_published(client, moderator):
    pledge = PledgeFactory(progress=Progress.OPEN, wall_consent_at=None)
    client.force_login(moderator)
    assertNotContains(client.get(f"{LIST}{pledge.pk}/"), 'value="publish"')


def test_releasing_sends_the_first_mail(
    client, moderator, decide, django_capture_on_commit_callbacks
):
    pledge = PledgeFactory(needs_release=True)
    client.force_login(moderator)
    assertContains(client.get(LIST), "Release")
    response = decide(f"{LIST}{pledge.pk}/", "release", "waiting")
    assertContains(response, "Released 1 pledge.")
    assert OutgoingMail.objects.filter(kind="pledge_confirm", object_id=pledge.pk).exists()
    assertContains(client.get(f"{LIST}{pledge.pk}/"), "Released: the first e-mail may go out")
    assertContains(
        decide(f"{LIST}{pledge.pk}/", "release", "waiting"), "moderator released this at"
    )


def test_many_pledges_are_published_at_once(client, moderator, finished_pledge):
    client.force_login(moderator)
    address = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "pledge", "publish"])
    page = client.get(f"{address}?id=all")
    client.post(f"{address}?id=all", {"seen": page.context["form"].initial["seen"]})
    assert states(finished_pledge) == (State.PUBLISHED, State.PUBLISHED)


def test_who_comes_second_is_told_who_was_first(
    client, moderator, colleague, finished_pledge, decide
):
    operations.publish(Pledge.objects.get(pk=finished_pledge.pk), user=colleague)
    client.force_login(moderator)
    response = decide(f"{LIST}{finished_pledge.pk}/", "spam", "waiting-waiting")
    assertContains(response, "Ada Quill: Grace published this at")
    assert states(finished_pledge) == (State.PUBLISHED, State.WAITING)


def test_personal_data_is_shown_only_to_those_who_may_see_it(client, moderator, viewer):
    pledge = PledgeFactory(
        name="Ada Quill", email="ada@mail.example", mentor_name="Prof. Ink", user_agent="Browser 1"
    )
    private = ("Quill", "ada@mail.example", "Prof. Ink")
    for user, shows in ((moderator, assertContains), (viewer, assertNotContains)):
        client.force_login(user)
        for address in (f"{LIST}?state=all", f"{LIST}{pledge.pk}/"):
            response = client.get(address)
            assertContains(response, "Ada")
            for words in private:
                shows(response, words)
    for words in private:
        assert client.get(LIST, {"state": "all", "q": words}).context["items_count"] == 0


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_may_not_moderate_decides_nothing(client, request, finished_pledge, role):
    client.force_login(request.getfixturevalue(role))
    addresses = {f"{LIST}{finished_pledge.pk}/": "waiting-waiting"}
    addresses[f"{LIST}stories/{finished_pledge.story.pk}/"] = "waiting"
    for address, shown in addresses.items():
        data = {"decision": "publish", "seen": as_shown(address, shown)}
        response = client.post(f"{address}decide/", data)
        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")
    for model in ("pledge", "story"):
        address = reverse("wagtail_bulk_action", args=["wagtail_mentoring", model, "publish"])
        assert client.get(f"{address}?id=all").status_code == 302
    assert states(finished_pledge) == (State.WAITING, State.WAITING)


def test_the_history_tells_of_the_pledges_life(client, moderator, finished_pledge):
    operations.publish(finished_pledge, user=moderator)
    open_pledge = PledgeFactory(progress=Progress.OPEN)
    operations.finish(open_pledge, Pledge.Outcome.TRIED)
    client.force_login(moderator)
    assertContains(client.get(f"{LIST}{finished_pledge.pk}/"), "moderator")
    page = client.get(f"{LIST}{open_pledge.pk}/")
    assertContains(page, 'Tried <span class="mentoring-quiet">· pledger</span>')


def test_what_the_filter_says_of_a_pledge_and_its_story_alike_is_told_once(
    client, moderator, finished_pledge
):
    decoy = {"code": "decoy", "points": 3, "data": {}}
    links = {"code": "links", "points": 1.5, "data": {"count": 3}}
    for part, reasons in ((finished_pledge, [decoy]), (finished_pledge.story, [decoy, links])):
        part.verdict = {"outcome": "hold", "score": 0, "reasons": reasons}
        part.save()
    client.force_login(moderator)
    page = client.get(f"{LIST}{finished_pledge.pk}/")
    assertContains(page, "A field that people do not see was filled in.", count=1)
    assertContains(page, "It has 3 links.", count=1)


def test_an_erased_pledge_is_not_said_to_be_shown_once_it_is_finished(
    client, moderator, finished_pledge
):
    client.force_login(moderator)
    assertContains(client.get(f"{LIST}{finished_pledge.pk}/"), "agreed to be shown")
    operations.erase(finished_pledge)
    assertNotContains(client.get(f"{LIST}{finished_pledge.pk}/"), "agreed to be shown")


def test_of_an_erased_pledge_there_is_nothing_to_decide(client, moderator, finished_pledge):
    operations.erase(finished_pledge)
    client.force_login(moderator)
    page = client.get(f"{LIST}{finished_pledge.pk}/")
    assert [action["name"] for action in page.context["card"]["actions"]] == []


def test_hostile_words_are_only_words(client, moderator, finished_pledge, decide):
    columns = {"name": EVIL[:80], "text": EVIL, "plan": EVIL, "thanks": EVIL, "user_agent": EVIL}
    Pledge.objects.update(**columns, mentor_name=EVIL[:80])
    Story.objects.update(text=EVIL)
    client.force_login(moderator)
    bulk = reverse("wagtail_bulk_action", args=["wagtail_mentoring", "pledge", "publish"])
    pages = [decide(f"{LIST}{finished_pledge.pk}/", "spam", "changed")]
    for address in (LIST, f"{LIST}{finished_pledge.pk}/", f"{bulk}?id=all", "/admin/"):
        pages.append(client.get(address))
    for page in pages:
        html = page.content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html


def test_the_list_costs_the_same_for_one_row_and_for_many(client, moderator, finished_pledge):
    client.force_login(moderator)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    values = {"progress": Progress.FINISHED, "wall_consent_at": finished_pledge.wall_consent_at}
    for _number in range(12):
        StoryFactory(pledge=PledgeFactory(mentor=MentorFactory(), **values))
    with CaptureQueriesContext(connection) as many:
        response = client.get(LIST)
    assert response.context["items_count"] == 13
    assert len(many) == len(few) <= 22
