"""Handing out and erasing all that is kept of one person."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry

from tests.conftest import user_with
from tests.factories import MentorFactory, ReaderCommentFactory
from tests.privacy.conftest import ADA, NAME
from wagtail_mentoring import models as ours
from wagtail_mentoring.comments import operations
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.pledges.mentors.operations import set_email
from wagtail_mentoring.pledges.models import ConsentRecord, Pledge
from wagtail_mentoring.privacy.operations import erase_person
from wagtail_mentoring.privacy.person import Person
from wagtail_mentoring.spam import operations as spam
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.submissions.operations import Origin
from wagtail_mentoring.text import comment_html


def dump() -> str:
    """Every row of ours, and of Wagtail's audit log, as text."""
    models = [getattr(ours, name) for name in ours.__all__]
    rows = [list(model._default_manager.values()) for model in (*models, ModelLogEntry)]
    return json.dumps(rows, cls=DjangoJSONEncoder, default=str, ensure_ascii=False)


@pytest.fixture
def page(db):
    return reverse("mentoring_person")


@pytest.fixture
def officer(db):
    return user_with("handle_persons", username="officer")


def test_the_command_hands_out_everything(everything, capsys):
    call_command("mentoring_export_person", ADA.upper())
    told = json.loads(capsys.readouterr().out)
    for part in ("comments", "readers", "subscriptions", "pledges", "stories", "mentors", "mails"):
        assert len(told[part]) == 1, part
    assert told["comments"][0]["text"] == f"Indeed. {NAME}, {ADA}"
    assert {entry["action"] for entry in told["history"] if entry["of"] == "comments"} == {
        "wagtail_mentoring.publish",
        "wagtail_mentoring.edit",
    }
    assert "ip_key" not in told["comments"][0]
    assert [rule["pattern"] for rule in told["spam_rules"]] == [ADA]


def test_the_command_hands_out_nothing_of_others(everything, capsys):
    call_command("mentoring_export_person", "nobody@mail.example", "--json")
    told = json.loads(capsys.readouterr().out)
    assert not any(value for name, value in told.items() if name != "email")


@pytest.mark.parametrize("command", ["mentoring_export_person", "mentoring_erase_person"])
def test_what_is_no_address_is_refused(db, command):
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command(command, "ada")


@pytest.mark.parametrize("args", [[], ["--keep-text"]])
def test_erasing_leaves_no_name_and_no_address_anywhere(everything, args, capsys):
    assert ADA in dump()
    assert NAME in dump()
    call_command("mentoring_erase_person", ADA, *args)
    assert "Erased: 1 comments" in capsys.readouterr().out
    left = dump()
    for marker in (ADA, NAME, "Markerson", "markerson.example", "Marker/1", "marker-sender"):
        assert marker not in left


def test_an_address_is_found_however_its_host_was_written(everything):
    in_disguise = ADA.replace("mail", "\uff4dail")
    ours.OutgoingMail.objects.update(address=in_disguise)
    ours.SpamRule.objects.update(pattern=in_disguise)
    get_user_model().objects.filter(username="marker").update(email=in_disguise)
    person = Person(ADA)
    assert [account.username for account in person.accounts] == ["marker"]
    assert (person.mails.count(), person.spam_rules.count()) == (1, 1)
    erase_person(ADA)
    assert in_disguise not in dump()


def test_a_dry_run_counts_and_changes_nothing(everything, capsys):
    before = dump()
    call_command("mentoring_erase_person", ADA, "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["comments"] == 1
    assert dump() == before


def test_erasing_twice_finds_nothing(everything, capsys):
    call_command("mentoring_erase_person", ADA)
    capsys.readouterr()
    call_command("mentoring_erase_person", ADA)
    assert "nothing is kept" in capsys.readouterr().out


def test_words_that_stay_stand_under_someone_with_their_number(comment):
    erase_person(ADA, keep_text=True)
    comment.refresh_from_db()
    assert (comment.name, comment.state, comment.number) == ("Someone", "published", 1)
    assert comment.body_html.startswith("<p>Indeed. …")


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("Li", "<ul><li>I like it.</li></ul> Li", "<ul><li>I like it.</li></ul> …"),
        ("Li & Söhne", "Thank you. Li & Söhne", "<p>Thank you. …</p>"),
        ("李明", "我是李明。", "<p>我是…。</p>"),
        ("Ada", "I wrote to <ada.marker@mail.example>.", None),
    ],
)
def test_a_name_goes_from_words_that_stay_and_nothing_else_does(comment, name, text, kept):
    html = comment_html(text)
    ReaderComment.objects.filter(pk=comment.pk).update(name=name, text=text, body_html=html)
    erase_person(ADA, keep_text=True)
    comment.refresh_from_db()
    if kept is not None:
        assert comment.body_html == comment_html(kept)
    assert ADA not in comment.text + comment.body_html
    assert name not in comment.text.replace("<li>", "")


