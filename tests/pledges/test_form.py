import datetime as dt
import re

import pytest
from django.core import mail
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.factories import MentorFactory, PledgeFactory, RoundFactory, UserFactory
from wagtail_mentoring.pledges.models import Pledge, PledgeEvent
from wagtail_mentoring.submissions import tickets


def render(source, **context):
    request = RequestFactory().get("/")
    return Template("{% load mentoring %}" + source).render(Context({"request": request} | context))


def test_a_pledge_is_stored_unconfirmed_and_its_maker_is_told_to_look_into_the_inbox(
    client, round_, post_pledge
):
    response = post_pledge(round_, plan="Friday, at my desk")

    pledge = Pledge.objects.get()
    assert (pledge.progress, pledge.state) == ("unconfirmed", "waiting")
    assert (pledge.kind, pledge.mentor_name) == ("follow_through", "Ada Example")
    assert pledge.plan == "Friday, at my desk"
    assert pledge.due_on == timezone.localdate() + dt.timedelta(days=7)
    page = client.get(response["Location"])
    assert "Check your inbox" in page.content.decode()
    assert "r•••@mail.example" in page.content.decode()
    assert "robin@" not in page.content.decode()
    event = PledgeEvent.objects.get()
    assert (event.from_progress, event.to_progress, event.has_plan) == ("", "unconfirmed", True)


def test_the_page_that_says_so_is_private(client, round_, post_pledge):
    page = client.get(post_pledge(round_)["Location"])

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies


def test_the_form_holds_nothing_of_the_visitor(client, round_):
    page = client.get(reverse("wagtail_mentoring:post_pledge", args=[round_.slug]))

    html = page.content.decode()
    assert "csrf" not in html
    assert 'name="ticket" value' not in html
    assert not page.cookies
    assert f"/mentoring/ticket/?for=pledge:{round_.pk}" in html


def test_each_kind_is_a_card_described_by_its_hint(client, round_):
    html = client.get(reverse("wagtail_mentoring:post_pledge", args=["spring"])).content.decode()

    for kind in ("gratitude", "follow_through", "acknowledgement", "connection", "knowledge"):
        assert f'value="{kind}"' in html
    assert f'aria-describedby="pledge-{round_.pk}-kind_0_hint"' in html
    assert f'id="pledge-{round_.pk}-kind_0_hint"' in html


def test_the_language_of_the_page_decides_how_an_example_is_quoted(client, round_):
    html = client.get(reverse("wagtail_mentoring:post_pledge", args=["spring"])).content.decode()
    examples = re.findall(r'<span class="mentoring-card__example">(.*?)</span>', html)
    assert len(examples) == 5
    assert all(example.startswith("<q>") and "“" not in example for example in examples)


