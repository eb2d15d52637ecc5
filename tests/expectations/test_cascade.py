import polars as pl

from expectations.cascade import DEPENDENCIES, Dependency, cascade
from tests.expectations.builder import rows, to_frames
from warehouse.contract import STAGED_TABLES

NOTHING = {"row": pl.UInt32, "expectation": pl.String, "detail": pl.String}


def cascade_of_statements(parents: dict[str, str | None], broken: int) -> dict[str, str]:
    """Statement id to detail of what goes to quarantine, when the statement at a position is broken."""
    batch = rows()
    statement = batch["fact_statement"][0]
    batch["fact_statement"] = [
        {**statement, "statement_id": child, "parent_statement_id": parent} for child, parent in parents.items()
    ]
    batch["fact_stance"] = []
    found = {table: pl.DataFrame(schema=NOTHING) for table in STAGED_TABLES}
    found["fact_statement"] = pl.DataFrame([(broken, "rule is not null", "rule = null")], schema=NOTHING, orient="row")
    kept_out = cascade(to_frames(batch), found)["fact_statement"]
    ids = list(parents)
    return {ids[row]: detail for row, detail in kept_out.select("row", "detail").iter_rows()}


def test_grandchildren_go_whatever_their_order_and_siblings_stay() -> None:
    parents = {"grandchild": "child", "child": "root", "root": None, "other": None, "child of other": "other"}
    assert cascade_of_statements(parents, broken=2) == {
        "root": "rule = null",
        "child": "depends on fact_statement root|1-test",
        "grandchild": "depends on fact_statement child|1-test",
    }


def test_a_circle_of_parents_ends() -> None:
    assert set(cascade_of_statements({"a": "c", "b": "a", "c": "b"}, broken=0)) == {"a", "b", "c"}


def test_facts_depend_on_their_actors_and_their_sentence() -> None:
    assert Dependency("fact_stance", ("target_actor_id",), "dim_actor", ("actor_id",)) in DEPENDENCIES
    sentence = ("document_id", "sentence_index", "extractor_version")
    assert Dependency("fact_mention", sentence, "fact_sentence", sentence) in DEPENDENCIES
