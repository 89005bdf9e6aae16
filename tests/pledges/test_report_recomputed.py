"""Every figure of the report once more, in plain Python from the raw rows of a random history."""

import datetime as dt
import random
from collections import Counter, defaultdict
from dataclasses import astuple
from statistics import median

import pytest
from django.utils import timezone
from wagtail.models import Site

from tests.factories import MentorContactFactory, MentorFactory, RoundFactory
from wagtail_mentoring.pledges import operations, wall
from wagtail_mentoring.pledges.mentors import operations as mentors
from wagtail_mentoring.pledges.models import DailyCount, Mentor, Pledge, PledgeEvent, PledgeKind
from wagtail_mentoring.pledges.reports import Report
from wagtail_mentoring.submissions.operations import Origin

START = dt.datetime(2026, 1, 5, 12, tzinfo=dt.timezone.utc)
TODAY = dt.date(2026, 4, 1)
COUNT = 45


class History:
    """Pledges that live at random, by the same functions that people's clicks call."""

    def __init__(self, seed, site, settings):
        settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": []}
        self.random = random.Random(seed)
        self.sites = [site, Site.objects.create(hostname="b.example", root_page=site.root_page)]
        self.rounds = [RoundFactory(wall_minimum=1), RoundFactory(wall_minimum=1)]
        agreed = [MentorFactory(consent="agreed") for _number in range(3)]
        self.mentors = [MentorContactFactory(mentor=mentor).mentor for mentor in agreed]
        for number in range(COUNT):
            self.live(number)

    def live(self, number):
        pick, maybe = self.random.choice, self.random.random
        self.now = START + dt.timedelta(hours=self.random.randrange(24 * 60))
        pledge = operations.submit(
            pick(self.rounds),
            site=pick(self.sites),
            origin=Origin(language=pick(["en", "de"])),
            kind=pick(PledgeKind.values),
            mentor=pick([*self.mentors, None]),
            text=f"Promise {number}.",
            plan=pick(["", "On Friday."]),
            thanks=pick(["", "Thank you."]),
            name="Robin Reader",
            email=f"r{number}@mail.example",
            due_on=pick([None, TODAY, (self.now + dt.timedelta(days=20)).date()]),
            already_done=maybe() < 0.1,
            now=self.now,
        )
        if maybe() < 0.1:
            operations.mark_spam(pledge)
        elif maybe() < 0.2:
            pick([operations.expire, operations.disown])(pledge, now=self.later())
        else:
            self.confirm(pledge)
        if maybe() < 0.2:
            operations.erase(Pledge.objects.get(pk=pledge.pk), now=self.later())

    def confirm(self, pledge):
        consents = {"wall_consent": self.is_heads(), "mentor_consent": self.is_heads()}
        operations.confirm(pledge, now=self.later(), **consents)
        for _step in range(self.random.randrange(4)):
            step = self.random.choice(["done", "tried", "let_go", "more", "gone", "reopen"])
            now = self.later()
            if step in ("done", "tried"):
                operations.finish(pledge, step, story="Well.", now=now, **consents)
            elif step == "let_go":
                operations.let_go(pledge, now=now)
            elif step == "more":
                operations.more_time(pledge, (now + dt.timedelta(days=9)).date(), now=now)
            elif step == "gone":
                operations.give_up(pledge, now=now)
            else:
                operations.reopen(pledge, now=now - dt.timedelta(hours=20))
        pledge = Pledge.objects.get(pk=pledge.pk)
        if pledge.is_for_others and self.is_heads():
            operations.publish(pledge)
            if story := getattr(pledge, "story", None):
                self.random.choice([operations.publish, operations.remove])(story)
        pledge.refresh_from_db()
        if pledge.mentor_told_at and self.is_heads():
            mentors.write_back(pledge, "Thank you.", now=self.later())

    def later(self):
        self.now += dt.timedelta(hours=self.random.randrange(1, 90))
        return self.now

    def is_heads(self):
        return self.random.random() < 0.6


