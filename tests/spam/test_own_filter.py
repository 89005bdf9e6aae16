"""A filter of a site's own, and the one that stands in for it in tests."""

import re
from pathlib import Path

import pytest

from tests.comments.conftest import comment_data
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.conf import DEFAULT_SPAM_FILTERS
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.spam.base import Message, Policy
from wagtail_mentoring.spam.pipeline import judge
from wagtail_mentoring.spam.reasons import explain, known_codes, what_is
from wagtail_mentoring.spam.testing import FixedFilter

DOCS = Path(__file__).parents[2] / "docs" / "spam.md"
FIXED = "wagtail_mentoring.spam.testing.FixedFilter"


def examples():
    """The Python of the section about filters of one's own."""
    section = DOCS.read_text(encoding="utf-8").partition("## A filter of your own")[2]
    return re.findall(r"```python\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)


@pytest.fixture
def of_the_docs(tmp_path, monkeypatch, settings):
    """A site that did what the page says, word for word; gives its settings and the test."""
    module, in_settings, test, *_rest = examples()
    (tmp_path / "yoursite").mkdir()
    (tmp_path / "yoursite" / "__init__.py").touch()
    (tmp_path / "yoursite" / "spam.py").write_text(module, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    names = {"WAGTAIL_MENTORING": {}}
    exec(in_settings, names)
    settings.WAGTAIL_MENTORING = names["WAGTAIL_MENTORING"]
    return test


def test_the_example_of_the_docs_works_and_is_explained_before_it_ever_judged(of_the_docs):
    reason = {"code": "our_course", "points": -1.0, "data": {"course": "BIO 1"}}
    assert explain({"reasons": [reason]}) == ["It names the course “BIO 1”."]
    assert what_is("our_course") == "A course of ours"
    assert "our_course" in known_codes()
    verdict = judge(Message("comment", "As we did in BIO 1, I asked twice."), Policy())
    assert [r.code for r in verdict.reasons if r.points < 0] == ["our_course"]


def test_the_test_of_the_docs_passes(of_the_docs):
    names = {"WAGTAIL_MENTORING": {}}
    exec(of_the_docs, names)
    names["test_a_course_speaks_for_a_comment"]()


@pytest.mark.django_db
@pytest.mark.parametrize(("points", "state"), [(5.0, "spam"), (1.0, "waiting"), (0.0, "published")])
def test_the_stand_in_decides_and_remembers(client, article, settings, points, state):
    filters = [{"NAME": FIXED, "OPTIONS": {"points": points}}]
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": filters}
    MentoringSettings(site=article.get_site(), moderation="hold_suspicious").save()
    client.post(f"/mentoring/comments/{article.pk}/", comment_data(article))
    assert ReaderComment.objects.get().state == state
    assert [message.name for message in FixedFilter.asked] == ["Ada"]


def test_the_stand_in_forgets_with_the_next_setting(settings):
    for _ in range(2):
        settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": [{"NAME": FIXED}]}
        judge(Message("comment", "A word."), Policy())
        assert len(FixedFilter.asked) == 1


def test_a_site_may_leave_layers_out(settings):
    fewer = [entry for entry in DEFAULT_SPAM_FILTERS if "Decoy" not in entry["NAME"]]
    settings.WAGTAIL_MENTORING = {"SPAM_FILTERS": fewer}
    verdict = judge(Message("comment", "Thank you.", decoy="10 am"), Policy(hold="suspicious"))
    assert verdict.score == 0