def test_words_that_go_leave_a_removed_comment_that_cannot_come_back(comment, moderator):
    erase_person(ADA, user=moderator)
    comment.refresh_from_db()
    assert (comment.text, comment.body_html, comment.state) == ("", "", "removed")
    assert comment.discussion.published_count == 0
    assert not operations.undo(comment)
    entry = ModelLogEntry.objects.for_instance(comment).get(action="wagtail_mentoring.erase")
    assert entry.user == moderator


@pytest.mark.parametrize("keep_text", [False, True])
def test_the_spam_filter_forgets_where_the_writer_linked_to(article, moderator, site, keep_text):
    for email, website in ((ADA, "https://ada.example"), ("bo@mail.example", "https://bo.example")):
        words = {"body": "Indeed", "name": NAME, "website": website}
        sent = operations.submit(article, email=email, origin=Origin(), **words)
        operations.publish(sent, user=moderator)
    spam.learn(site.pk)
    assert layer(site).hosts == {"ada.example": [1, 0], "bo.example": [1, 0]}
    erase_person(ADA, keep_text=keep_text)
    assert (layer(site).hosts, layer(site).ham) == ({"bo.example": [1, 0]}, 2)


def layer(site):
    return Learnt.loads(bytes(ours.LearnedLayer.objects.get(site=site).blob))


@pytest.mark.parametrize("stands_elsewhere", [False, True])
def test_a_mentors_photo_goes_unless_it_stands_elsewhere(site, stands_elsewhere):
    photo = get_image_model().objects.create(title=NAME, file=get_test_image_file())
    set_email(MentorFactory(name=NAME, photo=photo), ADA)
    if stands_elsewhere:
        MentorFactory(name="Ines and Ada", photo=photo)
    erase_person(ADA)
    assert get_image_model().objects.exists() == stands_elsewhere


def test_what_others_wrote_stays(comment):
    other = ReaderCommentFactory(
        name="Bea", email="bea@mail.example", discussion=comment.discussion
    )
    erase_person(ADA)
    other.refresh_from_db()
    assert (other.name, other.email) == ("Bea", "bea@mail.example")


def test_an_erased_pledge_is_counted_still(everything):
    erase_person(ADA)
    assert Pledge.objects.filter(progress="erased").count() == 1
    assert not ConsentRecord.objects.exclude(email_key="").exists()


def test_an_account_is_told_of_and_left(client, officer, everything, page):
    client.force_login(officer)
    assertContains(client.post(page, {"email": ADA}), "The account “marker” has this address.")


def test_looking_up_shows_what_there_is_and_keeps_the_address_out_of_urls(
    client, officer, everything, page
):
    client.force_login(officer)
    response = client.post(page, {"email": ADA, "act": "look"})
    assertContains(response, "Responses: 1")
    assertContains(response, "Listed as a mentor: 1")
    assert "no-store" in response["Cache-Control"]
    assertNotContains(response, "?email=")


def test_the_download_is_a_file(client, officer, everything, page):
    client.force_login(officer)
    response = client.post(page, {"email": ADA, "act": "export"})
    assert response["Content-Disposition"] == 'attachment; filename="person.json"'
    assert json.loads(response.content)["comments"][0]["name"] == NAME


def test_erasing_asks_once_more(client, officer, comment, page):
    client.force_login(officer)
    response = client.post(page, {"email": ADA, "act": "erase", "text": "remove"})
    assertContains(response, "This field is required")
    assert ReaderComment.objects.get().email == ADA
    client.post(page, {"email": ADA, "act": "erase", "text": "remove", "sure": "on"})
    assert ReaderComment.objects.get().email == ""


def test_only_those_with_the_right_of_its_own_get_there(
    client, page, comment, editor, moderator, administrator
):
    act = {"email": ADA, "act": "erase", "text": "remove", "sure": "on"}
    assert client.get(page).url.startswith("/admin/login/")
    viewer = user_with("view_readercomment", username="viewer")
    for user in (editor, viewer, moderator):
        client.force_login(user)
        assert client.get(page).status_code == 302
        assert client.post(page, act).status_code == 302
    assert ReaderComment.objects.get().email == ADA
    client.force_login(administrator)
    assert client.get(page).status_code == 200
