"""The inbox of comments: its cards, what the script gets, and what it costs."""

import csv
import datetime as dt
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from tests.admin.conftest import as_shown
from tests.conftest import user_with
from tests.factories import PledgeFactory, ReaderCommentFactory
from wagtail_mentoring.comments import operations, reporting
from wagtail_mentoring.comments.admin.queue import comment_queue
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail import health
from wagtail_mentoring.submissions.admin.people import ordinal
from wagtail_mentoring.submissions.models import ModeratorPreference

State = ReaderComment.State
LIST = "/admin/mentoring/comments/"


@pytest.fixture
def fetch(client):
    """Decides as the inbox's script does."""

    def send(comment, decision, state="waiting", **data):
        seen = as_shown(f"{LIST}{comment.pk}/", state)
        response = client.post(
            f"{LIST}{comment.pk}/decide/",
            {"decision": decision, "seen": seen, **data},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert response.status_code == 200
        return json.loads(response.content)

    return send


def cards(response) -> list[dict]:
    return response.context["cards"]


def names(response) -> list[str]:
    return [card["who"] for card in cards(response)]


def ago(**values) -> dt.datetime:
    return timezone.now() - dt.timedelta(**values)


def test_the_title_counts_what_waits(client, moderator, make_comment):
    make_comment(), make_comment()
    client.force_login(moderator)
    assertContains(client.get(LIST), "<title>Waiting (2) - Wagtail</title>", html=True)


def test_who_waits_longest_comes_first(client, moderator, make_comment):
    make_comment(name="Late", submitted_at=ago(hours=1))
    make_comment(name="Early", submitted_at=ago(days=3))
    client.force_login(moderator)
    assert names(client.get(LIST)) == ["Early", "Late"]


def test_what_was_dealt_with_shows_the_latest_first(client, moderator, make_comment):
    make_comment(name="Late", submitted_at=ago(hours=1), state=State.PUBLISHED)
    make_comment(name="Early", submitted_at=ago(days=3), state=State.PUBLISHED)
    client.force_login(moderator)
    assert names(client.get(LIST, {"state": "published"})) == ["Late", "Early"]


def test_buttons_come_in_one_order(client, moderator, make_comment):
    make_comment()
    client.force_login(moderator)
    (card,) = cards(client.get(LIST))
    assert [action["name"] for action in card["actions"]] == ["publish", "reply", "spam", "remove"]


def test_a_card_shows_the_whole_text_and_what_it_answers(client, moderator, make_comment):
    above = make_comment(name="Bob", body_html="<p>The first word.</p>", state=State.PUBLISHED)
    make_comment(parent=above, body_html=f"<p>{'word ' * 400}end</p>")
    client.force_login(moderator)
    response = client.get(LIST)
    assertContains(response, "word end")
    assertContains(response, "The first word.")


def test_a_link_behind_other_words_is_shown(client, moderator, make_comment):
    make_comment(
        text='<a href="https://pills.example/">my blog</a>',
        body_html='<p><a href="https://pills.example/">my blog</a></p>',
    )
    client.force_login(moderator)
    assertContains(client.get(LIST), "<code>https://pills.example/</code>", html=True)


def test_a_new_writer_is_called_new(client, moderator, make_comment):
    make_comment()
    client.force_login(moderator)
    (card,) = cards(client.get(LIST))
    assert card["experience"] == "First response"


def test_a_returning_reader_is_counted(client, moderator, make_comment):
    for days in (500, 400, 300, 200):
        make_comment(email_key="k", state=State.PUBLISHED, submitted_at=ago(days=days))
    make_comment(email_key="k", state=State.SPAM)
    make_comment(email_key="k")
    client.force_login(moderator)
    (card,) = cards(client.get(LIST))
    month = timezone.localtime(ago(days=500))
    assert card["experience"] == f"Returning reader: 5th response since {month:%B %Y}"


def test_a_typed_address_proves_nothing(client, moderator, make_comment):
    make_comment(email_key="k")
    make_comment(email_key="k", is_address_proven=True)
    make_comment(user=moderator)
    make_comment(email="", email_key="")
    client.force_login(moderator)
    told = {card["proof"] for card in cards(client.get(LIST))}
    assert told == {
        *("address confirmed", "address not confirmed"),
        *("signed in", "no address given"),
    }


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (22, "22nd")],
)
def test_ordinal_numbers(number, words):
    assert ordinal(number) == words


def test_the_script_gets_the_folded_card_and_the_new_number(client, moderator, make_comment, fetch):
    comment = make_comment()
    make_comment()
    client.force_login(moderator)
    answer = fetch(comment, "publish")
    assert answer["said"] == "Published."
    assert (answer["waiting"], answer["title"]) == (1, "Waiting (1)")
    assert 'value="undo"' in answer["card"]
    comment.refresh_from_db()
    assert comment.state == State.PUBLISHED


