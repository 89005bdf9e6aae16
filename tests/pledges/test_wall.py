import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone

from tests.factories import PledgeFactory, RoundFactory, StoryFactory
from wagtail_mentoring.pledges import operations, wall
from wagtail_mentoring.pledges.models import MentorNote, Pledge, PledgeKind, Story
from wagtail_mentoring.pledges.recording import record_paper
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.reasons import explain


def render(source, **context):
    return Template("{% load mentoring %}" + source).render(Context(context))


def wall_of(round_):
    return render("{% pledge_wall round %}", round=round_)


@pytest.fixture
def finished(round_):
    """A pledge that everybody may see, unless keywords say otherwise."""

    def make(**values):
        now = timezone.now()
        defaults = {
            "round": round_,
            "name": "Robin Reader",
            "progress": "finished",
            "outcome": "done",
            "state": "published",
            "confirmed_at": now,
            "finished_at": now,
            "wall_consent_at": now,
        }
        return PledgeFactory(**defaults | values)

    return make


@pytest.fixture
def small_wall(round_):
    round_.wall_minimum = 1
    round_.save()
    return round_


@pytest.mark.parametrize(
    "values",
    [
        {"state": "waiting"},
        {"state": "spam"},
        {"state": "removed"},
        {"wall_consent_at": None},
        {"progress": "open"},
        {"progress": "let_go"},
    ],
)
def test_only_what_is_finished_agreed_to_and_published_is_on_the_wall(small_wall, finished, values):
    finished(**values)
    assert "Robin" not in wall_of(small_wall)


@pytest.mark.parametrize(
    ("shown_as", "name"),
    [("full", "Robin Reader"), ("first", "Robin"), ("someone", "Someone")],
)
def test_names_are_shown_as_their_owners_chose(small_wall, finished, shown_as, name):
    finished(shown_as=shown_as, kind="follow_through")

    html = wall_of(small_wall)

    assert f"{name} used a mentor’s advice." in html
    assert ("Robin" in html) is (shown_as != "someone")
    assert ("Reader" in html) is (shown_as == "full")


@pytest.mark.parametrize("kind", PledgeKind.values)
@pytest.mark.parametrize("outcome", ["done", "tried"])
def test_every_kind_and_outcome_has_its_sentence(small_wall, finished, kind, outcome):
    finished(kind=kind, outcome=outcome)

    html = wall_of(small_wall)

    assert "Robin " in html
    assert ("tried to" in html) is (outcome == "tried")


def test_a_story_is_shown_as_plain_text_and_only_if_published(small_wall, finished):
    shown = finished()
    StoryFactory(
        pledge=shown, state="published", text="<script>alert(1)</script>\nhttps://x.example"
    )
    StoryFactory(pledge=finished(), state="waiting", text="not yet")

    html = wall_of(small_wall)

    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<a " not in html
    assert "not yet" not in html


def test_the_wall_never_tells_what_else_was_typed(small_wall, finished):
    finished(text="SECRET", plan="SECRET", thanks="SECRET", mentor_name="SECRET")

    html = wall_of(small_wall)

    assert "SECRET" not in html
    assert "mail.example" not in html


def test_a_wall_with_fewer_entries_than_wanted_stays_hidden(round_, finished):
    finished()
    finished()
    assert wall_of(round_).strip() == ""

    finished()
    assert wall_of(round_).count("mentoring-wall__sentence") == 3


def test_wall_and_tally_agree(small_wall, finished):
    finished()
    finished(outcome="tried")
    finished(wall_consent_at=None)
    finished(state="waiting")
    finished(state="spam")
    PledgeFactory(round=small_wall)
    PledgeFactory(round=small_wall, progress="open", confirmed_at=timezone.now())
    PledgeFactory(round=RoundFactory(), progress="open", confirmed_at=timezone.now())

    numbers = wall.tally(small_wall)

    assert (numbers.promises, numbers.done, numbers.tried) == (5, 3, 1)
    assert wall_of(small_wall).count('<li class="mentoring-wall__entry') == 4
    assert wall_of(small_wall).count("Someone thanked a mentor.") == 2
    text = render("{% pledge_tally round %}", round=small_wall)
    for part in (
        "<strong>5</strong> promises",
        "<strong>3</strong> done",
        "<strong>1</strong> tried",
    ):
        assert part in text


def test_no_tally_while_there_is_nothing_to_count(round_):
    assert render("{% pledge_tally round %}", round=round_).strip() == ""


def test_wall_and_tally_cost_three_queries_however_long_they_are(
    small_wall, finished, django_assert_num_queries
):
    for _number in range(2):
        StoryFactory(pledge=finished(), state="published")
        with django_assert_num_queries(3):
            render("{% pledge_tally round %}{% pledge_wall round %}", round=small_wall)
    for _number in range(40):
        StoryFactory(pledge=finished(), state="published")
    with django_assert_num_queries(3):
        html = render("{% pledge_tally round %}{% pledge_wall round %}", round=small_wall)
    assert html.count("mentoring-wall__sentence") == 24


