"""Judging a message: what is published, held and filed as spam, and why."""

import pytest
from django.test import override_settings
from django.utils.text import capfirst

from wagtail_mentoring.spam.base import Message, Outcome, Policy, Reason, SpamFilter, TicketStatus
from wagtail_mentoring.spam.pipeline import HOLD_FROM, judge
from wagtail_mentoring.spam.reasons import cause, explain

SUSPICIOUS = Policy(hold="suspicious", hold_links=2)


def message(**fields):
    return Message(**{"kind": "comment", "text": "Thanks!", "ticket_age": 40.0, **fields})


def links(count):
    return tuple(f"https://site{n}.example/" for n in range(count))


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def filters(*classes, **options):
    entries = [{"NAME": f"{__name__}.{cls.__name__}", "OPTIONS": options} for cls in classes]
    return override_settings(WAGTAIL_MENTORING={"SPAM_FILTERS": entries})


def test_an_ordinary_message_is_published():
    verdict = judge(message(), SUSPICIOUS)
    assert (verdict.outcome, verdict.score, verdict.reasons) == (Outcome.PUBLISH, 0.0, ())


@pytest.mark.parametrize(
    ("policy", "known", "outcome", "reasons"),
    [
        ("all", True, Outcome.HOLD, ["known", "hold_all"]),
        ("first", False, Outcome.HOLD, ["hold_first"]),
        ("first", True, Outcome.PUBLISH, ["known"]),
        ("suspicious", False, Outcome.PUBLISH, []),
    ],
)
def test_the_sites_rule_holds_a_harmless_message_and_says_so(policy, known, outcome, reasons):
    verdict = judge(message(known=known), Policy(hold=policy))
    assert (verdict.outcome, codes(verdict)) == (outcome, reasons)


@pytest.mark.parametrize(
    ("fields", "code", "outcome"),
    [
        ({"decoy": "tomorrow"}, "decoy", Outcome.HOLD),
        ({"decoy": "  "}, None, Outcome.PUBLISH),
        ({"ticket": TicketStatus.MISSING, "ticket_age": None}, "ticket_missing", Outcome.HOLD),
        ({"ticket": TicketStatus.FORGED, "ticket_age": None}, "ticket_forged", Outcome.HOLD),
        ({"ticket": TicketStatus.EXPIRED, "ticket_age": None}, "ticket_expired", Outcome.PUBLISH),
        ({"ticket_age": 0.4}, "too_fast", Outcome.HOLD),
        ({"untouched": True}, "untouched", Outcome.PUBLISH),
        ({"ticket_age": 2.0}, None, Outcome.PUBLISH),
        ({"links": links(1)}, "new_link", Outcome.HOLD),
    ],
)
def test_one_sign_alone_never_files_a_message_as_spam(fields, code, outcome):
    verdict = judge(message(**fields), SUSPICIOUS)
    assert codes(verdict) == ([code] if code else [])
    assert verdict.outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(1, "publish"), (2, "hold"), (40, "hold")])
def test_so_many_links_as_the_settings_name_make_a_known_person_wait(count, outcome):
    verdict = judge(message(known=True, links=links(count)), SUSPICIOUS)
    assert verdict.outcome.value == outcome


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "See https://shop.example/"},
        {"url": "https://shop.example/"},
        {"text": "Write to ada@shop.example"},
        {"text": "Ring 0316 555 0144"},
    ],
)
def test_being_known_does_not_vouch_for_a_way_to_be_reached(fields):
    suspicious = {"decoy": "x", "known": True, **fields}
    assert judge(message(**suspicious), SUSPICIOUS).outcome is Outcome.HOLD
    without = message(decoy="x", known=True)
    assert judge(without, SUSPICIOUS).outcome is Outcome.PUBLISH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Find us at good-shoes (dot) example today", "spelled"),
        ("Order at shoes[.]example, please", "spelled"),
        ("hxxps://shoes.example/", "spelled"),
        ("It is shoes dot com!", "spelled"),
        ("The point (.) is an operator, see f(.)", None),
        ("Connect the dots, dot by dot.", None),
    ],
)
def test_an_address_that_is_spelled_out_waits(text, code):
    found = [c for c in codes(judge(message(text=text), SUSPICIOUS)) if c == "spelled"]
    assert found == ([code] if code else [])


