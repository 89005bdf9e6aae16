"""Finds every comment's place in its thread, however the file tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Head = tuple[str, str, str]
"""Id, parent's id and date of a comment."""


@dataclass
class Threads:
    """Places are positions in the list of heads."""

    parents: list[int | None]
    order: list[int]
    """Oldest first, which is how WordPress shows them."""
    depth: int
    lost: set[int]
    """Those whose parent is not among the heads."""
    repaired: Counter[str] = field(default_factory=Counter)


def arrange(heads: list[Head]) -> Threads:
    """Replies may stand before what they answer, and answer nothing, themselves or each other."""
    places: dict[str, int] = {}
    repaired: Counter[str] = Counter()
    for place, (key, _parent, _date) in enumerate(heads):
        if places.setdefault(key, place) != place:
            repaired["comment_id_twice"] += 1
    parents: list[int | None] = []
    lost = set()
    for place, (_key, parent, _date) in enumerate(heads):
        above = None if parent in {"", "0"} else places.get(parent, -1)
        if above == -1:
            lost.add(place)
        elif above == place:
            repaired["comment_answers_itself"] += 1
        parents.append(None if above in {-1, place} else above)
    order = sorted(range(len(heads)), key=lambda place: (heads[place][2], place))
    depth = _break_circles(parents, order, repaired)
    return Threads(parents, order, depth, lost, repaired)


def _break_circles(parents: list[int | None], order: list[int], repaired: Counter[str]) -> int:
    """Put the oldest comment of every circle at the top; the depth of the deepest thread."""
    levels: dict[int, int] = {}
    age = {place: number for number, place in enumerate(order)}
    for place in order:
        way = _way_up(parents, place, levels)
        above = parents[way[-1]] if way else None
        if above is not None and above not in levels:
            circle = way[way.index(above) :]
            repaired["comments_in_circle"] += len(circle)
            parents[min(circle, key=age.__getitem__)] = None
            way = _way_up(parents, place, levels)
        for step in reversed(way):
            parent = parents[step]
            levels[step] = 1 if parent is None else levels[parent] + 1
    return max(levels.values(), default=0)


def _way_up(parents: list[int | None], place: int, known: dict[int, int]) -> list[int]:
    """From a comment up to the top, to one whose level is known, or once around a circle."""
    way: dict[int, None] = {}
    above: int | None = place
    while above is not None and above not in known and above not in way:
        way[above] = None
        above = parents[above]
    return list(way)
