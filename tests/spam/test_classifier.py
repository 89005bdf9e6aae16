"""The words: what the shipped model says, how it is disguised from, and what it costs."""

import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from tests.timing import growth
from wagtail_mentoring.spam import training
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.classifier import BASELINE, baseline, load
from wagtail_mentoring.spam.features import words_of
from wagtail_mentoring.spam.filters import ClassifierFilter, DisguiseFilter, NameFilter
from wagtail_mentoring.spam.folding import fold
from wagtail_mentoring.spam.pipeline import judge

OFFER = "Buy cheap essays online, our writing service delivers original papers, order today"
STORY = "My first mentor never gave advice; she asked what I had tried, and then she waited."


def score(text, **fields):
    return baseline().score(Message("comment", text, **fields))


def test_spam_scores_above_a_story():
    assert score(OFFER) > baseline().header["hold_at"] > score(STORY)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.translate(str.maketrans("aceopxy", "асеорху")),
        lambda text: "\u200b".join(text),
        lambda text: " ".join(text),
        lambda text: text.upper(),
        lambda text: text.lower().translate(str.maketrans("aeiost", "431057")),
        lambda text: f"{STORY} {STORY} {STORY} {text} {STORY} {STORY} {STORY}",
    ],
    ids=["look-alikes", "zero-width", "spaced", "capitals", "digits", "padded"],
)
def test_a_disguise_does_not_hide_spam(disguise):
    assert score(disguise(OFFER)) > score(STORY) + 1


@pytest.mark.parametrize("text", ["Привет, как дела у вашей группы?", "谢谢你的文章", "שלום לכולם"])
def test_other_scripts_stay_what_they_are(text):
    assert not fold(text).isascii()


@pytest.mark.parametrize("text", ["Yazınız çok yararlı, arkadaşlarımla paylaştım", "naïve, Straße"])
def test_letters_of_a_language_are_no_disguise(text):
    assert list(DisguiseFilter().judge(Message("comment", text), Policy())) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("হাতে লেখা চিঠি", ["হাতে", "লেখা", "চিঠি"]),
        ("Python教程", ["python", "教", "程"]),
        ("ครูคะ", ["ค", "รู", "ค", "ะ"]),
        ("l’école", ["l'ecole"]),
    ],
    ids=["vowel signs", "no spaces", "no spaces but vowel signs", "curly apostrophe"],
)
def test_words_are_told_apart_in_every_script(text, words):
    assert words_of(text) == words


def test_a_log_that_repeats_itself_says_no_more_than_its_lines():
    log = "GET free casino bonus 200 OK\n"
    assert score(STORY + "\n" + log * 60) <= score(STORY + "\n" + log * 20) + 0.5


@pytest.mark.parametrize("text", ["Thanks!", "", "👍", "I agree."])
def test_a_few_words_are_not_judged(text):
    assert list(ClassifierFilter().judge(Message("comment", text), Policy())) == []


def test_the_words_that_told_are_named():
    (reason,) = ClassifierFilter().judge(Message("comment", OFFER), Policy())
    assert reason.code == "text_spam"
    assert set(reason.data["words"].split(", ")) <= set(fold(OFFER).replace(",", "").split())


def test_words_that_explain_nothing_are_not_named():
    (reason,) = ClassifierFilter().judge(Message("comment", f"To us: {OFFER}"), Policy())
    assert not {"to", "us", "our", "buy"} & set(reason.data["words"].split(", "))


def test_on_a_new_site_words_never_speak_for_a_message():
    (reason,) = ClassifierFilter().judge(Message("comment", STORY), Policy())
    assert (reason.code, reason.points) == ("text_plain", 0.0)


@pytest.mark.parametrize(
    ("name", "url", "codes"),
    [
        ("cheap-essays.com", "", ["name_address"]),
        ("best seo agency", "https://rankboost.example", ["name_advert"]),
        ("pool builders wholesale", "https://blue-water.example", ["name_advert"]),
        ("Dr. Page", "https://page.example", []),
        ("Park Seo-yeon", "https://seoyeon.example", []),
        ("Nguyen Thi Loan", "https://loan-dai.example", []),
        ("Leonard Best", "https://leonardbest.example", []),
    ],
)
def test_a_name_that_advertises_is_told_from_a_name(name, url, codes):
    message = Message("comment", STORY, name=name, url=url)
    found = [reason.code for reason in NameFilter().judge(message, Policy())]
    assert found == codes


def test_an_address_of_a_shop_speaks_against_praise():
    praise = {"text": "What a lovely article, thank you so much for it!", "name": "Dora"}
    shop, page = "https://cheap-handbag-outlet.example", "https://dora-reads.example"
    assert score(**praise, url=shop) > score(**praise, url=page) + 1


def test_the_model_is_small():
    assert BASELINE.stat().st_size <= 250_000
    assert len(baseline().table) <= 5_000_000


def test_time_grows_no_faster_than_the_text():
    words = " ".join(f"word{n} of comment" for n in range(3000))

    def score(text):
        for _ in range(20):
            baseline().score(Message("comment", text))

    assert growth(score, lambda length: words[:length], size=1000) < 8


def test_a_double_of_a_filter_serves_the_tests_of_sites(settings):
    path = "wagtail_mentoring.spam.testing.FixedFilter"
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": [{"NAME": path, "OPTIONS": {"points": 5.0}}]}
    assert judge(Message("comment", STORY), Policy(hold="suspicious")).outcome.value == "spam"


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "labelled.csv"
    rows = "".join(f'"{OFFER} {n}",spam,a\n"{STORY} {n}",ham,b\n' for n in range(8))
    path.write_text(f"text,label,source\n{rows}", encoding="utf-8")
    return path


