"""Charts: drawn, described and tabled from the same figures."""

import re

from wagtail_mentoring.charts import Series, bar_chart, column_chart

MADE = Series("Made", [4, 2])
DONE = Series("Done", [1, 2])


def bars(chart: str, number: int) -> list[tuple[float, float]]:
    """Where the bars of a series begin, and how long they are, in percent."""
    pattern = rf'shape--{number}" x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"'
    return [(float(x), float(width)) for x, width in re.findall(pattern, chart)]


def test_the_longest_bar_is_as_wide_as_the_chart() -> None:
    chart = bar_chart("Pledges", "By kind", ["Thanks", "Advice"], [MADE, DONE])
    assert bars(chart, 0) == [(0, 100), (0, 50)]
    assert bars(chart, 1) == [(0, 25), (0, 50)]


def test_stacked_bars_follow_each_other() -> None:
    chart = bar_chart("Pledges", "By kind", ["Thanks", "Advice"], [MADE, DONE], stacked=True)
    assert bars(chart, 0) == [(0, 80), (0, 40)]
    assert bars(chart, 1) == [(80, 20), (40, 40)]


def test_a_chart_is_named_and_described_for_those_who_do_not_see_it() -> None:
    chart = column_chart("Week by week", "Made and done", ["1 May", "8 May"], [MADE, DONE])
    ids = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', chart)
    assert ids
    assert f'<title id="{ids[1]}">Week by week</title>' in chart
    assert f'<desc id="{ids[2]}">Made and done</desc>' in chart


def test_the_same_figures_stand_in_a_table() -> None:
    chart = bar_chart(
        "Pledges", "By kind", ["Thanks", "Advice"], [MADE, Series("Hidden", [None, 3])]
    )
    assert '<th scope="row">Thanks</th><td>4</td><td>–</td>' in chart
    assert '<th scope="row">Advice</th><td>2</td><td>3</td>' in chart


def test_nothing_to_show_is_said_in_words() -> None:
    chart = column_chart("Week by week", "Made", ["1 May"], [Series("Made", [0])])
    assert "Nothing to show yet." in chart
    assert "<svg" not in chart


def test_labels_are_escaped_and_nothing_is_styled_inline() -> None:
    chart = bar_chart("<b>", "&", ["<script>"], [Series("<i>", [1])])
    assert "<script>" not in chart
    assert "<i>" not in chart
    assert "style=" not in chart
