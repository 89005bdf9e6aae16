"""Akismet: asked where a site wants it, told of what people decide, and never waited for."""

import datetime as dt
import time

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.spam.akismet_stand_in import HANGS, KEY, StandIn
from wagtail_mentoring.comments import operations as comments
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.conf import DEFAULT_SPAM_FILTERS
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.base import Message, Outcome, Policy
from wagtail_mentoring.spam.feedback import DELAYS
from wagtail_mentoring.spam.models import Feedback
from wagtail_mentoring.spam.pipeline import asks_nobody_else, judge
from wagtail_mentoring.submissions import tickets

pytestmark = pytest.mark.django_db
NAME = "wagtail_mentoring.spam.filters.akismet.AkismetFilter"
SUSPICIOUS = Policy(hold="suspicious")
PLAIN = "I asked her on Monday, and she laughed and said yes."
ODD = "I asked her on Monday, and she told me that it was spam."


@pytest.fixture
def stand_in():
    with StandIn() as server:
        yield server


@pytest.fixture
def switch_on(settings, stand_in):
    def switch_on(**options):
        options = {"key": KEY, "site_url": "https://site.example/", "seconds": 0.5} | options
        entry = {"NAME": NAME, "OPTIONS": {"api_url": stand_in.url} | options}
        settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": [*DEFAULT_SPAM_FILTERS, entry]}

    return switch_on


@pytest.fixture
def akismet(switch_on, stand_in):
    switch_on()
    return stand_in


@pytest.fixture
def post(client, article):
    """Sends a comment as a visitor does; returns it as it is stored."""
    rules = {"moderation": "hold_suspicious", "ask_website": True}
    MentoringSettings(site=article.get_site(), **rules).save()

    def post(body, **fields):
        a_minute_ago = timezone.now() - dt.timedelta(minutes=1)
        ticket = tickets.issue(f"comment:{article.pk}", None, a_minute_ago)
        data = {"name": "Ada", "email": "ada@mail.example", "body": body, "ticket": ticket}
        assert client.post(f"/mentoring/comments/{article.pk}/", data | fields).status_code == 302
        return ReaderComment.objects.latest("pk")

    return post


def ask(text=PLAIN, site=None, **fields):
    site_id = site.pk if site else 1
    return judge(Message("comment", text, site_id=site_id, ticket_age=60.0, **fields), SUSPICIOUS)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def run_due(now=None):
    call_command("mentoring_run_due", now=now and now.isoformat(), verbosity=0)


def test_nobody_is_asked_unless_the_site_wants_it(stand_in, post):
    post(ODD)
    assert asks_nobody_else()
    assert stand_in.calls == []


def test_the_form_promises_less_while_akismet_is_asked(client, article, akismet):
    assert "nothing sent to others" not in client.get(article.url).text


@pytest.mark.parametrize(
    ("text", "code", "outcome"),
    [(PLAIN, "akismet_ham", Outcome.PUBLISH), (ODD, "akismet_spam", Outcome.HOLD)],
)
def test_its_opinion_counts_and_never_decides_alone(akismet, site, text, code, outcome):
    verdict = ask(text, site)
    assert code in codes(verdict)
    assert verdict.outcome is outcome


def test_with_another_sign_its_opinion_files_a_message(akismet, site):
    assert ask(ODD, site, decoy="10 am").outcome is Outcome.SPAM


def test_it_gets_the_words_and_the_name_and_nothing_else_of_the_visitor(akismet, post):
    post(PLAIN, name="Ada Lovelace", website="https://ada.example/")
    [(call, fields)] = akismet.calls
    assert call == "comment-check"
    assert fields == {
        "api_key": KEY,
        "blog": "https://site.example/",
        "user_ip": "0.0.0.0",
        "comment_type": "comment",
        "comment_author": "Ada Lovelace",
        "comment_author_url": "https://ada.example/",
        "comment_content": PLAIN,
        "blog_lang": "en-gb",
        "blog_charset": "UTF-8",
    }


def test_people_who_are_known_are_none_of_its_business(akismet, site):
    ask(ODD, site, known=True)
    assert akismet.calls == []


@pytest.mark.parametrize(
    "manner",
    [
        *("hangs", "drips", "breaks_down", "talks_html", "stops_half_way", "speaks_utf_16"),
        *("sends_no_gzip", "says_nothing", "hangs_up", "sends_elsewhere"),
    ],
)
def test_without_a_sane_answer_it_has_no_opinion_and_the_message_waits(akismet, site, manner):
    akismet.manner = manner
    began = time.monotonic()
    verdict = ask(ODD, site)
    assert time.monotonic() - began < HANGS / 4
    assert [r.points for r in verdict.reasons if r.code.startswith("akismet")] == [0.0]
    assert (verdict.outcome, codes(verdict)[-1]) == (Outcome.HOLD, "akismet_silent")
    assert [call for call, _fields in akismet.calls] == ["comment-check"]


