"""Names: cleaned where that is enough, held where they pose as somebody's."""

import pytest

from tests.factories import ArticleFactory, AuthorFactory, UserFactory
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.text.names import clean_name, looks_like

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("A\u200bd\u2060a", "Ada"),
        ("\U0001d400\U0001d41d\U0001d41a", "Ada"),
        ("Ａｄａ", "Ada"),
        ("Z\u0336\u0337\u0338\u0321oe", "Z\u0336\u0337oe"),
        ("Zoë O’Brien-Ńwaeze", "Zoë O’Brien-Ńwaeze"),
        ("مى\u200cخواهم", "مى\u200cخواهم"),
        ("Ольга Петрова", "Ольга Петрова"),
        ("李小龍", "李小龍"),
    ],
)
def test_a_name_is_made_plain(typed, clean):
    assert clean_name(typed) == clean


def test_names_that_the_eye_confuses_look_alike():
    assert looks_like("Аdа Lоvеlасе") == looks_like("ada lovelace") == looks_like("Ada  L0velace")
    assert looks_like("Ada") != looks_like("Adam")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Thandeka Moyo", "waiting"),
        ("thandeka  m0yo", "waiting"),
        ("Тhandeka Moyo", "waiting"),
        ("Moderator", "waiting"),
        ("Mod Erator", "waiting"),
        ("Grace Hopper", "waiting"),
        ("Aлan", "waiting"),
        ("Thandeka Moyo (author)", "waiting"),
        ("Somebody, moderator", "waiting"),
        ("✔ Somebody", "waiting"),
        ("Somebody 🛡️", "waiting"),
        ("\u202eoyoM akednahT\u202c Thandeka Moyo", "published"),
        ("Jean-Luc O’Neill, PhD", "published"),
        ("Zoë 🌻", "published"),
        ("Thandeka", "published"),
        ("Ольга", "published"),
    ],
)
def test_a_name_that_poses_waits(post, open_site, index, moderator, name, state):
    moderator.first_name, moderator.last_name = "Grace", "Hopper"
    moderator.save()
    page = ArticleFactory(parent=index, authors=[AuthorFactory(name="Thandeka Moyo")])
    assert post(page=page, name=name).status_code == 302
    comment = ReaderComment.objects.get()
    assert comment.state == state
    reasons = [reason["code"] for reason in comment.verdict["reasons"]]
    assert bool({"name_poses", "name_mixed"} & set(reasons)) == (state == "waiting")


def test_a_name_of_invisible_characters_is_none(post, open_site):
    assert post(name="\u200b\u2060").status_code == 400


def test_staff_write_under_their_own_name(client, article, open_site):
    from tests.comments.conftest import comment_data, ticket_for

    user = UserFactory(first_name="Grace", last_name="Hopper", is_superuser=True)
    client.force_login(user)
    data = comment_data(article, ticket=ticket_for(article, user))
    client.post(f"/mentoring/comments/{article.pk}/", data)
    assert ReaderComment.objects.get().state == "published"


@pytest.mark.parametrize("posing", ["PauI", "Pauӏ", "Pau1", "Pau|", "Ρaul", "Pаul", "Ꮲaul"])
def test_a_name_is_known_behind_letters_of_any_alphabet(posing):
    assert looks_like(posing) == looks_like("Paul")