def report(capsys, *args):
    call_command("mentoring_evaluate_spam", *args, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_evaluation_reports_what_was_asked_for(labelled, capsys):
    result = report(capsys, str(labelled), "--online")
    assert result["auc"] == 1.0
    assert result["recall_at_fpr"] == {"0.001": 1.0, "0.005": 1.0, "0.01": 1.0}
    assert result["at_threshold"] == {"recall": 1.0, "fpr": 0.0}
    assert set(result["per_source"]) == {"a", "b"}
    assert result["us_per_message"] > 0
    assert len(result["online"]["by_quarter"]) == 4
    assert {"recall", "fpr", "auc"} <= set(result["online"])


def test_files_of_one_label_are_measured_too(tmp_path, capsys):
    path = tmp_path / "ham.csv"
    path.write_text(f'text,label\n"{STORY}",ham\n', encoding="utf-8")
    result = report(capsys, str(path))
    assert (result["auc"], result["at_threshold"]) == (None, {"recall": None, "fpr": 0.0})
    call_command("mentoring_evaluate_spam", str(path))
    assert "all: at the threshold false positives 0.0\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    ["text\nx\n", "text,label\nx,perhaps\n", "text,label\n"],
    ids=["column", "label", "none"],
)
def test_a_file_that_cannot_be_used_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("mentoring_evaluate_spam", str(path))


def test_a_file_that_is_not_there_is_named_once():
    with pytest.raises(CommandError, match=r"^gone\.csv cannot be read: No such file[^.]*\.$"):
        call_command("mentoring_evaluate_spam", "gone.csv")


@pytest.mark.parametrize(
    "content",
    [b"weights", gzip.compress(b"weights"), gzip.compress(b"[1]"), gzip.compress(b'{"step": 1}')],
    ids=["plain", "no header", "no table", "no format"],
)
def test_a_file_that_holds_no_model_is_named_in_one_line(tmp_path, labelled, content):
    path = tmp_path / "model.bin.gz"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"model\.bin\.gz is no model"):
        call_command("mentoring_evaluate_spam", str(labelled), "--model", str(path))


def test_so_is_a_model_that_was_cut_off(tmp_path, labelled):
    path = tmp_path / "model.bin.gz"
    path.write_bytes(BASELINE.read_bytes()[:1000])
    with pytest.raises(CommandError, match="damaged"):
        call_command("mentoring_evaluate_spam", str(labelled), "--model", str(path))


@pytest.fixture
def trainable(tmp_path):
    pytest.importorskip("sklearn")
    path = tmp_path / "rows.csv"
    rows = "".join(f'"{OFFER} {n}",spam,g{n}\n"{STORY} {n}",ham,g{n}\n' for n in range(10))
    path.write_text(f"text,label,group\n{rows}", encoding="utf-8")
    return path


def test_training_writes_a_model_that_can_be_measured(tmp_path, trainable, capsys):
    model = tmp_path / "model.bin.gz"
    call_command("mentoring_train_spam", str(trainable), "--output", str(model))
    capsys.readouterr()
    assert report(capsys, str(trainable), "--model", str(model))["auc"] == 1.0


def test_what_is_common_among_genuine_messages_counts_less_as_spam(tmp_path, trainable):
    common, model = tmp_path / "common.csv", tmp_path / "model.bin.gz"
    common.write_text(f'text,label\n"{OFFER}",ham\n', encoding="utf-8")

    def score_of_offer(*options):
        call_command("mentoring_train_spam", str(trainable), "--output", str(model), *options)
        return load(model).score(Message("comment", OFFER))

    assert score_of_offer("--common", str(common)) < score_of_offer()


@pytest.mark.parametrize("row", [f'"{OFFER}",spam\n', ""], ids=["spam alone", "empty"])
def test_files_of_common_messages_without_a_genuine_one_are_refused(tmp_path, trainable, row):
    common, model = tmp_path / "common.csv", tmp_path / "model.bin.gz"
    common.write_text(f"text,label\n{row}", encoding="utf-8")
    with pytest.raises(CommandError, match="no genuine message"):
        call_command(
            "mentoring_train_spam", str(trainable), "--output", str(model), "--common", str(common)
        )
    assert not model.exists()


@pytest.mark.parametrize(
    ("spam", "text"),
    [({0}, OFFER), (set(range(1, 10)), OFFER), (set(range(0, 10, 2)), "")],
    ids=["spam in one group", "genuine in one group", "no words"],
)
def test_what_is_too_little_to_train_on_is_refused(tmp_path, spam, text):
    pytest.importorskip("sklearn")
    path, model = tmp_path / "rows.csv", tmp_path / "model.bin.gz"
    rows = "".join(f'"{text}",{"spam" if n in spam else "ham"},g{n}\n' for n in range(10))
    path.write_text(f"text,label,group\n{rows}", encoding="utf-8")
    with pytest.raises(CommandError, match="It takes 5 groups|No word"):
        call_command("mentoring_train_spam", str(path), "--output", str(model))
    assert not model.exists()


@pytest.mark.parametrize("output", ["missing/model.bin.gz", "."])
def test_a_model_that_has_no_place_is_refused_before_the_training(
    tmp_path, trainable, monkeypatch, output
):
    monkeypatch.setattr(training, "fit", None)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("mentoring_train_spam", str(trainable), "--output", str(tmp_path / output))