def test_undo_brings_the_whole_card_back(client, moderator, make_comment, fetch):
    comment = make_comment(body_html="<p>My words</p>")
    client.force_login(moderator)
    fetch(comment, "spam")
    answer = fetch(comment, "undo", state="spam")
    assert answer["said"] == "Put back."
    assert "My words" in answer["card"]
    assert 'value="publish"' in answer["card"]


def test_who_comes_second_reads_who_was_first(client, moderator, colleague, make_comment, fetch):
    comment = make_comment()
    operations.publish(ReaderComment.objects.get(pk=comment.pk), user=colleague)
    client.force_login(moderator)
    answer = fetch(comment, "spam")
    now = timezone.localtime()
    assert answer["done"] is False
    assert answer["said"].startswith(f"Grace published this at {now:%H:}")
    assert 'value="undo"' not in answer["card"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reason": "off_topic"}, "It is about something else."),
        ({"own_reason": "Third time today"}, "Third time today"),
        ({"reason": "off_topic", "own_reason": "Mine"}, "Mine"),
    ],
)
def test_a_reason_for_removing_is_kept_and_shown(
    client, moderator, make_comment, fetch, given, told
):
    comment = make_comment()
    client.force_login(moderator)
    fetch(comment, "remove", **given)
    assertContains(client.get(LIST, {"state": "removed"}), told)
    assertContains(client.get(f"{LIST}{comment.pk}/"), told)


def test_an_invented_reason_code_is_refused(client, moderator, make_comment):
    comment = make_comment()
    client.force_login(moderator)
    data = {"decision": "remove", "seen": comment_queue.seen(comment), "reason": "because"}
    assert client.post(f"{LIST}{comment.pk}/decide/", data).status_code == 400


def test_nobody_is_promised_that_the_writer_is_told(client, moderator, make_comment):
    make_comment()
    client.force_login(moderator)
    assertNotContains(client.get(LIST), "The writer will be told")


def test_a_red_line_says_when_cron_stands_still(client, moderator, viewer):
    client.force_login(moderator)
    assertContains(client.get(LIST), "mentoring_run_due has never run")
    client.force_login(viewer)
    assertNotContains(client.get(LIST), "mentoring_run_due")
    health.note_run(timezone.now())
    client.force_login(moderator)
    assertNotContains(client.get(LIST), "mentoring_run_due")


def test_an_empty_inbox_says_what_was_done_today(client, moderator, make_comment):
    client.force_login(moderator)
    assertContains(client.get(LIST), "Nothing waits.")
    make_comment(state=State.PUBLISHED, published_at=timezone.now())
    make_comment(state=State.PUBLISHED, published_at=ago(days=2))
    assertContains(client.get(LIST), "Nothing waits. 1 published today.")


def test_each_kind_has_its_tab_with_a_number(client, moderator, make_comment):
    make_comment()
    PledgeFactory(needs_release=True)
    client.force_login(moderator)
    kinds = client.get(LIST).context["kinds"]
    assert [(str(kind["label"]), kind["count"]) for kind in kinds][:2] == [
        ("Comments", 1),
        ("Give-back", 1),
    ]


def test_a_tab_is_shown_only_to_those_who_may_open_it(client, make_comment):
    client.force_login(user_with("view_readercomment", username="reader-of-comments"))
    assert [str(kind["label"]) for kind in client.get(LIST).context["kinds"]] == ["Comments"]


def test_responses_can_be_filtered_by_reason(client, moderator, make_comment):
    make_comment(name="Ada", verdict={"reasons": [{"code": "links", "data": {"count": 3}}]})
    make_comment(name="Bob", verdict={"reasons": [{"code": "decoy"}]})
    client.force_login(moderator)
    assert names(client.get(LIST, {"reason": "links"})) == ["Ada"]