def test_only_public_mentors_are_offered(client, round_):
    MentorFactory(name="Ada", slug="ada")
    MentorFactory(name="Hidden", slug="hidden", is_public=False)

    html = client.get(reverse("wagtail_mentoring:post_pledge", args=["spring"])).content.decode()

    assert '<option value="ada">Ada</option>' in html
    assert "Hidden" not in html
    assert "I’d rather not say" in html


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"mentor": "ada", "mentor_name": ""}, ("Ada", "")),
        ({"mentor": "", "mentor_name": "ADA"}, ("Ada", "")),
        ({"mentor": "", "mentor_name": "Grace"}, (None, "Grace")),
        ({"mentor": "none", "mentor_name": ""}, (None, "")),
    ],
)
def test_a_pledge_is_for_a_listed_mentor_a_typed_name_or_nobody_named(
    round_, post_pledge, sent, stored
):
    MentorFactory(name="Ada", slug="ada")

    post_pledge(round_, **sent)

    pledge = Pledge.objects.get()
    assert (pledge.mentor and pledge.mentor.name, pledge.mentor_name) == stored


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"kind": ""}, "Pick one of these."),
        ({"kind": "money"}, "Select a valid choice"),
        ({"text": "  "}, "Write in a few words what you will do."),
        ({"text": "x" * 501}, "at most 500 characters"),
        ({"email": "robin"}, "Write an address like ada@example.org."),
        ({"name": ""}, "Write your name, or choose to be shown as “Someone”."),
        ({"name": "Win at https://evil.example"}, "without a web address"),
        ({"name": "evil.example"}, "without a web address"),
        ({"name": "Robin\nBcc: all"}, "Write this on one line."),
        ({"mentor_name": "www.evil.example"}, "without a web address"),
        ({"when": "date", "due_on": ""}, "Choose a date."),
        ({"when": "date", "due_on": "2001-01-01"}, "Choose a date from today"),
        ({"when": "date", "due_on": "soon"}, "Enter a valid date."),
        ({"mentor": "", "mentor_name": ""}, "Choose who it is for"),
        ({"mentor": "hidden", "mentor_name": ""}, "no longer in the list"),
        ({"mentor": "ada", "mentor_name": "Grace"}, "not both"),
    ],
)
def test_a_mistake_is_explained_in_a_summary_and_beside_the_field_with_all_words_kept(
    round_, post_pledge, sent, message
):
    MentorFactory(name="Ada", slug="ada")

    response = post_pledge(round_, plan="On Friday", **sent)

    html = response.content.decode()
    assert response.status_code == 400
    assert html.count(message) == 2
    assert "mentoring-error-summary" in html
    assert 'href="#"' not in html
    assert 'value="On Friday"' in html
    assert not Pledge.objects.exists()
    assert not mail.outbox


@pytest.mark.parametrize("others", [0, 1])
def test_a_form_older_than_the_list_of_mentors_comes_back_and_then_takes_a_name(
    round_, post_pledge, others
):
    MentorFactory(name="Ada", slug="ada", is_public=False)
    MentorFactory.create_batch(others)

    refused = post_pledge(round_, mentor="ada", mentor_name="", plan="On Friday")

    assert refused.status_code == 400
    field = "mentor" if others else "mentor_name"
    assert "no longer in the list" in refused.context["form"].errors[field][0]
    assert 'value="On Friday"' in refused.text
    assert not Pledge.objects.exists()
    post_pledge(round_, mentor_name="Ada", plan="On Friday")
    assert Pledge.objects.get().mentor_name == "Ada"


def test_who_would_rather_not_say_may_do_so_in_a_form_older_than_the_list(round_, post_pledge):
    post_pledge(round_, mentor="none", mentor_name="")

    assert Pledge.objects.get().recipient == ""


@pytest.mark.parametrize("name", ["J.R. Smith", "St.John Rivers", "Zoë O’Neill-Ünal", "李明"])
def test_names_of_people_are_taken(round_, post_pledge, name):
    assert post_pledge(round_, name=name).status_code == 302
    assert Pledge.objects.get().name == name


def test_a_date_that_was_typed_counts_even_if_its_button_was_not_pressed(round_, post_pledge):
    date = timezone.localdate() + dt.timedelta(days=100)
    post_pledge(round_, when="default", due_on=date.isoformat())
    assert Pledge.objects.get().due_on == date


def test_only_what_must_be_filled_in_is_not_called_optional(client, round_):
    MentorFactory(name="Ada", slug="ada")
    form = client.get("/mentoring/pledges/spring/").context["form"]
    required = {name for name, field in form.fields.items() if field.required}
    assert required == {"kind", "mentor", "text", "name", "shown_as", "email"}


def test_somebody_who_wants_to_be_someone_needs_no_name(round_, post_pledge):
    assert post_pledge(round_, name="", shown_as="someone").status_code == 302


def test_an_old_ticket_costs_one_more_step_and_no_words(client, round_, post_pledge):
    response = post_pledge(round_, ticket="")

    html = response.content.decode()
    assert response.status_code == 200
    assert "One more step: send it" in html
    assert "Apply for two grants and report back." in html
    assert not Pledge.objects.exists()


