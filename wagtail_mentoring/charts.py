"""Charts drawn on the server: SVG with a title, a description and the same data as a table.

Widths are percentages and nothing is styled inline, so that a chart fits a phone, prints, follows
dark mode and passes a strict content security policy. Series differ by pattern, not by colour
alone. A page that shows charts loads ``wagtail_mentoring/css/charts.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString

BAR = 18
GAP = 6
LABEL = 22
COLUMNS_HEIGHT = 160


@dataclass(frozen=True)
class Series:
    """One row of figures, as many as the chart has labels; None is "not known" or "hidden"."""

    label: str
    values: Sequence[float | None]


def bar_chart(
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    stacked: bool = False,
) -> SafeString:
    """Lying bars, one group for each label; for things that are compared by name.

    ``stacked`` puts the bars of a group behind each other: for parts of a whole.
    """
    most = _most(series, stacked=stacked)
    groups, top = [], 0
    for index, label in enumerate(labels):
        bars, y, x = [], top + LABEL, 0.0
        for number, one in enumerate(series):
            value = one.values[index]
            width = _percent(value, most)
            bars.append({"x": x, "y": y, "width": width, "value": value, "series": number})
            if stacked:
                x += width
            else:
                y += BAR + 2
        bottom = top + LABEL + (BAR if stacked else len(series) * (BAR + 2))
        groups.append({"label": label, "y": top + LABEL - 6, "bars": bars})
        top = bottom + GAP
    return _render(
        "bars", title, description, labels, series, groups=groups, height=top, bar_height=BAR
    )


def column_chart(
    title: str, description: str, labels: Sequence[str], series: Sequence[Series]
) -> SafeString:
    """Standing columns from left to right; for what changes from week to week."""
    most = _most(series, stacked=False)
    step = 100 / max(1, len(labels))
    width = step * 0.8 / max(1, len(series))
    columns: list[dict[str, Any]] = []
    for index, label in enumerate(labels):
        for number, one in enumerate(series):
            height = _percent(one.values[index], most) / 100 * COLUMNS_HEIGHT
            x = index * step + step * 0.1 + number * width
            columns.append(
                {"x": x, "y": COLUMNS_HEIGHT - height, "width": width, "height": height}
                | {"label": label, "value": one.values[index], "series": number}
            )
    return _render(
        "columns",
        title,
        description,
        labels,
        series,
        columns=columns,
        height=COLUMNS_HEIGHT,
        most=most,
    )


def _most(series: Sequence[Series], *, stacked: bool) -> float:
    rows = [[value or 0 for value in one.values] for one in series]
    if stacked:
        return max((sum(parts) for parts in zip(*rows, strict=True)), default=0)
    return max((value for row in rows for value in row), default=0)


def _percent(value: float | None, most: float) -> float:
    return round(100 * (value or 0) / most, 2) if most else 0.0


def _render(
    kind: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[Series],
    **geometry: Any,
) -> SafeString:
    rows = [
        {"label": label, "values": [one.values[index] for one in series]}
        for index, label in enumerate(labels)
    ]
    context = {
        "id": f"chart-{get_random_string(6)}",
        "title": title,
        "description": description,
        "series": series,
        "rows": rows,
        "empty": not any(value for one in series for value in one.values),
        **geometry,
    }
    return render_to_string(f"wagtail_mentoring/charts/{kind}.html", context)
