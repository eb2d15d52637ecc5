"""The charts of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from warehouse.report.drawing import drawn
from warehouse.report.sentences import LONGEST_NAME, plain
from warehouse.report.sides import Side, side_of

Row = dict[str, Any]

ROW_HEIGHT = 26
_INK = "var(--ink)"
_LETTER_WIDTH = 7.4
"""Of labels, in pixels: the drawing is made with one font, and shown in whatever font the reader has."""


def speakers_chart(speakers: Sequence[Row], labels: Mapping[str, str]) -> Markup:
    """Bars of statements, the part in quotation marks darker. Rows of `speakers`, with anchors."""
    rows = [
        {
            "speaker": labels[row["actor_id"]],
            "all": row["statement_count"],
            "direct": row["direct_count"],
            "href": f"#{row['anchor']}",
            "words": f"{labels[row['actor_id']]}: {row['statement_count']:,} statements, "
            f"{row['direct_count']:,} in quotation marks",
        }
        for row in speakers
    ]
    chart = alt.Chart(_data(rows)).encode(
        y=_names("speaker", [row["speaker"] for row in rows]), href="href:N", description="words:N"
    )
    counts = alt.X("all:Q", title=None, axis=None)
    layers = alt.layer(
        chart.mark_bar(color="var(--accent-soft)").encode(x=counts),
        chart.mark_bar(color="var(--accent)").encode(x=alt.X("direct:Q", title=None, axis=None)),
        chart.mark_text(align="left", dx=5, fontSize=12, color=_INK).encode(
            x=counts, text=alt.Text("all:Q", format=",")
        ),
    ).properties(width=520, height=ROW_HEIGHT * len(rows))
    return drawn(layers, "speakers", f"Bar chart: who spoke most. {rows[0]['words']}.")


def matrix_chart(
    cells: Sequence[Row], holders: Sequence[str], targets: Sequence[str], labels: Mapping[str, str]
) -> Markup:
    """A heat map of holders and targets: colour by net score, the number of stances in the cell. Rows of `pairs`."""
    rows = [
        {
            "holder": labels[row["holder_actor_id"]],
            "target": labels[row["target_actor_id"]],
            "count": f"{row['stance_count']:,}"
            if row["stance_count"] < 10_000
            else f"{row['stance_count'] // 1000:,}k",
            "side": side_of(row["net_score"]).value,
            "href": f"#{row['anchor']}",
            "words": pair_words(row, labels),
        }
        for row in cells
    ]
    names = {"x": [labels[actor] for actor in targets], "y": [labels[actor] for actor in holders]}
    chart = alt.Chart(_data(rows)).encode(
        x=alt.X(
            "target:N",
            title=None,
            scale=alt.Scale(domain=names["x"], paddingInner=0.06),
            axis=alt.Axis(orient="top", labelAngle=-45, domain=False, ticks=False),
        ),
        y=_names("holder", names["y"], padding=0.06),
        href="href:N",
        description="words:N",
    )
    layers = alt.layer(
        chart.mark_rect(cornerRadius=2).encode(color=_by_side("colour")),
        chart.mark_text(fontSize=12).encode(text="count:N", color=_by_side("ink")),
    ).resolve_scale(color="independent")
    size = {"width": 40 * len(targets), "height": 28 * len(holders)}
    described = f"Heat map: {len(holders)} holders and their stances toward {len(targets)} targets."
    return drawn(layers.properties(**size), "matrix", described)


def timeline_chart(timeline: Row, labels: Mapping[str, str]) -> Markup:
    """Stances of a pair in time: those in support above the line, those opposed below it."""
    rows = [
        {
            "period": f"{point['period']:%Y-%m-%d}",
            "count": point["stance_count"] if point["polarity"] == "support" else -point["stance_count"],
            "side": (Side.SUPPORTS if point["polarity"] == "support" else Side.OPPOSES).value,
            "href": f"#{point['anchor']}",
            "words": point_words(point, timeline["unit"]),
            "zero": 0,
        }
        for point in timeline["points"]
    ]
    highest = max(abs(row["count"]) for row in rows) * 1.15
    chart = alt.Chart(_data(rows)).encode(
        x=alt.X(
            "period:T",
            title=None,
            scale=alt.Scale(type="utc", padding=16),
            axis=alt.Axis(grid=False, labelFlush=False, labelOverlap=True, tickCount=6, format=_date_format(timeline)),
        ),
        color=_by_side("colour"),
        href="href:N",
        description="words:N",
    )
    counts = alt.Y(
        "count:Q",
        title="← opposed · in support →",
        scale=alt.Scale(domain=[-highest, highest]),
        axis=alt.Axis(tickCount=5, tickMinStep=1, format="~s", labelExpr="abs(datum.value)"),
    )
    layers = alt.layer(
        alt.Chart(_data([{"zero": 0}])).mark_rule(color=_INK).encode(y="zero:Q"),
        chart.mark_rule(strokeWidth=3).encode(y=counts, y2="zero:Q"),
        chart.mark_point(size=110, filled=True, opacity=1).encode(y=counts),
    ).properties(width=620, height=150)
    described = (
        f"Timeline: stances of {labels[timeline['holder_actor_id']]} toward {labels[timeline['target_actor_id']]}."
    )
    return drawn(layers, timeline["anchor"], described)


def rules_chart(rules: Sequence[Row]) -> Markup:
    """Confidence by kind of rule: from the least to the most, the middle half as a bar, the median marked."""
    rows = [
        row
        | {
            "rule": rule_name(row),
            "href": f"#{row['anchor']}",
            "words": f"{rule_name(row)}: {row['row_count']:,}, median confidence {row['median']:.2f}",
        }
        for row in rules
    ]
    chart = alt.Chart(_data(rows)).encode(
        y=_names("rule", [row["rule"] for row in rows]), href="href:N", description="words:N"
    )
    scale = alt.Scale(domain=[0, 1])
    layers = alt.layer(
        chart.mark_rule(color="var(--accent-soft)", strokeWidth=3).encode(
            x=alt.X("minimum:Q", title="confidence", scale=scale), x2="maximum:Q"
        ),
        chart.mark_bar(color="var(--accent)", height=10, cornerRadius=2).encode(
            x=alt.X("lower_quartile:Q", scale=scale), x2="upper_quartile:Q"
        ),
        chart.mark_tick(color=_INK, thickness=3, height=18).encode(x=alt.X("median:Q", scale=scale)),
    ).properties(width=430, height=ROW_HEIGHT * len(rows))
    return drawn(layers, "rules", "Chart: confidence of statements and stances by kind of rule.")


def pair_words(pair: Row, labels: Mapping[str, str]) -> str:
    """A pair with its counts, for people."""
    return (
        f"{labels[pair['holder_actor_id']]} {side_of(pair['net_score']).words} {labels[pair['target_actor_id']]}: "
        f"{pair['support_count']:,} in support, {pair['oppose_count']:,} opposed"
    )


def point_words(point: Row, unit: str) -> str:
    """A point of a timeline with its counts, for people."""
    how = "in support" if point["polarity"] == "support" else "opposed"
    return f"{period_words(point, unit)}: {point['stance_count']:,} {how}"


def period_words(point: Row, unit: str) -> str:
    """The day, month, quarter or year of a point."""
    period = point["period"]
    return {
        "day": f"{period:%Y-%m-%d}",
        "month": f"{period:%B %Y}",
        "quarter": f"quarter {(period.month + 2) // 3} of {period.year}",
        "year": f"{period.year}",
    }[unit]


def rule_name(rule: Row) -> str:
    """Finding and family: "stance: verb"."""
    return plain(f"{rule['finding']}: {rule['family'].replace('_', ' ')}", LONGEST_NAME)


def _date_format(timeline: Row) -> str:
    """Days on a short axis, months on a longer one, then years."""
    days = (timeline["points"][-1]["period"] - timeline["points"][0]["period"]).days
    return "%-d %b %Y" if days < 100 else "%b %Y" if days < 3_000 else "%Y"


def _data(rows: Sequence[Row]) -> alt.InlineData:
    return alt.InlineData(values=list(rows))


def _names(field: str, names: Sequence[str], padding: float = 0.25) -> alt.Y:
    """Names down the side, in the order given."""
    return alt.Y(
        f"{field}:N",
        title=None,
        scale=alt.Scale(domain=list(names), paddingInner=padding),
        axis=alt.Axis(domain=False, ticks=False, labelPadding=6, minExtent=_LETTER_WIDTH * max(map(len, names)) + 6),
    )


def _by_side(part: str) -> alt.Color:
    return alt.Color(
        "side:N",
        legend=None,
        scale=alt.Scale(domain=[side.value for side in Side], range=[getattr(side, part) for side in Side]),
    )
