"""Every view and every bulk action of the inbox against five roles."""

import pytest
from django.urls import reverse

from tests.conftest import user_with
from tests.factories import PledgeFactory, UserFactory
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pledges.admin.notes import note_queue
from wagtail_mentoring.pledges.admin.queue import pledge_queue, story_queue
from wagtail_mentoring.pledges.models import MentorNote, Pledge

ROLES = ["anonymous", "editor", "viewer", "moderator", "superuser"]
MAY_READ = {"viewer", "moderator", "superuser"}
MAY_DECIDE = {"moderator", "superuser"}
READ, DECIDE = (MAY_READ, False), (MAY_DECIDE, True)
QUEUES = {
    "comment": comment_queue,
    "pledge": pledge_queue,
    "story": story_queue,
    "note": note_queue,
}
VIEWS = [
    *((kind, name, *READ) for kind in ("comment", "pledge", "note") for name in ("index", "csv")),
    *((kind, "inspect", *READ) for kind in ("comment", "pledge", "note")),
    *((kind, "decide", *DECIDE) for kind in QUEUES),
    ("comment", "reply", *DECIDE),
    ("comment", "edit", *DECIDE),
    *((kind, "keys", MAY_READ, True) for kind in ("comment", "pledge", "note")),
]
BULK = [(kind, each.name) for kind, queue in QUEUES.items() for each in queue.decisions]


@pytest.fixture
def things(make_comment, finished_pledge):
    note = MentorNote.objects.create(
        pledge=finished_pledge, site=finished_pledge.site, name="Ines", text="T", is_shareable=True
    )
    return {
        "comment": make_comment(),
        "pledge": finished_pledge,
        "story": finished_pledge.story,
        "note": note,
    }


@pytest.fixture
def sign_in(client, request):
    def sign_in_as(role: str) -> None:
        if role == "superuser":
            client.force_login(UserFactory(is_superuser=True))
        elif role != "anonymous":
            client.force_login(request.getfixturevalue(role))

    return sign_in_as


def is_refused(response) -> bool:
    """Wagtail leads whoever lacks a right to its home page, and strangers to the login page."""
    home = reverse("wagtailadmin_home")
    return response.status_code == 302 and (
        response.url == home or response.url.startswith(f"{home}login/")
    )


def states() -> list[str]:
    return [
        state
        for model in (ReaderComment, Pledge, MentorNote)
        for state in model._default_manager.values_list("state", flat=True)
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("kind", "view", "allowed", "posts"), VIEWS)
def test_a_view_lets_in_whom_it_should(client, sign_in, things, role, kind, view, allowed, posts):
    sign_in(role)
    queue = QUEUES[kind]
    plain = {"index": "index", "csv": "index", "keys": "keys"}
    address = queue.url(plain[view]) if view in plain else queue.url(view, things[kind].pk)
    data = {"decision": "spam" if kind != "story" else "remove", "seen": queue.seen(things[kind])}
    if posts:
        response = client.post(address, data)
    else:
        response = client.get(address, {"export": "csv"} if view == "csv" else {})
    assert is_refused(response) == (role not in allowed)
    if role not in MAY_DECIDE:
        assert set(states()) == {"waiting"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("kind", "decision"), BULK)
def test_a_bulk_action_obeys_only_those_who_may(client, sign_in, things, role, kind, decision):
    sign_in(role)
    address = QUEUES[kind].bulk_url(decision)
    seen = f"{things[kind].pk}:{QUEUES[kind].seen(things[kind])}"
    assert is_refused(client.get(f"{address}?id=all")) == (role not in MAY_DECIDE)
    assert is_refused(client.post(address, {"seen": seen})) == (role not in MAY_DECIDE)
    if role not in MAY_DECIDE:
        assert set(states()) == {"waiting"}


def test_removing_is_a_right_of_its_own(client, things):
    client.force_login(user_with("moderate_readercomment", username="no-removing"))
    comment = things["comment"]
    (card,) = client.get(comment_queue.url("index")).context["cards"]
    assert "remove" not in [action["name"] for action in card["actions"]]
    data = {"decision": "remove", "seen": comment_queue.seen(comment)}
    assert is_refused(client.post(comment_queue.url("decide", comment.pk), data))
    assert is_refused(client.get(f"{comment_queue.bulk_url('remove')}?id={comment.pk}"))
    comment.refresh_from_db()
    assert comment.state == "waiting"


def test_a_pledge_of_nobody_elses_business_waits_for_nobody(db):
    PledgeFactory(progress=Pledge.Progress.FINISHED)
    assert pledge_queue.waiting().count() == 0
