"""What judging a message costs: ``python -m tests.benchmarks.judging``.

Prints CPU per message of 1,000 characters, how it grows, and what a site's learning adds: ratios
within one run.
"""

import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from wagtail_mentoring.spam.base import Message  # noqa: E402
from wagtail_mentoring.spam.classifier import load  # noqa: E402
from wagtail_mentoring.spam.corpus import read  # noqa: E402
from wagtail_mentoring.spam.features import extract  # noqa: E402
from wagtail_mentoring.spam.judging import counted, score_text  # noqa: E402
from wagtail_mentoring.spam.learnt import Learnt  # noqa: E402

TIMES = 100


def milliseconds(text: str, learnt: Learnt | None = None) -> float:
    """Of the median of many runs, no word of the text seen before."""
    model = load()
    costs = []
    for _ in range(TIMES):
        model.part_of_word.cache_clear()
        extract.cache_clear()
        began = time.process_time()
        score_text(model, learnt, Message("comment", text))
        costs.append(time.process_time() - began)
    return 1000 * sorted(costs)[TIMES // 2]


def taught() -> Learnt:
    """What a site of a thousand verdicts knows."""
    learnt = Learnt()
    rows = read(["tests/spam/corpus/first_ham.csv", "tests/spam/corpus/first_spam.csv"])
    for row in rows:
        learnt.add(counted(row.message), (), is_spam=row.is_spam)
    return learnt


if __name__ == "__main__":
    text = " ".join(row.message.text for row in read(["tests/spam/corpus/first_ham.csv"]))
    base = milliseconds(text[:1000])
    print(f"1,000 characters: {base:.2f} ms")
    print(f"with what a site learnt: x{milliseconds(text[:1000], taught()) / base:.2f}")
    for length in (2000, 4000):
        print(f"{length} characters: x{milliseconds(text[:length]) / base:.1f}")
