"""What people decide teaches the filter, and what they take back is forgotten exactly."""

import random

import pytest

from wagtail_mentoring.spam import calibration, operations
from wagtail_mentoring.spam.base import Message, Outcome, Policy
from wagtail_mentoring.spam.classifier import baseline
from wagtail_mentoring.spam.learnt import Learnt
from wagtail_mentoring.spam.models import Judgement, LearnedLayer
from wagtail_mentoring.spam.pipeline import judge

pytestmark = pytest.mark.django_db
SUSPICIOUS = Policy(hold="suspicious")
OFFER = "Our clocks are made by hand in every size and come to your garden gate"
THANKS = "The part about listening before giving advice helped me through a difficult first month"


@pytest.fixture
def send(site):
    """Judges and remembers a message of the site; returns its verdict."""
    keys = iter(range(1, 1000))

    def send(text, **fields):
        message = Message("comment", text, site_id=site.pk, ticket_age=60.0, **fields)
        verdict = judge(message, SUSPICIOUS)
        key = next(keys)
        operations.remember(message, verdict, key)
        return key, verdict

    return send


@pytest.fixture
def say(site, django_capture_on_commit_callbacks):
    """A person's verdict, learnt at once."""

    def say(key, human):
        with django_capture_on_commit_callbacks(execute=True):
            operations.teach("comment", key, human)

    return say


def layer(site):
    return Learnt.loads(bytes(LearnedLayer.objects.get(site=site).blob))


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def test_the_same_text_as_spam_is_recognised_and_says_so(send, say):
    key, first = send(OFFER)
    assert first.outcome is not Outcome.SPAM
    say(key, "spam")
    _key, second = send(OFFER.upper() + "!!!")
    assert second.outcome is Outcome.SPAM
    assert "same_as_spam" in codes(second)


def test_a_link_to_where_spam_led_counts_until_a_genuine_message_links_there_too(send, say):
    key, _verdict = send(f"{OFFER} https://clocks.shop.example/", links=())
    say(key, "spam")
    key, second = send(f"{THANKS} https://clocks.shop.example/faq")
    assert "spam_host" in codes(second)
    say(key, "ham")
    assert "spam_host" not in codes(send("What a story. https://clocks.shop.example/")[1])


def test_short_thanks_are_said_by_many(send, say):
    for _ in range(3):
        assert send("Thank you!")[1].outcome is Outcome.PUBLISH


def test_short_thanks_stay_welcome_though_one_of_many_was_spam(send, say):
    key, _verdict = send("Thank you!")
    say(key, "spam")
    assert "same_as_spam" in codes(send("Thank you!")[1])
    assert "same_as_spam" not in codes(send("Thank you!")[1])


def test_a_copy_of_a_comment_waits_whatever_speaks_for_it(send, say):
    key, _verdict = send(THANKS)
    say(key, "ham")
    _key, copied = send(THANKS, url="https://clocks.example/", known=True)
    assert copied.outcome is Outcome.HOLD
    assert "copy" in codes(copied)


def test_words_of_spam_count_against_the_next_message_and_for_it_once_taken_back(send, say, site):
    keys = [send(f"{OFFER}, number {n}, {n * 'really '}")[0] for n in range(4)]
    plain = [send(f"{THANKS} {n * 'again '}")[0] for n in range(4)]
    before = send(OFFER)[1]
    for key in keys:
        say(key, "spam")
    for key in plain:
        say(key, "ham")
    taught = send("Hand made clocks for every garden gate, delivered")[1]
    for key in [*keys, *plain]:
        say(key, "")
    assert layer(site) == Learnt(hold_at=None)
    untaught = send("Hand made clocks for every garden gate, delivered")[1]
    assert taught.score > untaught.score
    assert send(OFFER)[1].score >= before.score


def test_a_host_is_forgotten_with_the_last_verdict_on_its_links(send, say, site):
    key, _verdict = send(f"{OFFER} https://clocks.shop.example/")
    say(key, "spam")
    assert layer(site).hosts == {"clocks.shop.example": [0, 1]}
    say(key, "")
    assert layer(site).hosts == {}


def test_marking_again_unlearns_what_was_said_before(send, say, site):
    key, _verdict = send(OFFER)
    say(key, "ham")
    say(key, "spam")
    assert (layer(site).spam, layer(site).ham) == (1, 0)


def test_undo_brings_back_the_verdict_before(send, say, site, django_capture_on_commit_callbacks):
    key, _verdict = send(OFFER)
    say(key, "ham")
    kept = layer(site)
    say(key, "spam")
    with django_capture_on_commit_callbacks(execute=True):
        operations.take_back("comment", key)
    assert layer(site) == kept


def test_other_words_in_place_are_judged_anew_and_the_old_ones_unlearnt(
    send, say, site, django_capture_on_commit_callbacks
):
    key, verdict = send(THANKS)
    say(key, "ham")
    changed = Message("comment", OFFER, site_id=site.pk, object_id=key)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remember_again(changed, verdict, key)
    assert layer(site) == Learnt()
    say(key, "spam")
    assert "same_as_spam" in codes(send(OFFER)[1])
    assert "same_as_spam" not in codes(send(THANKS)[1])
    say(key, "")
    assert layer(site) == Learnt()


def test_saying_the_same_twice_counts_once(send, say, site):
    key, _verdict = send(OFFER)
    say(key, "spam")
    say(key, "spam")
    assert layer(site).spam == 1


