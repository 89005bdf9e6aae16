import pytest

from tests.comments.conftest import comment_data, ticket_for
from wagtail_mentoring.comments.models import ReaderComment

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    from tests.factories import UserFactory

    user = UserFactory(username="al1815", first_name="Ada", last_name="Lovelace")
    client.force_login(user)
    return user


def send(client, article, **data):
    return client.post(f"/mentoring/comments/{article.pk}/", comment_data(article, **data))


def test_name_and_address_come_from_the_account(client, article, member):
    ticket = ticket_for(article, member)
    send(client, article, ticket=ticket, name="Somebody Else", email="x@mail.example")
    comment = ReaderComment.objects.get()
    assert (comment.name, comment.email, comment.user) == ("Ada Lovelace", member.email, member)


def test_an_account_needs_to_type_only_its_text(client, article, member):
    ticket = ticket_for(article, member)
    assert send(client, article, ticket=ticket, name="", email="").status_code == 302


def test_a_login_name_is_never_shown(client, article, member):
    member.first_name = member.last_name = ""
    member.save()
    ticket = ticket_for(article, member)
    response = send(client, article, ticket=ticket, name="", email="")
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"name"}
    assert "al1815" not in response.text
    assert send(client, article, ticket=ticket, name="Ada").status_code == 302
    assert ReaderComment.objects.get().name == "Ada"


def test_a_ticket_of_somebody_else_is_not_taken_for_an_account(client, article, member):
    response = send(client, article, ticket=ticket_for(article))
    assert response.status_code == 200
    assert "One more step" in response.text
    assert "Ada Lovelace" in response.text
    assert not ReaderComment.objects.exists()


def test_an_account_that_was_published_before_is_known(client, article, member):
    send(client, article, ticket=ticket_for(article, member))
    first = ReaderComment.objects.get()
    assert first.state == "waiting"
    ReaderComment.objects.update(state="published")
    send(client, article, ticket=ticket_for(article, member), body="Second thoughts.")
    assert ReaderComment.objects.exclude(pk=first.pk).get().state == "published"


def test_a_typed_address_alone_makes_nobody_known(client, article, member):
    send(client, article, ticket=ticket_for(article, member))
    ReaderComment.objects.update(state="published")
    client.logout()
    send(client, article, email=member.email, name="Ada Lovelace", body="It is me.")
    assert ReaderComment.objects.get(text="It is me.").state == "waiting"
