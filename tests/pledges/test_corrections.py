"""Staff changes the words of a pledge, a story or a mentor's note: logged, and shown as edited."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.conftest import user_with
from wagtail_mentoring.pledges import operations, wall
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import MentorNote, Pledge, Story

PLEDGES, STORIES = "/admin/mentoring/pledges/", "/admin/mentoring/pledges/stories/"
NOTES = "/admin/mentoring/notes/"


@pytest.fixture
def correct(client, moderator):
    """Fills in the form that changes words, as a moderator."""

    def change(address, **words):
        client.force_login(moderator)
        form = client.get(address).context["form"]
        answer = client.post(address, {**form.initial, **words}, follow=True)
        client.logout()
        return answer

    return change


def test_a_story_is_corrected_before_the_mentor_reads_it(
    correct, client, gave_back, mailoutbox, mentor_url
):
    pledge, url = gave_back(story="She lives at 5 Elm Road.", publish=False)

    answer = correct(f"{STORIES}{pledge.story.pk}/edit/", text="She lives near me.")
    operations.publish(pledge)
    operations.publish(Story.objects.get())

    assert "The words are changed; the log keeps the old ones." in answer.text
    assert "She lives at 5 Elm Road." in answer.text  # in the history
    mail = mailoutbox[-1]
    assert mail.to == ["ada@mail.example"]
    assert "She lives near me." in mail.body
    assert "(A moderator changed some of these words.)" in mail.body
    assert "Elm Road" not in mail.body
    assert "· edited" in client.get(mentor_url).text


def test_the_pledger_is_told_that_somebody_changed_the_words(correct, client, confirmed):
    pledge, url = confirmed()

    correct(f"{PLEDGES}{pledge.pk}/edit/", text="Apply for three grants.", plan="On Friday")

    page = client.get(url).text
    assert "Apply for three grants." in page
    assert "A moderator changed some of these words on" in page
    pledge.refresh_from_db()
    assert (pledge.plan, pledge.edited_at is not None) == ("On Friday", True)


def test_the_wall_says_that_a_story_or_a_note_was_edited(correct, gave_back, round_):
    pledge, url = gave_back()
    Pledge.objects.update(wall_consent_at=timezone.now())
    assert [entry.is_edited for entry in wall.entries(round_)] == [False]
    mentors.write_back(pledge, "You made my week!!!", is_shareable=True)
    note = MentorNote.objects.get()

    correct(f"{NOTES}{note.pk}/edit/", text="You made my week.")
    operations.publish(MentorNote.objects.get())

    (entry,) = wall.entries(round_)
    assert (entry.note, entry.is_edited) == ("You made my week.", True)


def test_a_story_that_its_writer_changes_again_is_no_longer_edited(correct, client, gave_back):
    pledge, url = gave_back(publish=False)
    correct(f"{STORIES}{pledge.story.pk}/edit/", text="Other words.")
    client.post(url, {"action": "share", "story": "Mine again.", "mentor_consent": "on"})
    assert Story.objects.get().edited_at is None


def test_of_two_corrections_the_second_is_kept_in_its_form(client, moderator, confirmed):
    pledge, url = confirmed()
    client.force_login(moderator)
    address = f"{PLEDGES}{pledge.pk}/edit/"
    seen = client.get(address).context["form"].initial
    client.post(url, {"action": "edit", "text": "The pledger's own.", "seen": _seen(client, url)})

    answer = client.post(address, {**seen, "text": "The moderator's."})

    assert "The moderator&#x27;s." in answer.text
    assert Pledge.objects.get().text == "The pledger's own."


def _seen(client, url):
    return client.get(url).context["edit_form"].initial["seen"]


def test_what_was_there_is_erased_from_the_log_with_the_pledge(correct, client, gave_back):
    pledge, url = gave_back(story="SECRET story")
    correct(f"{PLEDGES}{pledge.pk}/edit/", text="SECRET no more", thanks="SECRET")
    correct(f"{STORIES}{pledge.story.pk}/edit/", text="Other words.")
    assert "SECRET story" in str(list(ModelLogEntry.objects.values_list("data", flat=True)))

    operations.erase(Pledge.objects.get())

    kept = str(list(ModelLogEntry.objects.values_list("label", "data")))
    assert ("SECRET" in kept, "Apply for" in kept) == (False, False)


@pytest.mark.parametrize("rights", [["view_pledge"], ["moderate_pledge", "remove_pledge"]])
def test_only_the_right_to_edit_lets_edit(client, gave_back, rights):
    pledge, url = gave_back()
    client.force_login(user_with(*rights, username="somebody"))
    page = client.get(f"{PLEDGES}{pledge.pk}/").text
    assert "Change the words" not in page
    for address in (f"{PLEDGES}{pledge.pk}/edit/", f"{STORIES}{pledge.story.pk}/edit/"):
        assert client.get(address).status_code == 302
        client.post(address, {"text": "Changed."})
    assert not Story.objects.filter(text="Changed.").exists()
    assert not Pledge.objects.filter(text="Changed.").exists()


def test_of_a_forgotten_pledge_nothing_can_be_changed(client, moderator, confirmed):
    pledge, url = confirmed()
    operations.erase(pledge)
    client.force_login(moderator)
    assert (
        "Change the words"
        not in client.get(reverse("mentoring_pledges:inspect", args=[pledge.pk])).text
    )
    assert client.get(f"{PLEDGES}{pledge.pk}/edit/").status_code == 404


def test_a_note_that_only_the_pledger_reads_has_no_button(client, moderator, gave_back):
    pledge, url = gave_back()
    mentors.write_back(pledge, "Thank you.")
    client.force_login(moderator)
    page = client.get(f"{NOTES}{MentorNote.objects.get().pk}/").text
    assert "Change the words" not in page