def test_the_newest_comes_first(small_wall, finished):
    finished(name="Old", finished_at=timezone.now() - dt.timedelta(days=3))
    finished(name="New")

    html = wall_of(small_wall)

    assert html.index("New thanked") < html.index("Old thanked")


def test_what_is_to_be_shown_waits_for_a_moderator_who_publishes_it(
    client, small_wall, confirmed, administrator
):
    _pledge, url = confirmed()
    client.post(url, {"action": "done", "story": "It went well.", "wall_consent": "on"})
    pledge, story = Pledge.objects.get(), Story.objects.get()
    assert (pledge.state, story.state) == ("waiting", "waiting")
    assert pledge.verdict["outcome"] == story.verdict["outcome"] == "hold"

    assert operations.publish(pledge, user=administrator)
    assert operations.publish(story, user=administrator)
    assert "It went well." in wall_of(small_wall)

    assert operations.undo(pledge, user=administrator)
    assert operations.mark_spam(Pledge.objects.get(), user=administrator)
    assert wall_of(small_wall).strip() == ""


def test_of_two_moderators_the_second_is_told(finished, administrator):
    pledge = finished(state="waiting")
    same = Pledge.objects.get(pk=pledge.pk)

    assert operations.publish(pledge, user=administrator)
    assert not operations.remove(same, user=administrator)
    assert same.state == "published"


def test_what_nobody_else_is_to_see_is_not_even_judged(client, confirmed):
    _pledge, url = confirmed()
    before = Pledge.objects.get().verdict

    client.post(url, {"action": "done", "story": "For myself."})

    assert Pledge.objects.get().verdict == before
    assert Story.objects.get().verdict == {}


def test_a_site_that_holds_only_what_is_suspicious_publishes_the_rest(
    client, site, small_wall, confirmed
):
    MentoringSettings.objects.create(site=site, moderation="hold_suspicious")
    _pledge, url = confirmed()
    client.post(url, {"action": "tried", "story": "I wrote to her.", "wall_consent": "on"})

    html = wall_of(small_wall)

    assert "Robin tried to use a mentor’s advice." in html
    assert "I wrote to her." in html


def test_a_harmless_pledge_waits_with_a_story_that_looks_like_spam(client, confirmed, site):
    MentoringSettings.objects.create(site=site, moderation="hold_suspicious")
    _pledge, url = confirmed()
    story = "Buy cheap essays online, best writing service, order now at best-essay.example"
    client.post(url, {"action": "done", "story": story, "wall_consent": "on"})
    pledge = Pledge.objects.get()
    assert pledge.state == "waiting"
    assert "The story told with it looks like spam." in explain(pledge.verdict)
    assert pledge.story.state != "published"


@pytest.mark.parametrize(("by_a_person", "state"), [(True, "published"), (False, "waiting")])
def test_somebody_whose_pledge_a_person_published_before_does_not_wait_again(
    confirmed, round_, moderator, by_a_person, state
):
    first, _url = confirmed()
    Pledge.objects.filter(pk=first.pk).update(
        progress="finished", outcome="done", state="waiting", confirm_mail_at=None
    )
    first.refresh_from_db()
    operations.publish(first, user=moderator if by_a_person else None)
    other = PledgeFactory(
        round=round_,
        email=first.email,
        email_key=first.email_key,
        progress="open",
        confirmed_at=timezone.now(),
    )

    operations.finish(other, "done", wall_consent=True)

    assert Pledge.objects.get(pk=other.pk).state == state


def test_somebody_whose_pledge_a_person_filed_as_spam_waits_again(
    confirmed, post_pledge, round_, moderator
):
    first, _url = confirmed()
    post_pledge(round_, text="Tell her of my shop.")
    advert = Pledge.objects.latest("pk")
    operations.confirm(advert)
    operations.publish(first, user=moderator)
    operations.mark_spam(advert, user=moderator)
    proven = {"email": first.email, "email_key": first.email_key, "confirmed_at": timezone.now()}
    other = PledgeFactory(round=round_, progress="open", **proven)

    operations.finish(other, "done", wall_consent=True)

    assert Pledge.objects.get(pk=other.pk).state == "waiting"


def test_somebody_who_gave_no_address_is_not_known_for_others_who_gave_none(
    round_, site, moderator
):
    def on_paper(text):
        made_on = timezone.localdate()
        values = {"user": moderator, "site": site, "made_on": made_on, "wall_consent": True}
        return record_paper(round_, text=text, outcome="done", **values)

    operations.publish(on_paper("Thank her."), user=moderator)

    assert on_paper("Thank him.").state == "waiting"


def test_whoever_did_not_agree_is_someone_without_story_or_date(small_wall, finished):
    StoryFactory(pledge=finished(wall_consent_at=None), state="published", text="SECRET")

    html = wall_of(small_wall)

    assert "Someone thanked a mentor." in html
    assert "SECRET" not in html
    assert "<time" not in html


