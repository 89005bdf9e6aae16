"""What moderators hear of what waits: one e-mail, in their rhythm, about their sites."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains
from wagtail.models import GroupSitePermission, Site
from wagtail.users.models import UserProfile

from tests.conftest import user_with
from tests.factories import PledgeFactory, ReaderCommentFactory, StoryFactory
from tests.mail.conftest import smtp  # noqa: F401
from wagtail_mentoring.comments import operations as comments
from wagtail_mentoring.comments.models import ReaderReport
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.notices import operations
from wagtail_mentoring.notices.mails import load
from wagtail_mentoring.pledges.models import MentorNote, Pledge
from wagtail_mentoring.submissions.models import ModeratorNotice, ModeratorPreference

pytestmark = pytest.mark.django_db

EIGHT = dt.datetime(2026, 12, 1, 8, 2, tzinfo=dt.timezone.utc)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def wait(site):
    """Something sent an hour before, by default, that waits."""

    def make(at=EIGHT - HOUR, **values):
        return ReaderCommentFactory(**{"site": site, "submitted_at": at, **values})

    return make


def choose(user, notify):
    ModeratorPreference.objects.update_or_create(user=user, defaults={"notify": notify})


def told(now=EIGHT):
    """Who gets a mail at this time."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    operations.run(now)
    new = OutgoingMail.objects.exclude(pk__in=before)
    return sorted(mail.address.partition("@")[0] for mail in new)


def test_moderators_hear_of_it_once_a_day_and_others_do_not(wait, moderator, editor, administrator):
    wait()
    assert told(EIGHT) == ["moderator"]
    wait(at=EIGHT + HOUR)
    assert told(EIGHT + 2 * HOUR) == []
    assert told(EIGHT + DAY) == ["moderator"]


def test_before_eight_nobody_hears_of_it_again(wait, moderator):
    wait()
    assert told(EIGHT) == ["moderator"]
    wait(at=EIGHT + HOUR)
    assert told(EIGHT + DAY - HOUR) == []


def test_nothing_new_is_no_mail(wait, moderator):
    wait()
    told(EIGHT)
    assert told(EIGHT + DAY) == []
    assert told(EIGHT + 2 * DAY) == []


@pytest.mark.parametrize(
    ("notify", "after", "hears"),
    [("at_once", HOUR / 10, True), ("hourly", HOUR / 2, False), ("hourly", 1.1 * HOUR, True)],
)
def test_whoever_wants_it_sooner_hears_sooner(wait, moderator, notify, after, hears):
    choose(moderator, notify)
    wait()
    told(EIGHT)
    wait(at=EIGHT + HOUR / 20)
    assert bool(told(EIGHT + after)) is hears


def test_never_is_never_and_an_administrator_may_choose(wait, moderator, administrator):
    choose(moderator, "never")
    choose(administrator, "daily")
    wait()
    assert told() == ["administrator"]


def test_a_hundred_responses_are_one_mail(wait, moderator):
    choose(moderator, "at_once")
    for _ in range(100):
        wait()
    assert told() == ["moderator"]
    content = load(ModeratorNotice.objects.get().pk)
    assert content.subject == "100 waiting for a moderator"
    assert "And 80 more." in content.body


def test_the_mail_has_the_words_the_reasons_and_the_way_to_decide(wait, moderator):
    comment = wait(name="Ada <b>", text="I <em>thanked</em> mine.")
    told()
    content = load(ModeratorNotice.objects.get().pk)
    address = reverse("mentoring_comments:inspect", args=[comment.pk])
    assert "Ada <b>" in content.body
    assert f"http://testserver{address}" in content.body
    assert "Ada &lt;b&gt;" in content.html
    assert f'href="http://testserver{address}"' in content.html


FIRST = {"score": 0, "outcome": "hold", "reasons": [{"code": "hold_first", "holds": True}]}
PLAIN = {"code": "text_plain", "points": -1.0}


def test_the_mail_says_what_makes_it_wait_and_not_what_speaks_for_it(wait, moderator):
    wait(verdict={**FIRST, "reasons": [*FIRST["reasons"], PLAIN]})
    told()
    content = load(ModeratorNotice.objects.get().pk)
    for part in (content.body, content.html):
        assert "Waiting because this person is not known to us yet." in part
        assert "genuine" not in part