def test_the_filter_never_learns_from_itself(send, site):
    send("[url=https://x.example]casino bonus casino[/url] " + OFFER, name="best casino bonus")
    assert operations.learn(site.pk) == 0
    assert not Judgement.objects.exclude(human="").exists()


def test_what_a_crash_left_is_learnt_by_the_cron_line(send, site):
    key, _verdict = send(OFFER)
    operations.teach("comment", key, "spam")  # and the process dies before the commit hook
    assert not LearnedLayer.objects.exists()
    assert operations.learn_job(None) == {"learnt": 1}
    assert layer(site).spam == 1


def test_retraining_counts_every_verdict_afresh(send, say, site):
    key, _verdict = send(OFFER)
    say(key, "spam")
    kept = layer(site)
    LearnedLayer.objects.update(blob=Learnt(spam=9).dumps())
    assert operations.retrain(site.pk) == 1
    assert layer(site) == kept


def test_what_a_layer_of_another_version_held_is_counted_afresh(send, say, site, monkeypatch):
    first, second, reset = (send(text)[0] for text in (OFFER, THANKS, OFFER + " again"))
    say(reset, "spam")
    operations.reset(site.pk)
    say(first, "spam")
    kept = layer(site)
    with monkeypatch.context() as older:
        older.setattr("wagtail_mentoring.spam.learnt.LAYOUT", "0 17 little")
        LearnedLayer.objects.update(blob=Learnt(spam=1).dumps())
    assert layer(site) is None
    send("The filter goes on meanwhile")
    say(second, "ham")
    assert (layer(site).spam, layer(site).ham) == (1, 1)
    say(second, "")
    assert layer(site) == kept


@pytest.mark.parametrize(("doubt", "code"), [(0.0, "text_plain"), (50.0, "text_doubt")])
def test_the_threshold_follows_what_was_approved_also_if_its_words_were_doubted(
    send, say, site, settings, monkeypatch, doubt, code
):
    monkeypatch.setattr(calibration, "ENOUGH", 1)
    name = "wagtail_mentoring.spam.filters.ClassifierFilter"
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": [{"NAME": name, "OPTIONS": {"doubt": doubt}}]}
    key, verdict = send(THANKS)
    say(key, "ham")
    (reason,) = verdict.reasons
    assert reason.code == code
    own_and_baseline = [reason.data["score"], baseline().header["hold_at"]]
    assert layer(site).hold_at == pytest.approx(sum(own_and_baseline) / 2)


def test_reset_forgets_and_retraining_brings_back(send, say, site):
    key, _verdict = send(OFFER)
    say(key, "spam")
    kept = layer(site)
    operations.reset(site.pk)
    assert layer(site) == Learnt()
    say(key, "")
    assert layer(site) == Learnt()
    say(key, "spam")
    assert layer(site) == kept


def test_a_verdict_of_one_site_says_nothing_on_another(send, say, site):
    key, _verdict = send(OFFER)
    say(key, "spam")
    elsewhere = Message("comment", OFFER, site_id=site.pk + 1, ticket_age=60.0)
    assert "same_as_spam" not in codes(judge(elsewhere, SUSPICIOUS))


def test_another_process_that_was_first_is_not_overwritten(send, site, monkeypatch):
    first, _verdict = send(OFFER)
    second, _verdict = send(THANKS)
    operations.teach("comment", first, "spam")
    layer_of = operations._layer

    def outrun(site_id):
        found = layer_of(site_id)
        monkeypatch.setattr(operations, "_layer", layer_of)
        operations.teach("comment", second, "ham")
        operations.learn(site_id)
        return found

    monkeypatch.setattr(operations, "_layer", outrun)
    operations.learn(site.pk)
    assert (layer(site).spam, layer(site).ham) == (1, 1)
    assert not Judgement.objects.filter(pending=True).exists()


def test_what_every_message_has_says_nothing_however_rare_spam_is():
    learnt = Learnt()
    for number in range(100):
        learnt.add([1, 1000 + number], (), is_spam=number == 0)
    assert learnt.evidence([[1]]) == pytest.approx(0, abs=1e-9)
    assert learnt.evidence([[1, 1000]]) > 0 > learnt.evidence([[1, 1001]])


def test_words_new_to_a_site_with_little_spam_hardly_speak_for_a_message():
    learnt = Learnt()
    for number in range(100):
        learnt.add([number % 5], (), is_spam=number == 99)
    assert abs(learnt.evidence([[0]])) < 0.1


def test_what_spam_says_again_and_again_stands_out_among_thousands_of_genuine_messages():
    chance = random.Random(1)
    learnt = Learnt()
    for number in range(3000):
        is_spam = number % 10 == 0
        learnt.add([7, 8, *words(chance)] if is_spam else words(chance), (), is_spam=is_spam)
    again = [learnt.evidence([[7, 8, *words(chance)]]) for _ in range(50)]
    others = [learnt.evidence([words(chance)]) for _ in range(50)]
    assert min(again) > max(others)


def words(chance):
    """As many as a comment of some length has, hardly any of them said before."""
    return [chance.getrandbits(32) for _ in range(150)]


def test_a_word_said_once_says_less_than_one_said_five_times():
    learnt = Learnt()
    for number in range(100):
        learnt.add([number], (), is_spam=False)
    for number in range(5):
        learnt.add([1000, 2000 + number], (), is_spam=True)
    assert learnt.evidence([[1000]]) > 2 * learnt.evidence([[2000]]) > 0
