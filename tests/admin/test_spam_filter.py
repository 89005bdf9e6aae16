"""The spam filter in the admin: rules, how it is doing, teaching it anew."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import get_site
from wagtail_mentoring.spam import operations
from wagtail_mentoring.spam.base import Message, Outcome, Policy, Verdict
from wagtail_mentoring.spam.models import LearnedLayer, SpamRule
from wagtail_mentoring.spam.pipeline import judge

pytestmark = pytest.mark.django_db
PAGE = "/admin/mentoring/spam/"
RULES = "/admin/snippets/wagtail_mentoring/spamrule/"


@pytest.fixture
def judged(site):
    """Remembers messages that the filter decided about, with what a person said later."""

    def remember(key, outcome, human=""):
        message = Message("comment", f"Some words of number {key}", site_id=site.pk)
        operations.remember(message, Verdict(outcome, 0.0), key)
        if human:
            operations.teach("comment", key, human)

    return remember


def test_the_page_counts_what_came_and_where_people_thought_otherwise(
    client, moderator, judged, site
):
    for key, (outcome, human) in enumerate(
        [(Outcome.HOLD, ""), (Outcome.SPAM, "ham"), (Outcome.PUBLISH, "spam")], 1
    ):
        judged(key, outcome, human)
    operations.learn(site.pk)
    client.force_login(moderator)
    page = client.get(PAGE)
    this_week = page.context["report"].weeks[-1]
    assert (this_week.messages, this_week.held, this_week.filed) == (3, 1, 1)
    assert (this_week.false_alarms, this_week.missed) == (1, 1)
    assert "From 1 messages that people marked as spam and 1 that they published" in page.text


def test_only_moderators_see_it_and_only_administrators_teach_it(client, editor, moderator):
    client.force_login(editor)
    assert client.get(PAGE).status_code == 302
    client.force_login(moderator)
    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}reset/").status_code == 302
    assert not LearnedLayer.objects.exists()


def test_reset_asks_first_and_then_forgets(client, administrator, judged, site):
    judged(1, Outcome.HOLD, "spam")
    operations.learn(site.pk)
    before = LearnedLayer.objects.get().version
    client.force_login(administrator)
    assert "Forget what was learnt?" in client.get(f"{PAGE}reset/").text
    assert LearnedLayer.objects.get().version == before
    assert client.post(f"{PAGE}reset/", {"site": site.pk}).status_code == 302
    assert LearnedLayer.objects.get().version != before


def test_a_rule_is_tried_on_earlier_messages(client, moderator, make_comment):
    make_comment(body_html="<p>Ask our specialist about it</p>", name="Ada")
    make_comment(body_html="<p>Cheap Cialis here</p>", name="Pill Shop")
    client.force_login(moderator)
    page = client.get(PAGE, {"kind": "text", "pattern": "cialis"})
    assert "It is in 1 of 2 messages." in page.text
    assert "Pill Shop" in page.text


def test_rules_are_exported_and_taken_in_again(client, administrator):
    SpamRule.objects.create(kind="text", pattern="=cheap pills", action="spam")
    client.force_login(administrator)
    exported = client.get(RULES, {"export": "csv"}).getvalue()
    rows = list(csv.reader(io.StringIO(exported.decode())))
    assert "'=cheap pills" in rows[1]
    SpamRule.objects.all().delete()
    upload = SimpleUploadedFile("rules.csv", exported)
    assert client.post(PAGE, {"file": upload}).status_code == 302
    rule = SpamRule.objects.get()
    assert (rule.kind, rule.pattern, rule.action) == ("text", "=cheap pills", "spam")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a,b\n1,2\n", b"kind,pattern,action\ntext,!!,spam\n", b""]
)
def test_a_file_that_is_wrong_makes_no_rule_and_says_why(client, administrator, content):
    client.force_login(administrator)
    answer = client.post(PAGE, {"file": SimpleUploadedFile("rules.csv", content)})
    assert answer.status_code == 400
    assert "w-field__errors" in answer.text
    assert not SpamRule.objects.exists()


@pytest.mark.parametrize(
    ("rule", "fields", "matches"),
    [
        (("text", "cialis"), {"text": "Our specialist will see you"}, False),
        (("text", "cheap pills"), {"text": "CHEAP, Pills!"}, True),
        (("email", "@bad.example"), {"email": "Max@Bad.example"}, True),
        (("email", "max@bad.example"), {"email": "climax@bad.example"}, False),
        (("host", "bad.example"), {"links": ("https://shop.bad.example/x",)}, True),
        (("host", "bad.example"), {"links": ("https://notbad.example/x",)}, False),
    ],
)
def test_rules_keep_to_whole_words_addresses_and_hosts(rule, fields, matches):
    kind, pattern = rule
    message = Message(**{"kind": "comment", "text": "", **fields})
    assert SpamRule(kind=kind, pattern=pattern).matches(message) is matches


@pytest.mark.parametrize(("action", "outcome"), [("hold", "hold"), ("spam", "spam")])
def test_a_rule_decides_from_the_next_message_on(db, action, outcome):
    message = Message("comment", "A word on gardening for all", site_id=get_site().pk)
    policy = Policy(hold="suspicious")
    assert judge(message, policy).outcome is Outcome.PUBLISH
    rule = SpamRule.objects.create(kind="text", pattern="gardening", action=action)
    assert judge(message, policy).outcome.value == outcome
    rule.delete()
    assert judge(message, policy).outcome is Outcome.PUBLISH