class Recomputed:
    """The same figures, from events alone as far as they can tell."""

    def __init__(self):
        rows = Pledge.objects.exclude(state="spam").values()
        self.rows = {row["id"]: row for row in rows}
        self.events = defaultdict(list)
        for event in PledgeEvent.objects.order_by("at", "pk").values():
            self.events[event["pledge_id"]].append(event)
        self.due = {
            key
            for key in self.rows
            if self.is_confirmed(key) and (due_on := self.rows[key]["due_on"]) and due_on < TODAY
        }

    def names(self, key):
        return [event["event"] for event in self.events[key]]

    def is_confirmed(self, key):
        return any(
            event["event"] == "confirmed"
            or (event["event"] == "done" and event["from_progress"] == "unconfirmed")
            for event in self.events[key]
        )

    def end(self, key):
        """Where a pledge stands, whatever was erased since."""
        steps = [e for e in self.events[key] if e["event"] not in ("erased", "mentor_told")]
        steps = [e for e in steps if e["event"] != "wrote_back"]
        last = steps[-1]
        return last["outcome"] if last["to_progress"] == "finished" else last["to_progress"]

    def how_many(self, *ends):
        return sum(self.end(key) in ends for key in self.due)

    def has(self, event):
        return {key for key in self.rows if event in self.names(key)}

    def with_plan(self, planned):
        return {key for key in self.due if self.events[key][0]["has_plan"] is planned}

    def finished(self, keys):
        return sum(self.end(key) in ("done", "tried") for key in keys)

    def days_to_done(self):
        days = [
            event["days"]
            for key, row in self.rows.items()
            for event in self.events[key]
            if event["event"] == "done"
            and event["from_progress"] != "unconfirmed"
            and row["outcome"] == "done"
        ]
        return median(days) if days else None


@pytest.fixture(params=range(2))
def history(request, site, settings):
    return History(request.param, site, settings)


def test_every_figure_of_the_report_is_what_the_rows_say(history):
    told, plain = Report(Pledge.objects.all(), TODAY), Recomputed()

    assert told.started == len(plain.rows)
    assert astuple(told.confirmed) == (sum(map(plain.is_confirmed, plain.rows)), len(plain.rows))
    due = len(plain.due)
    assert told.due == due
    assert astuple(told.done_or_tried) == (plain.how_many("done", "tried"), due)
    assert astuple(told.done) == (plain.how_many("done"), due)
    assert astuple(told.let_go) == (plain.how_many("let_go"), due)
    assert astuple(told.no_answer) == (plain.how_many("no_answer"), due)
    assert astuple(told.still_open) == (plain.how_many("open"), due)
    assert astuple(told.answered) == (plain.how_many("done", "tried", "let_go"), due)
    for share, planned in ((told.with_plan, True), (told.without_plan, False)):
        keys = plain.with_plan(planned)
        assert astuple(share) == (plain.finished(keys), len(keys))
    heard = plain.has("mentor_told")
    assert told.told == len(heard)
    assert astuple(told.wrote_back) == (len(heard & plain.has("wrote_back")), len(heard))
    assert told.days_to_done == plain.days_to_done()
    by_mentor = {plain.rows[key]["mentor_id"] for key in heard}
    nothing = Mentor.objects.filter(consent="agreed").exclude(pk__in=by_mentor)
    assert set(told.mentors_with_nothing) == set(nothing)
    # A history in which nothing happens would prove nothing.
    assert min(due, told.told, told.wrote_back.part, told.let_go.part, told.no_answer.part) > 0


def test_the_daily_counts_are_what_the_events_say(history):
    counted = Counter()
    sites = dict(Pledge.objects.values_list("pk", "site_id"))
    for event in PledgeEvent.objects.values():
        names = [event["event"]]
        if event["from_progress"] == "unconfirmed" and event["event"] == "done":
            names.append("confirmed")
        for name in names:
            day = timezone.localdate(event["at"])
            site = sites[event["pledge_id"]]
            counted[event["round_id"], event["kind"], name, day, site] += 1
    columns = ("round_id", "kind", "event", "day", "site_key", "count")
    stored = {tuple(row[:5]): row[5] for row in DailyCount.objects.values_list(*columns)}
    assert stored == counted


def test_tally_and_wall_are_what_the_rows_say(history):
    for round_ in history.rounds:
        rows = [
            row
            for row in Pledge.objects.filter(round=round_).values()
            if row["confirmed_at"] and row["state"] in ("waiting", "published")
        ]
        numbers = wall.tally(round_)
        ends = Counter(row["outcome"] for row in rows)
        assert (numbers.promises, numbers.done, numbers.tried) == (
            len(rows),
            ends["done"],
            ends["tried"],
        )
        shown = wall.entries(round_)
        finished = [row for row in rows if row["progress"] == "finished"]
        assert len(shown) == numbers.on_wall() == len(finished)
        named = sum("Robin" in entry.sentence for entry in shown)
        assert named == sum(
            bool(row["state"] == "published" and row["wall_consent_at"]) for row in finished
        )


def test_no_figure_changes_when_everything_is_erased(history):
    def figures():
        report = Report(Pledge.objects.all(), TODAY)
        names = (
            *("started", "confirmed", "due", "done_or_tried", "done", "let_go", "no_answer"),
            *("still_open", "answered", "with_plan", "without_plan", "told", "wrote_back"),
            *("days_to_done", "hours_to_note"),
        )
        return {name: getattr(report, name) for name in names}

    before = figures()
    for pledge in Pledge.objects.exclude(progress="erased"):
        operations.erase(pledge)
    assert figures() == before
