"""CPU time of an article with comments against the same article without, as a ratio.

    python tests/benchmarks/page_views.py [--rounds 40]

Makes a database in memory with the test settings (or the one of ``DATABASE_URL``), and gets each
page as a new anonymous visitor. Exit code 1 when a ratio is above its budget.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from database import thrown_away
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BUDGET = 1.7
TEXT = "<p>She wrote back the same day &amp; said: “Pass it on.”</p>\n<p>I did, in March.</p>"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with thrown_away():
        return report(measure(rounds))


def measure(rounds: int) -> dict[str, tuple[float, int]]:
    """Median milliseconds of CPU and number of queries for each page, taken in turns."""
    pages = make_pages()
    times: dict[str, list[float]] = {name: [] for name in pages}
    queries = {}
    for name, url in pages.items():
        get(url)
        with CaptureQueriesContext(connection) as captured:
            get(url)
        queries[name] = len(captured)
    for _ in range(rounds):
        for name, url in pages.items():
            started = time.process_time()
            get(url)
            times[name].append(time.process_time() - started)
    return {name: (statistics.median(times[name]) * 1000, queries[name]) for name in pages}


def make_pages() -> dict[str, str]:
    from tests.comments.conftest import write_many
    from tests.factories import ArticleFactory, IndexFactory

    index = IndexFactory(title="Blog", slug="blog")
    pages = {}
    for count in (0, 50, 1_000, 10_000):
        article = ArticleFactory(title=f"With {count}", slug=f"with-{count}", parent=index)
        if count:
            write_many(article, count, text=TEXT, body_html=TEXT)
        pages[f"{count:,} comments"] = article.url
    pages["10,000 comments, last page"] = f"{article.url}?comments=200"
    return pages


def get(url: str) -> None:
    response = Client().get(url)
    assert response.status_code == 200, response.status_code
    assert not response.cookies


def report(results: dict[str, tuple[float, int]]) -> int:
    base = results["0 comments"][0]
    print(f"{'':30}{'ms CPU':>8}{'ratio':>8}{'queries':>9}")
    for name, (milliseconds, queries) in results.items():
        print(f"{name:30}{milliseconds:8.1f}{milliseconds / base:8.2f}{queries:9}")
    slow = [name for name, (each, _queries) in results.items() if each / base > BUDGET]
    for name in slow:
        print(f"Over the budget of {BUDGET}: {name}.")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
