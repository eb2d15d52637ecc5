"""What the page shows, read from one state of the warehouse over one connection, as plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from warehouse.connection import read_only
from warehouse.contract import ActorKind
from warehouse.errors import NothingToReport
from warehouse.report.last_report import LastReport
from warehouse.report.sentences import Group, groups_of_stances, groups_of_statements, plain
from warehouse.sql_files import sql_files

LONGEST_LABEL = 26

MATRIX_SIZE = 14
"""Holders and targets of the matrix."""

NETWORK_ACTORS, NETWORK_EDGES = 22, 48

TIMELINES = 4
PERIODS = ("day", "month", "quarter", "year")
MOST_PERIODS = 36
"""Points of a timeline on either side; a pair with more is counted by the next longer period."""

Row = dict[str, Any]


class Pair(NamedTuple):
    """A holder and a target, by actor id."""

    holder: str
    target: str


class Shares(NamedTuple):
    """How much of the stances between actors a chart shows."""

    shown: int
    all: int


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Rows have the columns of the query of the same name, and an `anchor` where they are marks that lead somewhere."""

    headline: Row
    speakers: list[Row]
    holders: list[str]
    targets: list[str]
    cells: list[Row]
    cell_shares: Shares
    actors: list[Row]
    edges: list[Row]
    edge_shares: Shares
    timelines: list[Row]
    pairs: list[Row]
    """Every pair that some chart shows, the most frequent first."""
    baseline: str | None
    """Newest load of the report that this one is compared with, if there is one."""
    changes: Row | None
    turns: list[Row]
    rules: list[Row]
    inputs: Row
    rejected: list[Row]
    quarantined: list[Row]
    near_duplicates: list[Row]
    broken_expectations: list[Row]
    labels: dict[str, str]
    """Name to show by actor id: no two actors of the page have the same."""
    groups: dict[str, Group]
    """The sentences behind each mark, by anchor."""


def read_findings(
    warehouse: Path,
    since: date | None = None,
    holder: str | None = None,
    target: str | None = None,
    last: LastReport | None = None,
) -> Findings:
    """Reads the warehouse once.

    Args:
        warehouse: The DuckDB file.
        since: Only articles published on this day or later.
        holder: Timelines of this holder only: an actor id or a name.
        target: Timelines toward this target only.
        last: What the last report knew.

    Raises:
        NothingToReport: no stance is of the holder, or toward the target.
        WarehouseError: what `read_only` raises of the file.
    """
    with read_only(warehouse) as connection:
        return _Reader(connection, since, last).findings(holder, target)


class _Reader:
    """A connection with what the queries share: temporary tables of what counts, and variables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, since: date | None, last: LastReport | None) -> None:
        self.connection = connection
        self.sql = sql_files("report")
        self.cookbook = sql_files("queries")
        loads = connection.execute("SELECT load_id FROM load ORDER BY published_at DESC, load_id DESC").fetchall()
        self.baseline = last.baseline([load_id for (load_id,) in loads]) if last else None
        for name, value in {"since": since, "baseline": self.baseline}.items():
            connection.execute(f"SET VARIABLE {name} = $value", {"value": value})
        for table in ("known_document", "known_stance", "known_statement", "new_load"):
            self._keep(table)

    def findings(self, holder: str | None, target: str | None) -> Findings:
        headline = self._rows("headline")[0]
        speakers = _anchored(self._rows("speakers"), "speaker")
        pairs = _anchored(self._rows("pairs"), "pair")
        timelines = self._timelines(pairs, holder, target)
        holders, targets = _most_frequent(pairs, "holder"), _most_frequent(pairs, "target")
        cells = [row for row in pairs if row["holder_actor_id"] in holders and row["target_actor_id"] in targets]
        holders = [actor for actor in holders if any(row["holder_actor_id"] == actor for row in cells)]
        targets = [actor for actor in targets if any(row["target_actor_id"] == actor for row in cells)]
        edges, actor_ids = _network(pairs)
        actors = [
            {"actor_id": actor_id, "anchor": f"actor-{number}"} for number, actor_id in enumerate(actor_ids, start=1)
        ]
        turns = self._turns()
        rules = _anchored(self._rows("rules"), "rule")
        anchors = {row["anchor"] for row in [*cells, *edges, *timelines]}
        shown = [row for row in pairs if row["anchor"] in anchors]
        self._give("shown_pair", shown, "anchor", "holder_actor_id", "target_actor_id")
        self._give("shown_actor", actors, "anchor", "actor_id")
        self._give("shown_speaker", speakers, "anchor", "actor_id")
        self._give("shown_rule", rules, "anchor", "finding", "family")
        stance_count = sum(row["stance_count"] for row in pairs)
        return Findings(
            headline=headline,
            speakers=speakers,
            holders=holders,
            targets=targets,
            cells=cells,
            cell_shares=Shares(sum(row["stance_count"] for row in cells), stance_count),
            actors=actors,
            edges=edges,
            edge_shares=Shares(sum(row["stance_count"] for row in edges), stance_count),
            timelines=timelines,
            pairs=shown,
            baseline=self.baseline,
            changes=self._rows("changes")[0] if self.baseline else None,
            turns=turns,
            rules=rules,
            inputs=self._rows("inputs")[0],
            rejected=self._asked("rejected"),
            quarantined=self._asked("quarantined"),
            near_duplicates=self._asked("near_duplicates"),
            broken_expectations=self._asked("broken_expectations"),
            labels=_labels([*pairs, *speakers]),
            groups=self._groups(),
        )

    def _timelines(self, pairs: list[Row], holder: str | None, target: str | None) -> list[Row]:
        """The pairs with most dated stances, each with its points; all with their anchors."""
        wanted = [row for row in _of(_of(pairs, "holder", holder), "target", target) if row["dated_count"]]
        if (holder or target) and not wanted:
            raise NothingToReport(
                f"No article with a date has a stance of {holder or 'anybody'} toward {target or 'anybody'}. "
                "Leave out one of --holder and --target, or --since."
            )
        wanted.sort(key=lambda row: -row["dated_count"])
        chosen = [row | {"unit": _unit(row)} for row in wanted[:TIMELINES]]
        self._give("timeline_pair", chosen, "anchor", "holder_actor_id", "target_actor_id", "unit")
        self._keep("timeline_point", "points")
        points = self._fetched("SELECT * EXCLUDE (stance_ids) FROM timeline_point ORDER BY period, polarity")
        return [row | {"points": [one for one in points if one["pair_anchor"] == row["anchor"]]} for row in chosen]

    def _turns(self) -> list[Row]:
        """The changes of mind, with an anchor for the sentences of before and of after."""
        turns = _anchored(self._rows("turns"), "turn")
        for row in turns:
            row |= {"before_anchor": f"{row['anchor']}-before", "after_anchor": f"{row['anchor']}-after"}
        names = ("holder_actor_id", "target_actor_id", "before", "before_on", "after", "changed_on")
        self._give("shown_turn", turns, "before_anchor", "after_anchor", *names)
        return turns

    def _groups(self) -> dict[str, Group]:
        self._keep("mark_stance", "stances_of_marks")
        self._keep("mark_statement", "statements_of_marks")
        stances, statements = self._rows("stance_sentences"), self._rows("statement_sentences")
        return groups_of_stances(stances) | groups_of_statements(statements)

    def _keep(self, table: str, query: str | None = None) -> None:
        """The query's result as a temporary table of its name, or of another."""
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {self.sql[query or table]}")

    def _give(self, table: str, rows: Iterable[Row], *columns: str) -> None:
        """Columns of the rows as a table that queries can name."""
        schema = {name: pl.Date() if name.endswith("_on") else pl.String() for name in columns}
        values = [[row[name] for name in columns] for row in rows]
        self.connection.register(table, pl.DataFrame(values, schema, orient="row"))

    def _rows(self, query: str) -> list[Row]:
        return self._fetched(self.sql[query])

    def _asked(self, query: str) -> list[Row]:
        return self._fetched(self.cookbook[query])

    def _fetched(self, sql: str) -> list[Row]:
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _anchored(rows: list[Row], kind: str) -> list[Row]:
    return [{"anchor": f"{kind}-{number}", **row} for number, row in enumerate(rows, start=1)]