def test_the_wall_can_be_narrowed_to_one_kind(small_wall, finished, rf):
    finished(kind="connection")
    finished(kind="knowledge")

    asked = rf.get("/p/?wall_kind=knowledge")
    html = render("{% pledge_wall round %}", round=small_wall, request=asked)

    assert "taught a mentor something" in html
    assert "made an introduction" not in html
    assert '<a href="/p/?wall_kind=connection#wall">' in html
    assert '<a href="/p/?wall_kind=knowledge#wall" aria-current="true">' in html


@pytest.mark.parametrize(
    "asked", ["wall_kind=nonsense", "wall=x", "wall=99999999999", "wall_kind=%00"]
)
def test_a_query_that_means_nothing_shows_the_wall(small_wall, finished, rf, asked):
    finished()
    html = render("{% pledge_wall round %}", round=small_wall, request=rf.get(f"/p/?{asked}"))
    assert "Robin thanked a mentor." in html


@pytest.mark.parametrize("asked", ["kind=knowledge", "mentor=ada"])
def test_behind_a_link_that_fills_in_the_form_there_is_only_a_link_to_the_wall(
    small_wall, finished, rf, asked
):
    finished()
    html = render("{% pledge_wall round %}", round=small_wall, request=rf.get(f"/p/?{asked}"))
    assert "Robin" not in html
    assert '<a href="/p/#wall">What others gave back</a>' in html


def test_a_long_wall_has_pages(small_wall, finished, rf):
    for number in range(wall.PAGE_SIZE + 1):
        finished(name=f"Robin{number}", finished_at=timezone.now() - dt.timedelta(days=number))

    first = render("{% pledge_wall round %}", round=small_wall, request=rf.get("/p/"))
    second = render("{% pledge_wall round %}", round=small_wall, request=rf.get("/p/?wall=2"))

    assert 'rel="next" href="/p/?wall=2#wall"' in first
    assert f"Robin{wall.PAGE_SIZE} " not in first
    assert f"Robin{wall.PAGE_SIZE} " in second
    assert 'rel="prev" href="/p/#wall"' in second


def test_a_change_of_a_long_wall_names_no_more_addresses_to_caches_than_are_shown(
    small_wall, finished, rf, monkeypatch
):
    monkeypatch.setattr(wall, "MOST_PAGES", 2)
    for number in range(2 * wall.PAGE_SIZE + 1):
        finished(name=f"Robin{number}", finished_at=timezone.now() - dt.timedelta(days=number))

    last = render("{% pledge_wall round %}", round=small_wall, request=rf.get("/p/?wall=3"))

    assert f"Robin{2 * wall.PAGE_SIZE - 1} " in last
    assert 'rel="next"' not in last
    of_all_kinds = [each for each in wall.queries(small_wall) if "wall_kind" not in each]
    assert of_all_kinds == ["", "?wall=2"]


def test_a_round_may_show_open_pledges_without_names(small_wall, finished):
    small_wall.wall_rule = "open"
    finished(progress="open", outcome="", kind="connection", state="waiting")

    html = wall_of(small_wall)

    assert "Someone plans to make an introduction for a mentor." in html
    assert "Robin" not in html


def test_a_round_may_show_numbers_only(small_wall, finished):
    small_wall.wall_rule = "counts"
    finished()
    assert wall_of(small_wall).strip() == ""
    assert "<strong>1</strong> done" in render("{% pledge_tally round %}", round=small_wall)


def test_the_chart_hides_numbers_that_could_tell_who_it_is(round_, finished):
    for _number in range(5):
        finished(kind="connection")
    finished(kind="knowledge")

    html = render("{% pledge_chart round %}", round=round_)

    assert '<th scope="row">Make an introduction</th><td>5</td>' in html
    assert '<th scope="row">Teach them something</th><td>–</td>' in html


def test_a_mentors_note_stands_beside_the_story_if_both_sides_agreed_and_it_is_published(
    small_wall, finished
):
    shown = {"is_shareable": True, "state": "published"}
    for number, note in enumerate([shown, shown | {"state": "waiting"}, {"state": "published"}]):
        MentorNote.objects.create(pledge=finished(), text=f"Note {number}.", **note)
    MentorNote.objects.create(pledge=finished(wall_consent_at=None), text="Note 3.", **shown)

    html = wall_of(small_wall)

    assert "The mentor wrote back:" in html
    assert [number for number in range(4) if f"Note {number}." in html] == [0]


def test_a_site_calls_kinds_by_its_own_words(small_wall, finished, settings):
    own = {"label": "Teach us", "hint": "Our hint.", "example": "Our example."}
    settings.WAGTAIL_MENTORING = {"PLEDGE_KINDS": {"knowledge": own}}
    pledge = finished(kind="knowledge")
    finished()

    assert pledge.get_kind_display() == "Teach us"
    assert "Teach us" in wall_of(small_wall)
    html = render("{% pledge_form round %}", round=small_wall)
    for words in own.values():
        assert words in html
    assert "Say thank you" in html