def test_points_add_up_and_every_reason_is_kept():
    verdict = judge(
        message(decoy="x", ticket=TicketStatus.FORGED, ticket_age=None, links=links(3)), SUSPICIOUS
    )
    assert codes(verdict) == ["decoy", "ticket_forged", "new_link", "links"]
    assert verdict.score == sum(reason.points for reason in verdict.reasons)
    assert verdict.outcome is Outcome.SPAM


def test_spam_is_spam_even_where_everything_waits():
    blatant = message(decoy="x", ticket=TicketStatus.FORGED, ticket_age=None)
    assert judge(blatant, Policy(hold="all")).outcome is Outcome.SPAM


class Trusting(SpamFilter):
    def judge(self, message, policy):
        yield Reason("trusted", -4.0)


class Accusing(SpamFilter):
    def __init__(self, points=4.5):
        self.points = points

    def judge(self, message, policy):
        yield Reason("accused", self.points)


class Failing(SpamFilter):
    def judge(self, message, policy):
        yield Reason("before", 0.1)
        raise RuntimeError("no such table")


class Unstorable(SpamFilter):
    def judge(self, message, policy):
        yield Reason("odd", 1.0, {"value": object()})


class NotANumber(SpamFilter):
    def judge(self, message, policy):
        yield Reason("odd", float("nan"))


class CannotBeMade(SpamFilter):
    def __init__(self):
        raise OSError("weights are missing")

    def judge(self, message, policy):
        return []


def test_a_filter_may_speak_for_a_message():
    with filters(Accusing, Trusting):
        assert judge(message(), SUSPICIOUS).outcome is Outcome.PUBLISH


def test_options_of_the_setting_reach_the_filter():
    with filters(Accusing, points=9):
        assert judge(message(), SUSPICIOUS).score == 9


@pytest.mark.parametrize("broken", [Failing, Unstorable, NotANumber, CannotBeMade])
def test_a_broken_filter_holds_the_message_and_the_others_still_run(broken, caplog):
    with filters(broken, Trusting):
        verdict = judge(message(), SUSPICIOUS)
    assert verdict.outcome is Outcome.HOLD
    assert codes(verdict)[-2:] == ["filter_failed", "trusted"]
    assert broken.__name__ in caplog.text


def test_a_filter_that_does_not_exist_holds_the_message():
    setting = {"SPAM_FILTERS": [{"NAME": "no.such.Filter"}]}
    with override_settings(WAGTAIL_MENTORING=setting):
        verdict = judge(message(), SUSPICIOUS)
    assert (verdict.outcome, codes(verdict)) == (Outcome.HOLD, ["filter_failed"])


def test_a_stored_verdict_is_explained_in_words_the_weightiest_first():
    verdict = judge(message(ticket_age=1.2, links=links(2)), Policy(hold="all"))
    assert explain(verdict.as_dict()) == [
        "The form was sent 1 second after it was opened.",
        "It has 2 links.",
        "The settings let every response wait for a moderator.",
    ]


@pytest.mark.parametrize(
    "verdict",
    [
        {},
        {"reasons": None},
        {"reasons": [{"code": "gone", "points": 1.0, "data": {}}]},
        {"reasons": [{"code": "links", "points": 1.0, "data": {"count": "many"}}]},
        {"reasons": [{"code": "links"}]},
        {"reasons": [{}]},
    ],
)
def test_a_verdict_of_another_version_is_still_explained(verdict):
    assert all(isinstance(sentence, str) for sentence in explain(verdict))


@pytest.mark.parametrize(
    ("reasons", "score", "code"),
    [
        ([("hold_first", 0.0), ("too_fast", 0.5)], 0.5, "hold_first"),
        ([("hold_first", 0.0), ("too_fast", 1.5)], 1.5, "too_fast"),
        ([("known_reader", -3.0), ("too_fast", 1.5)], -1.5, "too_fast"),
        ([("known_reader", -3.0)], -3.0, None),
        ([("text_ham", 0.0), ("hold_first", 0.0)], 0.0, "hold_first"),
    ],
)
def test_the_reason_that_decided_is_told_first(reasons, score, code):
    rows = [
        {"code": name, "points": points, "data": {"seconds": 1}, "holds": name == "hold_first"}
        for name, points in reasons
    ]
    told = cause({"score": score, "reasons": rows}, HOLD_FROM)
    named = next((row for row in rows if row["code"] == code), None)
    assert f"{capfirst(told)}." == (explain({"reasons": [named]})[0] if named else ".")