def test_the_mail_says_that_readers_reported_it(wait, moderator):
    ReaderReport.objects.create(comment=wait(verdict=FIRST), reason="insult", nonce="a" * 32)
    told()
    assert "Waiting because it was reported." in load(ModeratorNotice.objects.get().pk).body


def test_what_is_decided_before_the_mail_goes_is_not_in_it(wait, moderator):
    comment = wait()
    told()
    comments.publish(comment)
    assert load(ModeratorNotice.objects.get().pk) is None


def test_pledges_that_finish_and_their_stories_are_told_of(site, moderator):
    pledge = PledgeFactory(site=site, name="Ada Quill", submitted_at=EIGHT - 90 * DAY)
    values = {"progress": "finished", "finished_at": EIGHT - HOUR, "wall_consent_at": EIGHT}
    Pledge.objects.filter(pk=pledge.pk).update(confirmed_at=EIGHT, **values)
    StoryFactory(pledge=pledge, text="She wrote back.", submitted_at=EIGHT - HOUR)
    assert told() == ["moderator"]
    assert "She wrote back." in load(ModeratorNotice.objects.get().pk).body


def test_a_moderator_of_one_site_hears_nothing_of_another(wait, site):
    other = Site.objects.create(hostname="other.example", root_page=site.root_page)
    user = user_with(username="here")
    right = Permission.objects.get(codename="moderate_readercomment")
    GroupSitePermission.objects.create(group=user.groups.get(), site=site, permission=right)
    wait(site=other, text="Elsewhere.")
    assert told() == []
    wait(text="Here.")
    assert told() == ["here"]
    body = load(ModeratorNotice.objects.get().pk).body
    assert "Here." in body
    assert "Elsewhere." not in body


def test_two_that_run_at_once_tell_once(wait, moderator):
    wait()
    ModeratorNotice.objects.create(user=moderator, since=EIGHT - 2 * DAY, until=EIGHT - DAY)
    assert operations._tell(moderator, EIGHT)
    ModeratorNotice.objects.filter(until=EIGHT).update(until=EIGHT - 2 * DAY)
    assert not operations._tell(moderator, EIGHT)


def test_what_arrives_at_a_mail_server(wait, moderator, smtp):  # noqa: F811
    wait(text="I thanked mine.")
    call_command("mentoring_run_due", "--now", EIGHT.isoformat())
    (envelope,) = smtp.envelopes
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["moderator@site.example"]
    assert message["Subject"] == "1 waiting for a moderator"
    for part in ("plain", "html"):
        assert "I thanked mine." in message.get_body((part,)).get_content()


def test_each_chooses_in_the_account(client, moderator):
    client.force_login(moderator)
    page = reverse("wagtailadmin_account")
    assertContains(client.get(page), "E-mail about what waits")
    others = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    others |= {"name_email-first_name": "M", "name_email-last_name": "M"}
    others |= {"name_email-email": "m@site.example", "mentoring-keyboard": "on"}
    client.post(page, {**others, "mentoring-notify": "hourly"})
    assert ModeratorPreference.of(moderator).notify == "hourly"


def test_it_comes_in_the_language_a_moderator_chose_for_the_admin(wait, moderator):
    UserProfile.objects.create(user=moderator, preferred_language="de")
    wait(verdict=FIRST)
    told()
    content = load(ModeratorNotice.objects.get().pk)
    assert content.subject == "1 in der Moderation"
    assert "Wartet, denn" in content.body
    assert "Waiting" not in content.body


def test_a_mentors_note_for_the_wall_is_told_of_and_a_private_one_is_not(moderator, site):
    for is_shareable in (False, True):
        MentorNote.objects.create(
            pledge=PledgeFactory(site=site, submitted_at=EIGHT - 9 * DAY),
            site=site,
            text="How kind.",
            is_shareable=is_shareable,
            submitted_at=EIGHT - HOUR,
        )
    assert told() == ["moderator"]
    assert load(ModeratorNotice.objects.get().pk).subject == "1 waiting for a moderator"