def test_responses_can_be_filtered_by_language(client, moderator, make_comment, settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en", "English"), ("de", "German")]
    make_comment(name="Ada", language="en-gb")
    make_comment(name="Bob", language="de")
    client.force_login(moderator)
    assert names(client.get(LIST, {"language": "de"})) == ["Bob"]
    assert names(client.get(LIST, {"language": "en"})) == ["Ada"]


def test_what_we_have_not_answered_can_be_listed(client, moderator, make_comment):
    answered = make_comment(name="Ada", state=State.PUBLISHED)
    ignored = make_comment(name="Bob", state=State.PUBLISHED)
    make_comment(name="Staff", state=State.PUBLISHED, parent=answered, user=moderator)
    make_comment(name="Cleo", state=State.PUBLISHED, parent=ignored)
    make_comment(name="Staff", state=State.WAITING, parent=ignored, user=moderator)
    client.force_login(moderator)
    response = client.get(LIST, {"state": "published", "unanswered": "true"})
    assert sorted(names(response)) == ["Bob", "Cleo"]


def test_keys_are_switched_off_for_good(client, moderator, make_comment):
    make_comment()
    client.force_login(moderator)
    assertContains(client.get(LIST), " data-keys")
    client.post(f"{LIST}keys/", {"keyboard": "off"})
    assertNotContains(client.get(LIST), " data-keys")
    client.post(f"{LIST}keys/", {"keyboard": "on"})
    assertContains(client.get(LIST), " data-keys")


def test_keys_are_in_the_account_settings_of_moderators(client, moderator, editor):
    address = reverse("wagtailadmin_account")
    client.force_login(editor)
    assertNotContains(client.get(address), "mentoring-keyboard")
    client.force_login(moderator)
    assertContains(client.get(address), "mentoring-keyboard")
    assert not ModeratorPreference.objects.exists()


def test_the_list_is_exported_as_it_is_filtered(client, moderator, make_comment):
    make_comment(name="Ada", text="One", state=State.PUBLISHED)
    make_comment(name="=HYPERLINK(1)", text="@SUM(1)", language="en-gb")
    client.force_login(moderator)
    response = client.get(LIST, {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    (row,) = rows
    assert row["Author"] == "'=HYPERLINK(1)"
    assert row["Text"] == "'@SUM(1)"
    assert (row["Article"], row["Language"], row["State"]) == ("Giving back", "en-gb", "waiting")
    assert row["Live address"].startswith("/x/#comment-")


def test_the_spreadsheet_says_why_something_was_removed(client, moderator, make_comment):
    operations.remove(make_comment(), user=moderator, reason="private")
    client.force_login(moderator)
    response = client.get(LIST, {"export": "xlsx", "state": "removed"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heading, row = sheet.iter_rows(values_only=True)
    assert heading[-1] == "Reason"
    assert row[-1].startswith("moderator removed this at")
    assert "private" in row[-1]


def test_an_export_holds_no_address(client, moderator, make_comment):
    make_comment(email="ada@mail.example")
    client.force_login(moderator)
    response = client.get(LIST, {"export": "csv"})
    assert b"ada@mail.example" not in b"".join(response.streaming_content)


def test_queries_do_not_grow_with_the_export(client, moderator, make_comment):
    client.force_login(moderator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            b"".join(client.get(LIST, {"export": "csv"}).streaming_content)
        return len(queries)

    make_comment()
    cost()
    few = cost()
    for _number in range(10):
        make_comment()
    assert cost() == few


@pytest.mark.parametrize("state", ["waiting", "published", "removed"])
def test_the_inbox_costs_the_same_however_many_there_are(client, moderator, discussion, state):
    client.force_login(moderator)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"state": state})
        return len(queries)

    def add(number: int) -> None:
        for each in range(number):
            comment = ReaderCommentFactory(
                discussion=discussion, state=State.SPAM, email_key=f"k{each}"
            )
            operations.undo(comment, user=moderator)
            ReaderComment.objects.filter(pk=comment.pk).update(state=state)

    add(1)
    cost()
    few = cost()
    add(15)
    assert cost() == few <= 23


@pytest.fixture
def report(db):
    def send(comment, number="1"):
        reporting.report(comment, reason="hurtful", text="Uncalled for.", nonce=number)

    return send


def test_a_reported_response_waits_with_the_report_first(client, moderator, make_comment, report):
    comment = make_comment(name="Ada", state=State.PUBLISHED)
    report(comment)
    client.force_login(moderator)
    (card,) = cards(client.get(LIST))
    assert card["reports"] == ["It insults or threatens somebody. Uncalled for."]
    assert card["decided"].startswith("Reported by a reader at")


def test_a_decision_answers_the_report(client, moderator, make_comment, report, fetch):
    comment = make_comment(state=State.PUBLISHED)
    report(comment)
    client.force_login(moderator)
    fetch(comment, "publish")
    (card,) = cards(client.get(LIST, {"state": "published"}))
    assert "reports" not in card


def test_what_was_reported_and_is_still_shown_can_be_kept(
    client, moderator, make_comment, report, fetch
):
    comment = make_comment(user=moderator, state=State.PUBLISHED)
    report(comment)
    client.force_login(moderator)
    assertContains(client.get(LIST), "Readers reported 1 response that is still shown.")
    response = client.get(LIST, {"state": "published", "reported": "true"})
    (card,) = cards(response)
    assert [action["name"] for action in card["actions"]][:2] == ["reply", "keep"]
    assert fetch(comment, "keep", state="published")["said"] == "Kept."
    assert fetch(comment, "keep", state="published")["done"] is False
    assertNotContains(client.get(LIST), "Readers reported")
    assertContains(client.get(f"{LIST}{comment.pk}/"), "Kept as it is, though reported")