def test_nobody_there_is_no_opinion(switch_on, site):
    switch_on(api_url="http://127.0.0.1:9")
    assert "akismet_silent" in codes(ask(ODD, site))


def test_many_that_hang_keep_the_next_no_longer(akismet, site):
    akismet.manner = "hangs"
    for _ in range(6):
        began = time.monotonic()
        ask(ODD, site)
        assert time.monotonic() - began < HANGS / 4


def test_a_wrong_key_is_no_opinion_and_the_check_says_so(switch_on, site):
    switch_on(key="wrong")
    assert "akismet_silent" in codes(ask(ODD, site))
    said = [message.msg for message in run_checks(include_deployment_checks=True)]
    assert any("Akismet does not know the key" in message for message in said)


def test_the_right_key_passes_the_check_and_is_only_asked_for_before_a_deployment(akismet):
    found = run_checks(include_deployment_checks=True)
    assert not [message for message in found if message.id == "wagtail_mentoring.W005"]
    assert [call for call, _fields in akismet.calls] == ["verify-key"]
    run_checks()
    assert len(akismet.calls) == 1


@pytest.mark.parametrize("options", [{"key": ""}, {"site_url": "site.example"}])
def test_settings_that_cannot_work_are_named_by_the_check(switch_on, options):
    switch_on(**options)
    assert [m.id for m in run_checks() if NAME in m.msg] == ["wagtail_mentoring.E003"]


def test_the_moderator_reads_what_akismet_said(client, akismet, post, administrator):
    comment = post(ODD)
    client.force_login(administrator)
    page = client.get(reverse("mentoring_comments:inspect", args=[comment.pk])).text
    assert "Akismet calls it spam." in page


@pytest.mark.parametrize(
    ("text", "decide", "call"),
    [
        (PLAIN, comments.mark_spam, "submit-spam"),
        (ODD, comments.publish, "submit-ham"),
    ],
)
def test_where_a_person_thinks_otherwise_it_is_told_later(
    akismet, post, administrator, text, decide, call
):
    comment = post(text)
    decide(comment, administrator)
    assert len(akismet.calls) == 1
    run_due()
    run_due()
    (_asked, first), (told, second) = akismet.calls
    assert (told, second) == (call, first)


def test_agreement_is_not_told(akismet, post, administrator):
    comments.mark_spam(post(ODD), administrator)
    run_due()
    assert len(akismet.calls) == 1


def test_what_was_undone_in_time_is_not_told_and_afterwards_corrected(akismet, post, administrator):
    comment = post(PLAIN)
    comments.mark_spam(comment, administrator)
    comments.undo(comment, administrator)
    run_due()
    assert len(akismet.calls) == 1
    comments.mark_spam(comment, administrator)
    run_due()
    comments.undo(comment, administrator)
    run_due()
    assert [call for call, _fields in akismet.calls[1:]] == ["submit-spam", "submit-ham"]


def test_what_could_not_be_told_is_tried_again_and_given_up_in_the_end(
    akismet, post, administrator
):
    comments.mark_spam(post(PLAIN), administrator)
    akismet.manner = "breaks_down"
    now = timezone.now()
    for delay in [dt.timedelta(), *DELAYS]:
        now += delay + dt.timedelta(seconds=1)
        with pytest.raises(SystemExit):
            run_due(now)
    assert Feedback.objects.get().due_at is None
    run_due(now + dt.timedelta(days=9))
    assert len(akismet.calls) == 1 + 1 + len(DELAYS)


def test_a_message_without_opinion_or_words_is_not_sent_afterwards(akismet, post, administrator):
    akismet.manner = "breaks_down"
    comment = post(PLAIN)
    comments.mark_spam(comment, administrator)
    akismet.manner = "well"
    run_due()
    erased = post(ODD)
    comments.publish(erased, administrator)
    call_command("mentoring_erase_person", erased.email, verbosity=0)
    run_due()
    assert [call for call, _fields in akismet.calls] == ["comment-check"] * 2


def test_a_site_without_akismet_keeps_no_list_of_what_to_tell(post, administrator):
    comments.mark_spam(post(PLAIN), administrator)
    assert not Feedback.objects.exists()
