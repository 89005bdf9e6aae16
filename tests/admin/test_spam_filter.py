"""The spam filter in the admin: rules, how it is doing, teaching it anew."""

import csv
import datetime as dt
import io
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Site

from tests.conftest import user_with
from tests.factories import get_site
from wagtail_mentoring.spam import operations
from wagtail_mentoring.spam.base import Message, Outcome, Policy, Verdict
from wagtail_mentoring.spam.models import Judgement, LearnedLayer, SpamRule
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
    assert "From 1 message that people marked as spam on this site." in page.text
    assert "From 1 message that they published." in page.text


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
    assert "Found in 1 of the last 2 messages." in page.text
    assert "Pill Shop" in page.text


def test_what_was_tried_becomes_a_rule(client, administrator, make_comment):
    make_comment(body_html="<p>Cheap Cialis here</p>", name="Pill Shop")
    client.force_login(administrator)
    page = client.get(PAGE, {"kind": "text", "pattern": "cheap cialis"}).text
    address = re.search(r'href="([^"]*/add/\?[^"]*)"', page).group(1).replace("&amp;", "&")
    assert 'value="cheap cialis"' in client.get(address).text


def test_the_editor_of_a_rule_shows_what_it_would_catch_and_saves_nothing(
    client, administrator, make_comment
):
    make_comment(body_html="<p>Cheap Cialis here</p>", name="Pill Shop")
    client.force_login(administrator)
    rule = {"kind": "text", "pattern": "cheap cialis", "action": "spam", "active": "on"}
    tried = client.post(f"{RULES}add/", {**rule, "try": "1"})
    assert "Found in 1 of 1 message." in tried.text
    assert "Pill Shop" in tried.text
    assert not SpamRule.objects.exists()
    client.post(f"{RULES}add/", rule)
    saved = SpamRule.objects.get()
    other = {**rule, "pattern": "gardens", "try": "1"}
    tried = client.post(f"{RULES}edit/{saved.pk}/", other)
    assert "Found in 0 of 1 message." in tried.text
    assert 'value="gardens"' in tried.text
    saved.refresh_from_db()
    assert saved.pattern == "cheap cialis"


def test_what_a_rule_would_catch_is_laid_out_as_the_rest_of_the_admin(client, administrator):
    client.force_login(administrator)
    assert "wagtail_mentoring/css/admin.css" in client.get(f"{RULES}add/").text


def test_who_keeps_rules_but_does_not_moderate_sees_only_how_many(client, make_comment):
    make_comment(body_html="<p>Cheap Cialis here</p>", name="Pill Shop")
    client.force_login(user_with("add_spamrule", username="keeper"))
    rule = {"kind": "text", "pattern": "cheap cialis", "action": "spam", "try": "1"}
    tried = client.post(f"{RULES}add/", rule).text
    assert "Found in 1 of 1 message." in tried
    assert "Pill Shop" not in tried


def test_a_rule_that_is_wrong_is_not_tried_and_says_why(client, administrator):
    client.force_login(administrator)
    rule = {"kind": "email", "pattern": "nobody", "action": "spam", "try": "1"}
    assert "Write an address" in client.post(f"{RULES}add/", rule).text


