import pytest

from tests.comments.conftest import comment_data, ticket_for
from wagtail_mentoring.comments import operations
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


def state_of_the_next(client, article, member, **data):
    """What becomes of one more comment of the account."""
    data.setdefault("body", "Second thoughts.")
    send(client, article, ticket=ticket_for(article, member), **data)
    return ReaderComment.objects.latest("pk").state


def test_an_account_of_which_something_was_approved_is_known(client, article, member):
    send(client, article, ticket=ticket_for(article, member))
    first = ReaderComment.objects.get()
    assert first.state == "waiting"
    operations.publish(first)
    assert state_of_the_next(client, article, member) == "published"


def test_what_only_the_filter_let_through_makes_no_account_known(
    client, article, member, site_settings
):
    site_settings(moderation="hold_suspicious")
    send(client, article, ticket=ticket_for(article, member))
    assert ReaderComment.objects.get().state == "published"
    with_link = "See https://college.example/"
    assert state_of_the_next(client, article, member, body=with_link) == "waiting"


def test_staff_who_answered_in_the_admin_are_known(client, article, member, write):
    operations.answer(write(), body="Do come by.", name="Ada Lovelace", user=member)
    assert state_of_the_next(client, article, member) == "published"


def test_a_typed_address_alone_makes_nobody_known(client, article, member):
    send(client, article, ticket=ticket_for(article, member))
    ReaderComment.objects.update(state="published")
    client.logout()
    send(client, article, email=member.email, name="Ada Lovelace", body="It is me.")
    assert ReaderComment.objects.get(text="It is me.").state == "waiting"
