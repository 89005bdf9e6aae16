"""The corpus the filter is trained on: well formed, varied, and without the same text twice."""

import csv
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
COLUMNS = ["text", "label", "source", "author", "url", "group", "language"]
LABELS = {"ham", "spam"}
ADDRESS = re.compile(r"(https?://)?[^\s/]+(/\S*)?")

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS, path.name
        return list(reader)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for path in sorted(CORPUS.glob("*.csv")) for row in read(path)]


def shingles(text: str) -> set[str]:
    """Runs of five letters or digits: unlike runs of words they fit Chinese and short texts too."""
    folded = " ".join(re.findall(r"\w+", text.casefold())) or text
    return {folded[at : at + 5] for at in range(max(1, len(folded) - 4))}


def near_duplicates(texts: list[str], bound: float = 0.5) -> Iterator[tuple[str, str]]:
    """
    Pairs whose shingles overlap (Jaccard) by ``bound`` or more.

    Of two such sets the smaller has one of its rarest third, the larger one of its rarest half in
    common with the other (for a bound of one half), and is at most twice as large: only texts that
    meet so are compared, which takes seconds for thousands rather than minutes.
    """
    sets = sorted(((shingles(text), text) for text in texts), key=lambda pair: len(pair[0]))
    sizes = [len(each) for each, _text in sets]
    frequency = Counter(shingle for each, _text in sets for shingle in each)
    seen: dict[str, list[int]] = defaultdict(list)
    for number, (mine, text) in enumerate(sets):
        rarest = sorted(mine, key=lambda shingle: (frequency[shingle], shingle))
        first = bisect_left(sizes, bound * len(mine))
        candidates: set[int] = set()
        for shingle in rarest[: len(mine) - ceil(bound * len(mine)) + 1]:
            candidates.update(seen[shingle][bisect_left(seen[shingle], first) :])
        for shingle in rarest[: len(mine) - ceil(2 * bound / (1 + bound) * len(mine)) + 1]:
            seen[shingle].append(number)
        for other in candidates:
            shared = len(mine & sets[other][0])
            if shared >= bound * (len(mine) + sizes[other] - shared):
                yield sets[other][1], text


def test_every_row_is_filled_in(rows: list[Row]) -> None:
    for row in rows:
        assert None not in row and None not in row.values(), row
        assert row["text"].strip() and row["source"], row
        assert row["label"] in LABELS, row
        assert row["group"].endswith("/" + row["language"]), row
        assert not row["url"] or ADDRESS.fullmatch(row["url"]), row


def test_the_corpus_is_large_and_balanced(rows: list[Row]) -> None:
    labels = Counter(row["label"] for row in rows)
    assert len(rows) >= 4000
    assert all(count >= 0.4 * len(rows) for count in labels.values()), labels


@pytest.mark.parametrize("label", sorted(LABELS))
def test_both_labels_speak_ten_languages(rows: list[Row], label: str) -> None:
    """A language of one label alone would teach that its speakers are all spammers, or none."""
    languages = Counter(row["language"] for row in rows if row["label"] == label)
    assert sum(count >= 15 for count in languages.values()) >= 10, languages


def test_no_two_texts_are_nearly_alike(rows: list[Row]) -> None:
    assert list(near_duplicates([row["text"] for row in rows])) == []


def test_near_duplicates_are_found() -> None:
    texts = ["Thank you, this saved my evening.", "Thank you! This saved my evenings", "No thanks."]
    assert [set(pair) for pair in near_duplicates(texts)] == [set(texts[:2])]


def test_a_source_is_all_of_one_label(rows: list[Row]) -> None:
    labels = defaultdict(set)
    for row in rows:
        labels[row["source"]].add(row["label"])
    assert [source for source, found in labels.items() if len(found) > 1] == []
