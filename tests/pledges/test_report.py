"""The numbers of the program, and the page that shows them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupSitePermission, Site

from tests.factories import MentorFactory, PledgeFactory, RoundFactory, StoryFactory
from wagtail_mentoring.mail.models import OutgoingMail
from wagtail_mentoring.pledges import operations
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import (
    DailyCount,
    MentorNote,
    Pledge,
    PledgeTalent,
    Talent,
)
from wagtail_mentoring.pledges.reports import Report, Share
from wagtail_mentoring.pledges.talents import set_talents

NOW = dt.datetime(2026, 5, 20, 12, tzinfo=dt.timezone.utc)
TODAY = NOW.date()
URL = "mentoring_pledge_report"


def pledged(**values):
    """A confirmed pledge whose date is past, unless keywords say otherwise."""
    defaults = {"progress": "open", "confirmed_at": NOW, "due_on": TODAY - dt.timedelta(days=1)}
    return PledgeFactory(**defaults | values)


def finished(outcome="done", **values):
    return pledged(progress="finished", outcome=outcome, finished_at=NOW, **values)


def report(**narrowed):
    return Report(Pledge.objects.filter(**narrowed), TODAY)


def test_started_counts_what_was_sent_and_leaves_spam_out(site):
    PledgeFactory()
    PledgeFactory(progress="expired")
    PledgeFactory(state="spam")
    assert report().started == 2


def test_the_share_of_confirmed_pledges(site):
    PledgeFactory(progress="unconfirmed")
    pledged()
    assert report().confirmed == Share(1, 2)


def test_due_are_confirmed_pledges_whose_date_is_past(site):
    pledged()
    pledged(due_on=TODAY)
    pledged(due_on=None)
    pledged(confirmed_at=None, progress="expired")
    assert report().due == 1


def test_let_go_and_no_answer_stay_in_the_denominator(site):
    finished()
    finished("tried")
    pledged(progress="let_go")
    pledged(progress="no_answer")
    pledged()

    numbers = report()

    assert numbers.done_or_tried == Share(2, 5)
    assert numbers.done == Share(1, 5)
    assert numbers.let_go == Share(1, 5)
    assert numbers.no_answer == Share(1, 5)
    assert numbers.still_open == Share(1, 5)
    assert numbers.answered == Share(3, 5)


def test_a_percentage_needs_enough_to_rest_on():
    assert Share(2, 4).percent is None
    assert Share(2, 5).percent == 40


def test_an_erased_pledge_still_counts_as_what_it_was(site):
    finished()
    pledged(progress="erased", erased_from="finished", outcome="done", finished_at=NOW)
    assert report().done == Share(2, 2)


def test_days_to_done_is_the_median_of_those_that_were_promised(site, round_):
    for days in (2, 4, 9):
        made = PledgeFactory(round=round_)
        operations.confirm(made, now=NOW)
        operations.finish(made, "done", now=NOW + dt.timedelta(days=days))
    at_once = PledgeFactory(round=round_, already_done=True)
    operations.confirm(at_once, now=NOW)

    assert report().days_to_done == 4


def test_mentors_told_and_writing_back(site):
    mentor = MentorFactory(consent="agreed")
    told = finished(mentor=mentor, mentor_told_at=NOW)
    finished(mentor=mentor, mentor_told_at=NOW)
    mentors.write_back(told, "Well done", now=NOW + dt.timedelta(hours=3))

    numbers = report()

    assert numbers.told == 2
    assert numbers.wrote_back == Share(1, 2)
    assert numbers.hours_to_note == 3


def test_mentors_who_agreed_and_heard_nothing_are_named(site):
    quiet = MentorFactory(consent="agreed")
    MentorFactory(consent="not_asked")
    finished(mentor=MentorFactory(consent="agreed"), mentor_told_at=NOW)
    assert report().mentors_with_nothing == [quiet]


def test_stories_waiting_are_those_somebody_is_to_see(site):
    StoryFactory(pledge=finished(wall_consent_at=NOW))
    StoryFactory(pledge=finished())
    StoryFactory(pledge=finished(wall_consent_at=NOW), state="published")

    assert (report().stories_waiting, report().stories_shown) == (1, 1)


def test_with_and_without_a_plan(site):
    finished(plan="On Friday")
    pledged(plan="On Monday")
    pledged()
    assert report().with_plan == Share(1, 2)
    assert report().without_plan == Share(0, 1)


def test_the_widest_gap_between_talents_comes_first(site):
    mentor = MentorFactory()
    mentor.talents.add("Video")
    german = Talent.objects.create(name="German", slug="german")
    for _number in range(2):
        PledgeTalent.objects.create(tag=german, content_object=pledged())
    assert report().talents == [("German", 0, 2), ("Video", 1, 0)]


@pytest.fixture
def page(admin_client, site):
    def get(**query):
        return admin_client.get(reverse(URL), query)

    return get


def test_the_page_shows_numbers_with_their_definitions_and_four_charts(page):
    finished()

    response = page()

    assert "Done or tried" in response.text
    assert "Of those due. The effort counts." in response.text
    assert response.text.count('<figure class="mentoring-chart"') == 4


@pytest.mark.parametrize(
    ("query", "started"),
    [
        ({"kind": "knowledge"}, 1),
        ({"language": "de"}, 1),
        ({"since": "2026-05-01"}, 1),
        ({"until": "2026-04-30"}, 1),
        ({"by": "due", "since": "2026-06-01"}, 1),
        ({}, 2),
    ],
)
def test_the_page_can_be_narrowed(page, query, started):
    april = dt.datetime(2026, 4, 30, 12, tzinfo=dt.timezone.utc)
    PledgeFactory(kind="knowledge", submitted_at=april, due_on=dt.date(2026, 6, 1))
    PledgeFactory(language="de", submitted_at=NOW, due_on=dt.date(2026, 5, 30))
    assert page(**query).context["report"].started == started


@pytest.mark.parametrize("date", ["31.31.2026", "0001-01-01", "9999-12-31"])
def test_an_impossible_date_is_no_error(page, settings, date):
    settings.TIME_ZONE = "Europe/Berlin"
    assert page(since=date, until=date).status_code == 200


def test_weeks_are_counted_from_the_daily_counts(page, site):
    round_ = RoundFactory()
    for day, event in ((TODAY, "confirmed"), (TODAY - dt.timedelta(days=14), "done")):
        DailyCount.objects.create(round=round_, kind="gratitude", event=event, day=day, count=3)
    finished()

    html = page().text

    assert '<th scope="row">04/05/2026</th><td>0</td><td>3</td>' in html
    assert '<th scope="row">11/05/2026</th><td>0</td><td>0</td>' in html
    assert '<th scope="row">18/05/2026</th><td>3</td><td>0</td>' in html


@pytest.fixture
def other_site(site):
    return Site.objects.create(hostname="other.example", root_page=site.root_page)


@pytest.fixture
def manager_page(client, site, django_user_model):
    """The report as somebody sees it who has a right to one site alone."""
    manager = django_user_model.objects.create_user("manager", password="x")
    group = Group.objects.create(name="managers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupSitePermission.objects.create(
        group=group, site=site, permission=Permission.objects.get(codename="view_pledge")
    )
    manager.groups.add(group)
    client.force_login(manager)
    return lambda: client.get(reverse(URL))


def test_weeks_are_counted_by_site(manager_page, site, other_site):
    round_ = RoundFactory()
    for where in (site, other_site, other_site):
        operations.finish(pledged(site=where, round=round_), "done", now=NOW)

    html = manager_page().text

    assert '<th scope="row">18/05/2026</th><td>0</td><td>1</td>' in html
    assert sorted(DailyCount.objects.filter(event="done").values_list("site_key", "count")) == [
        (site.pk, 1),
        (other_site.pk, 2),
    ]


def test_talents_and_mentors_are_those_of_the_site(manager_page, site, other_site):
    here, there = RoundFactory(), RoundFactory()
    names = ("Ada", "Bo", "Cy")
    ada, bo, cy = (MentorFactory(name=name, consent="agreed") for name in names)
    for mentor in (ada, bo, cy):
        set_talents(mentor, [f"Talent of {mentor.name}"])
    here.mentors.add(ada, cy)
    there.mentors.add(bo)
    finished(site=site, round=here, mentor=cy, mentor_told_at=NOW)
    finished(site=other_site, round=there, mentor=ada, mentor_told_at=NOW)

    response = manager_page()

    assert [m.name for m in response.context["report"].mentors_with_nothing] == ["Ada"]
    assert "Talent of Ada" in response.text
    assert "Talent of Bo" not in response.text


def test_whoever_sees_one_site_is_told_of_its_mail_alone(manager_page, site, other_site):
    mine, others = finished(site=site), finished(site=other_site)
    note = MentorNote.objects.create(pledge=mine, site=site, text="Lovely.")
    for kind, key in (
        ("pledge_due", mine.pk),
        ("pledge_note", note.pk),
        ("pledge_due", others.pk),
        ("mentor_digest", 1),
    ):
        OutgoingMail.objects.create(kind=kind, object_id=key, state="failed")

    html = manager_page().text

    assert "2 e-mails could not be sent" in html
    assert reverse("mentoring_mail:index") not in html


def test_pledges_without_a_first_mail_are_told_of(page, site):
    finished()
    PledgeFactory.create_batch(2, needs_release=True)
    PledgeFactory()
    PledgeFactory(confirm_mails=1)

    html = page().text

    assert "2 of them are held before their first e-mail" in html
    assert "1 pledge has had no e-mail yet" in html


def export(client):
    return b"".join(client.get(reverse(URL), {"export": "csv"}).streaming_content).decode()


def test_the_spreadsheet_is_safe_and_complete_for_those_who_may_see_all(admin_client, site):
    finished(name="=1+1", email="robin@mail.example")
    text = export(admin_client)
    assert "'=1+1" in text
    assert "robin@mail.example" in text


def test_the_spreadsheet_has_no_names_for_others(client, site, django_user_model):
    finished(name="Robin Reader", text="SECRET")
    viewer = django_user_model.objects.create_user("viewer", password="x")
    viewer.user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "view_pledge"])
    )
    client.force_login(viewer)

    text = export(client)

    assert "Say thank you" in text
    assert "Robin" not in text
    assert "SECRET" not in text


def test_the_page_is_not_for_every_editor(client, site, django_user_model):
    editor = django_user_model.objects.create_user("editor", password="x")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)

    assert client.get(reverse(URL)).status_code == 302
    assert reverse(URL) not in client.get(reverse("wagtailadmin_home")).text


def test_the_number_of_queries_does_not_grow(page, django_assert_num_queries):
    finished(mentor=MentorFactory())
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for number in range(20):
        StoryFactory(pledge=finished(mentor=MentorFactory(), name=f"Robin {number}"))
    with django_assert_num_queries(len(few)):
        page()


def test_mail_that_is_stuck_is_told_of(page, site):
    finished()
    OutgoingMail.objects.create(kind="pledge_due", object_id=1, state="failed")
    OutgoingMail.objects.create(
        kind="pledge_due", object_id=2, due_at=timezone.now() - dt.timedelta(hours=2)
    )

    html = page().text

    assert "1 e-mail could not be sent" in html
    assert "the oldest for 2\xa0hours" in html


def test_a_cron_that_stands_still_is_told_of(page, site):
    finished()
    assert "the cron command mentoring_run_due has never run" in page().text
