"""What is forgotten in time, and what is not."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import PledgeFactory, ReaderCommentFactory
from tests.privacy.conftest import days_ago
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.privacy import retention
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.models import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def forget(site):
    """Runs retention with these settings."""

    def run(**values):
        MentoringSettings.objects.update_or_create(site=site, defaults=values)
        return retention.run(timezone.now())

    return run


def old_comment(site, days=400, key="k", **values):
    values = {"email_key": key, "ip_key": "x", "user_agent": "y", **values}
    return ReaderCommentFactory(site=site, submitted_at=days_ago(days), **values)


def test_an_address_is_forgotten_a_year_after_its_reader_wrote_last(site, forget):
    old, young = old_comment(site, key="a"), old_comment(site, days=300, key="b")
    assert forget()["addresses"] == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.email, old.email_key, bool(old.text)) == ("", "a", True)
    assert young.email


def test_whoever_wrote_again_is_remembered(site, forget):
    old_comment(site)
    old_comment(site, days=10)
    assert forget()["addresses"] == 0


def test_a_site_may_keep_addresses_for_ever(site, forget):
    old_comment(site, days=4000)
    assert forget(keep_addresses_days=None)["addresses"] == 0


def test_confirmed_readers_are_forgotten_with_their_last_word(site, forget):
    for key, days in (("a", 400), ("b", 10)):
        Reader.objects.create(
            email_key=key, email=f"{key}@mail.example", confirmed_at=days_ago(400)
        )
        old_comment(site, days=days, key=key, email="")
    assert forget()["addresses"] == 1
    assert Reader.objects.get().email_key == "b"


def test_addresses_of_open_pledges_are_needed_still(site, forget):
    for progress in ("open", "let_go"):
        PledgeFactory(site=site, progress=progress, submitted_at=days_ago(400))
    assert forget()["addresses"] == 1


def test_addresses_of_pledges_filed_as_spam_before_the_first_mail_are_not_kept_for_ever(
    site, forget
):
    PledgeFactory(site=site, state="spam", needs_release=True, submitted_at=days_ago(400))
    assert forget()["addresses"] == 1


def test_traces_of_networks_are_forgotten_after_a_month(site, forget):
    old, young = old_comment(site, days=31), old_comment(site, days=29)
    assert forget()["networks"] == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.ip_key, old.user_agent, young.ip_key) == ("", "", "x")


def test_spam_and_what_was_removed_is_kept_unless_a_site_says_otherwise(site, forget):
    for state in ("spam", "removed", "waiting", "published"):
        old_comment(site, state=state)
    assert forget()["deleted"] == 0
    assert forget(keep_spam_days=90, keep_removed_days=90)["deleted"] == 2
    states = ReaderComment.objects.values_list("state", flat=True)
    assert set(states) == {"waiting", "published"}


def test_what_was_removed_lately_or_has_been_answered_is_kept(site, forget, moderator):
    lately = old_comment(site, state="published")
    operations.remove(lately, user=moderator)
    answered = old_comment(site, state="removed")
    old_comment(site, parent=answered, state="published")
    assert forget(keep_removed_days=90)["deleted"] == 0


def test_what_is_deleted_leaves_no_words_in_the_log(site, forget, moderator):
    comment = old_comment(site, state="published", name="Ada")
    operations.mark_spam(comment, user=moderator)
    ReaderComment.objects.update(decided_at=days_ago(300))
    assert forget(keep_spam_days=90)["deleted"] == 1
    assert not ModelLogEntry.objects.filter(label__contains="Ada").exists()


def test_words_of_unconfirmed_readers_outlive_a_mail_server_that_is_down(site, forget):
    old_comment(site, days=5000, state="waiting", text="Never confirmed.")
    forget()
    assert ReaderComment.objects.get().text == "Never confirmed."


def test_mail_that_failed_keeps_its_address_for_a_month(forget, site):
    for number, days in ((1, 29), (2, 31)):
        OutgoingMail.objects.create(
            kind="x",
            object_id=number,
            address="a@mail.example",
            state=OutgoingMail.State.FAILED,
            created_at=days_ago(days),
        )
    assert forget()["mails"] == 1
    assert OutgoingMail.objects.get(address="").object_id == 2


def test_each_site_by_its_own_rule_and_what_has_no_site_by_the_usual_one(site, forget):
    ours, orphan = old_comment(site, key="a"), old_comment(None, key="b")
    assert forget(keep_addresses_days=1000)["addresses"] == 1
    ours.refresh_from_db()
    orphan.refresh_from_db()
    assert (bool(ours.email), bool(orphan.email)) == (True, False)


def test_the_cron_line_does_it_and_once_more_does_no_harm(site, capsys):
    old_comment(site)
    call_command("mentoring_run_due")
    assert "retention: 1 addresses, 1 networks" in capsys.readouterr().out
    call_command("mentoring_run_due")
    assert "retention" not in capsys.readouterr().out