def test_a_form_sent_twice_leaves_one_pledge_and_one_mail(client, round_, form_data):
    data = form_data(round_)
    url = reverse("wagtail_mentoring:post_pledge", args=["spring"])

    assert client.post(url, data).status_code == client.post(url, data).status_code == 302

    assert Pledge.objects.count() == PledgeEvent.objects.count() == len(mail.outbox) == 1


def test_the_same_form_with_another_kind_is_asked_about(client, round_, form_data):
    data = form_data(round_)
    url = reverse("wagtail_mentoring:post_pledge", args=["spring"])
    client.post(url, data)

    response = client.post(url, data | {"kind": "knowledge"})

    assert "You sent another text with this form before" in response.content.decode()
    assert Pledge.objects.count() == 1


def test_columns_that_are_not_in_the_form_cannot_be_set(round_, post_pledge):
    post_pledge(
        round_, state="published", progress="finished", id="99", wall_consent_at="2026-01-01"
    )

    pledge = Pledge.objects.get()
    assert (pledge.state, pledge.progress, pledge.wall_consent_at) == (
        "waiting",
        "unconfirmed",
        None,
    )


def test_somebody_signed_in_is_not_asked_what_the_account_tells(client, round_, form_data):
    user = UserFactory(first_name="Kim", last_name="Lee", email="kim@site.example")
    client.force_login(user)
    data = form_data(round_, ticket=tickets.issue(f"pledge:{round_.pk}", user.pk))
    del data["name"], data["email"]

    client.post(reverse("wagtail_mentoring:post_pledge", args=["spring"]), data)

    pledge = Pledge.objects.get()
    assert (pledge.name, pledge.email, pledge.user) == ("Kim Lee", "kim@site.example", user)


def test_a_closed_round_says_so_and_gives_back_what_was_typed(client, site, post_pledge):
    yesterday = timezone.now() - dt.timedelta(days=1)
    closed = RoundFactory(title="Winter", slug="winter", closes_at=yesterday)
    message = "This round has ended. You can still finish a pledge you made."

    page = client.get(reverse("wagtail_mentoring:post_pledge", args=["winter"]))
    response = post_pledge(closed)

    assert message in page.content.decode()
    assert message in response.content.decode()
    assert "Apply for two grants" in response.content.decode()
    assert response.status_code == 403
    assert message in render("{% pledge_form round %}", round=closed)
    assert not Pledge.objects.exists()


def test_a_round_not_yet_open_says_when_it_opens(site):
    opens_at = timezone.now() + dt.timedelta(days=3)
    assert "This round opens on" in render(
        "{% pledge_form round %}", round=RoundFactory(opens_at=opens_at)
    )


def test_a_round_that_is_not_there_is_a_clear_page(client, site):
    url = reverse("wagtail_mentoring:post_pledge", args=["nowhere"])

    assert client.get(url).status_code == client.post(url).status_code == 404


def test_what_looks_sent_by_a_program_waits_for_a_person_before_any_mail(
    client, round_, post_pledge
):
    response = post_pledge(round_, contact_time="noon")

    pledge = Pledge.objects.get()
    assert pledge.needs_release
    assert not mail.outbox
    assert "Check your inbox" in client.get(response["Location"]).content.decode()
    assert pledge.verdict["reasons"]


def test_the_tag_costs_as_many_queries_with_many_mentors_and_pledges(
    round_, django_assert_max_num_queries
):
    MentorFactory.create_batch(20)
    PledgeFactory.create_batch(20, round=round_)

    with django_assert_max_num_queries(5):
        html = render("{% pledge_form round %}", round=round_)

    assert "<form" in html


def test_the_line_about_spam_stands_only_while_it_is_true(client, round_, monkeypatch):
    address = reverse("wagtail_mentoring:post_pledge", args=[round_.slug])
    line = "nothing sent to others"
    assert line in client.get(address).text
    monkeypatch.setattr("wagtail_mentoring.spam.filters.DecoyFilter.asks_others", True)
    assert line not in client.get(address).text