def _most_frequent(pairs: list[Row], side: str) -> list[str]:
    counts: Counter[str] = Counter()
    for row in pairs:
        counts[row[f"{side}_actor_id"]] += row["stance_count"]
    return [actor_id for actor_id, _ in counts.most_common(MATRIX_SIZE)]


def _network(pairs: list[Row]) -> tuple[list[Row], list[str]]:
    """The most frequent pairs among the actors with most stances, and those actors that have one."""
    counts: Counter[str] = Counter()
    for row in pairs:
        counts[row["holder_actor_id"]] += row["stance_count"]
        counts[row["target_actor_id"]] += row["stance_count"]
    frequent = {actor_id for actor_id, _ in counts.most_common(NETWORK_ACTORS)}
    edges = [row for row in pairs if {row["holder_actor_id"], row["target_actor_id"]} <= frequent][:NETWORK_EDGES]
    actors = {row[f"{side}_actor_id"] for row in edges for side in ("holder", "target")}
    return edges, sorted(actors, key=lambda actor_id: (-counts[actor_id], actor_id))


def _unit(pair: Row) -> str:
    return next((unit for unit in PERIODS if pair[f"{unit}_count"] <= MOST_PERIODS), PERIODS[-1])


def _of(pairs: list[Row], side: str, actor: str | None) -> list[Row]:
    """The pairs with that holder or target, an actor id or a name in any case."""
    if actor is None:
        return pairs
    asked = actor.casefold()
    found = [row for row in pairs if asked in (row[f"{side}_actor_id"].casefold(), row[f"{side}_name"].casefold())]
    if not found:
        most = ", ".join(_most_frequent(pairs, side)[:5]) or "nobody"
        raise NothingToReport(
            f"No stance of the report has the {side} {actor}. Name an actor id, or a name as the report shows it; "
            f"most frequent are: {most}."
        )
    return found


def _short(actor_id: str, name: str) -> str:
    """The name, or the acronym that is the id of an international organisation where the name is long."""
    kind, _, rest = actor_id.partition(":")
    if kind == ActorKind.IGO and len(name) > LONGEST_LABEL:
        name = rest
    return plain(name, LONGEST_LABEL) or plain(actor_id, LONGEST_LABEL)


def _labels(rows: Iterable[Row]) -> dict[str, str]:
    """Short names, told apart by the kind of actor where two have the same, and then by a number."""
    names: dict[str, str] = {}
    for row in rows:
        for side in ("", "holder_", "target_"):
            if f"{side}actor_id" in row:
                actor_id, name = row[f"{side}actor_id"], row.get(f"{side}name")
                names[actor_id] = _short(actor_id, name or "")
    uses = Counter(names.values())
    labels: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for actor_id, name in names.items():
        label = name if uses[name] == 1 else f"{name} ({plain(actor_id.split(':', 1)[0])})"
        taken[label] += 1
        labels[actor_id] = label if taken[label] == 1 else f"{label} {taken[label]}"
    return labels