def test_every_figure_of_the_page_is_what_a_recount_finds(client, administrator, site):
    """Counted once more, row by row, from the judgements themselves."""
    chance = random.Random(7)
    other = Site.objects.create(hostname="other.example", root_page=site.root_page, port=81)
    now, rows = timezone.now(), []
    for key in range(400):
        made_at = now - dt.timedelta(days=chance.uniform(0, 70))
        row = Judgement(
            site=chance.choice([site, site, other]),
            kind=chance.choice(["comment", "pledge"]),
            object_id=key,
            made_at=made_at,
            outcome=chance.choice(["publish", "hold", "spam"]),
            human=chance.choice(["", "", "ham", "spam"]),
            score=0.0,
            codes=chance.sample(["decoy", "links", "text_spam", "own_code"], chance.randint(0, 3)),
        )
        rows.append(row)
    Judgement.objects.bulk_create(rows)
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    first = monday - dt.timedelta(weeks=7)
    mine = [r for r in rows if r.site == site and timezone.localdate(r.made_at) >= first]
    client.force_login(administrator)
    weeks, outcomes, reasons = cells(client.get(PAGE, {"site": site.pk}).text)

    def count(rows, **wanted):
        return sum(all(getattr(r, k) == v for k, v in wanted.items()) for r in rows)

    for number, line in enumerate(weeks):
        begins = first + dt.timedelta(weeks=number)
        days = [begins + dt.timedelta(days=day) for day in range(7)]
        week = [r for r in mine if timezone.localdate(r.made_at) in days]
        assert line == [
            date_format(begins, "SHORT_DATE_FORMAT"),
            *map(str, (len(week), count(week, outcome="hold"), count(week, outcome="spam"))),
            str(count(week, outcome="spam", human="ham")),
            str(count(week, outcome="publish", human="spam")),
        ]
    assert len(weeks) == 8
    assert outcomes == [
        [
            name,
            *(str(count(mine, outcome=outcome)),),
            *(str(count(mine, outcome=outcome, human=human)) for human in ("spam", "ham", "")),
        ]
        for name, outcome in [
            ("Published at once", "publish"),
            ("Held", "hold"),
            ("Filed as spam", "spam"),
        ]
    ]
    found = {line[0]: [int(cell) for cell in line[1:]] for line in reasons}
    names = {"decoy": "Hidden field filled in", "links": "Many links", "own_code": "own_code"}
    for code, name in {**names, "text_spam": "Words like those of spam"}.items():
        given = [r for r in mine if code in r.codes]
        assert found[name] == [len(given), count(given, human="spam"), count(given, human="ham")]
    assert len(found) == 4


def cells(html):
    """The text of each cell of the page's tables of class ``listing``."""
    tables = re.findall(r'<table class="listing">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    return [
        [
            [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        for table in tables
    ]


def test_the_list_shows_by_a_sign_which_rules_are_in_use(client, administrator):
    SpamRule.objects.create(kind="text", pattern="cheap pills", action="spam")
    SpamRule.objects.create(kind="text", pattern="season", action="hold", active=False)
    client.force_login(administrator)
    html = client.get(RULES).text
    assert html.count("icon-check default") == html.count("icon-cross default") == 1
    assert "In use" in html


def test_rules_are_exported_and_taken_in_again(client, administrator):
    SpamRule.objects.create(kind="text", pattern="=cheap pills", action="spam", site=get_site())
    SpamRule.objects.create(kind="text", pattern="'tis the season", action="hold", active=False)
    client.force_login(administrator)
    exported = client.get(RULES, {"export": "csv"}).getvalue()
    rows = list(csv.reader(io.StringIO(exported.decode())))
    assert rows[0] == ["kind", "pattern", "action", "active", "site", "note"]
    assert sorted((row[1] for row in rows[1:]), key=len) == ["'=cheap pills", "'tis the season"]
    SpamRule.objects.all().delete()
    upload = SimpleUploadedFile("rules.csv", exported)
    assert client.post(PAGE, {"file": upload}).headers["Location"] == RULES
    back = SpamRule.objects.order_by("pattern").values_list("pattern", "action", "active", "site")
    assert set(back) == {
        ("=cheap pills", "spam", True, get_site().pk),
        ("'tis the season", "hold", False, None),
    }
    again = SimpleUploadedFile("rules.csv", exported)
    client.post(PAGE, {"file": again})
    assert SpamRule.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"a,b\n1,2\n",
        b"kind,pattern,action\ntext,!!,spam\n",
        b"",
        b"kind,pattern,action\ntext\n",
        b"kind,pattern,action,site\ntext,pills,spam,https://elsewhere.example\n",
    ],
)
def test_a_file_that_is_wrong_makes_no_rule_and_says_why(client, administrator, content):
    client.force_login(administrator)
    answer = client.post(PAGE, {"file": SimpleUploadedFile("rules.csv", content)})
    assert answer.status_code == 400
    assert "w-field__errors" in answer.text
    assert not SpamRule.objects.exists()


def test_a_file_that_is_wrong_comes_back_where_it_was_chosen(client, administrator):
    client.force_login(administrator)
    html = client.get(PAGE).text
    assert '<h2 id="take-in">' in html
    assert 'enctype="multipart/form-data" action="#take-in"' in html


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
