"""The list of reader comments: what it shows to whom."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import ArticleFactory, DiscussionFactory, ReaderCommentFactory, as_base_page
from wagtail_mentoring.comments.models import ReaderComment, ReaderReport

State = ReaderComment.State
LIST = "/admin/mentoring/comments/"


def test_the_queue_opens_on_what_waits(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion, name="Ada")
    ReaderCommentFactory(discussion=discussion, name="Bob", state=State.PUBLISHED)
    client.force_login(moderator)
    response = client.get(LIST)
    assertContains(response, "Ada")
    assertNotContains(response, "Bob")
    assertContains(response, "Waiting (1)")


@pytest.mark.parametrize("state", State.values)
def test_each_state_has_its_list(client, moderator, discussion, state):
    for each in State.values:
        ReaderCommentFactory(discussion=discussion, name=f"Writer of {each}", state=each)
    client.force_login(moderator)
    response = client.get(LIST, {"state": state})
    assertContains(response, f"Writer of {state}")
    assert response.context["items_count"] == 1


def test_all_states_can_be_listed_together(client, moderator, discussion):
    for each in State.values:
        ReaderCommentFactory(discussion=discussion, state=each)
    client.force_login(moderator)
    assert client.get(LIST, {"state": "all"}).context["items_count"] == 4


def test_an_unknown_state_lists_what_waits(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion)
    ReaderCommentFactory(discussion=discussion, state=State.SPAM)
    client.force_login(moderator)
    assert client.get(LIST, {"state": "nonsense"}).context["items_count"] == 1


def test_responses_to_one_page_can_be_listed(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion, name="Ada")
    ReaderCommentFactory(name="Bob")
    client.force_login(moderator)
    response = client.get(LIST, {"page": discussion.page_id})
    assertContains(response, "Ada")
    assertNotContains(response, "Bob")


def test_responses_of_some_days_can_be_listed(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion, name="Ada")
    ReaderCommentFactory(
        discussion=discussion, name="Bob", submitted_at=timezone.now() - dt.timedelta(days=9)
    )
    client.force_login(moderator)
    response = client.get(LIST, {"submitted_at_from": timezone.localdate() - dt.timedelta(days=1)})
    assertContains(response, "Ada")
    assertNotContains(response, "Bob")


@pytest.mark.parametrize("words", ["ada", "LETTER"])
def test_the_search_looks_in_names_and_texts(client, moderator, discussion, words):
    ReaderCommentFactory(discussion=discussion, name="Ada", text="I wrote a letter.")
    ReaderCommentFactory(discussion=discussion, name="Bob", text="Something else.")
    client.force_login(moderator)
    assert client.get(LIST, {"q": words}).context["items_count"] == 1


def test_the_results_alone_are_served_for_the_search_field(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion, name="Ada")
    client.force_login(moderator)
    response = client.get(f"{LIST}results/", {"q": "ada", "_w_filter_fragment": "1"})
    assertContains(response, "Ada")
    assertContains(response, f'name="next" value="{LIST}?q=ada"')


def test_a_row_says_why_a_response_was_held(client, moderator, discussion):
    verdict = {
        "outcome": "hold",
        "reasons": [{"code": "links", "points": 1.5, "data": {"count": 3}}],
    }
    ReaderCommentFactory(discussion=discussion, verdict=verdict)
    client.force_login(moderator)
    assertContains(client.get(LIST), "It has 3 links.")


def test_addresses_are_shown_only_to_those_who_may_see_them(client, moderator, discussion):
    ReaderCommentFactory(discussion=discussion, email="ada@mail.example")
    client.force_login(moderator)
    assertContains(client.get(LIST), "ada@mail.example")
    moderator.groups.get().permissions.filter(codename="see_personal_data").delete()
    assertNotContains(client.get(LIST), "ada@mail.example")
    assert client.get(LIST, {"q": "ada@mail"}).context["items_count"] == 0


def test_an_editor_sees_no_comments(client, editor, discussion):
    comment = ReaderCommentFactory(discussion=discussion, name="Ada")
    client.force_login(editor)
    for address in (LIST, f"{LIST}results/", f"{LIST}{comment.pk}/"):
        response = client.get(address)
        assert response.status_code == 302
        assert b"Ada" not in response.content


def test_the_list_costs_the_same_for_one_row_and_for_many(client, moderator, discussion):
    client.force_login(moderator)
    ReaderCommentFactory(discussion=discussion)
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for number in range(12):
        page = as_base_page(ArticleFactory(title=f"Page {number}", slug=f"p-{number}"))
        ReaderCommentFactory(discussion=DiscussionFactory(page=page), user=moderator)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few) <= 22


@pytest.mark.parametrize("page", ["x", "<a>", "\0", "-1"])
def test_an_address_that_names_no_article_still_shows_the_list(client, moderator, discussion, page):
    ReaderCommentFactory(discussion=discussion, name="Ada")
    client.force_login(moderator)
    assertContains(client.get(LIST, {"page": page}), "Ada")


@pytest.mark.parametrize(
    ("state", "outcome", "sentence"),
    [
        ("waiting", "hold", "Waiting because it has 3 links."),
        ("spam", "spam", "Filed as spam because it has 3 links."),
        ("removed", "spam", "Filed as spam because it has 3 links."),
        ("removed", "hold", "Held because it has 3 links."),
    ],
)
def test_a_card_says_in_one_sentence_why(client, moderator, make_comment, state, outcome, sentence):
    links = {"code": "links", "points": 3.0, "data": {"count": 3}}
    make_comment(state=state, verdict={"outcome": outcome, "score": 3.0, "reasons": [links]})
    client.force_login(moderator)
    assertContains(client.get(LIST, {"state": state}), f"<p>{sentence}</p>", html=True)


def test_what_readers_reported_waits_because_of_that(client, moderator, make_comment):
    links = {"code": "links", "points": 3.0, "data": {"count": 3}}
    comment = make_comment(verdict={"outcome": "hold", "score": 3.0, "reasons": [links]})
    ReaderReport.objects.create(comment=comment, reason="hurtful", nonce="1")
    client.force_login(moderator)
    assertContains(client.get(LIST), "Waiting because it was reported.")


def test_several_can_be_decided_about_only_as_one_of_them_can(client, moderator, make_comment):
    make_comment()
    make_comment(state="published")
    client.force_login(moderator)
    names = {
        state: [
            each["decision"].name for each in client.get(LIST, {"state": state}).context["bulk"]
        ]
        for state in ("waiting", "published", "spam")
    }
    assert names == {
        "waiting": ["publish", "spam", "remove"],
        "published": ["spam", "remove"],
        "spam": [],
    }


def test_reasons_are_chosen_by_words(client, moderator, make_comment):
    client.force_login(moderator)
    choices = dict(client.get(LIST).context["filters"].form.fields["reason"].choices)
    assert choices["name_advert"] == "Advertising name"
    assert choices["hold_first"] == "Not known yet"
