"""What is forgotten is gone from every table and from the file, and nothing else is."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_loads import Batch, load_of

from warehouse.contract import TABLES, polars_schema
from warehouse.errors import NothingToForget, WarehouseMissing
from warehouse.forget import find, forget
from warehouse.lock import lock
from warehouse.publish import NEAR_DUPLICATE_SCHEMA, publish
from warehouse.query import run_sql
from warehouse.read import forgotten_hashes

NO_LINKS = NEAR_DUPLICATE_SCHEMA.to_frame()
SECRET = "Jane Roe told of Xyzzyplugh in Quuxville."


@pytest.fixture
def copy(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(told, tmp_path / "w.duckdb"))


def counts(path: Path) -> dict[str, int]:
    return {table: run_sql(path, f"SELECT count(*) FROM {table}").item() for table in TABLES}


def test_a_document_is_gone_from_every_table(copy: Path) -> None:
    before = counts(copy)
    documents, _ = find(copy, ["feb"])
    assert documents.select("document_id", "paths", "statement_count", "stance_count").rows() == [
        ("feb", ["feb.txt"], 1, 2)
    ]
    forget(copy, ["feb"], NO_LINKS)
    for table in TABLES:
        if "document_id" in {column.name for column in TABLES[table].columns} and table != "forgotten":
            assert run_sql(copy, f"SELECT count(*) FROM {table} WHERE document_id = 'feb'").item() == 0
    after = counts(copy)
    gone = {table: before[table] - after[table] for table in TABLES if before[table] != after[table]}
    assert gone == {
        "dim_document": 1, "dim_source": 1, "dim_actor": 1, "actor_alias": 1, "fact_sentence": 1, "fact_mention": 2,
        "fact_statement": 1, "fact_stance": 2, "forgotten": -1,
    }  # fmt: skip
    assert forgotten_hashes(copy) == {"feb"}


def test_actors_that_nobody_names_any_more_go_and_who_counted_as_one_counts_as_itself(copy: Path) -> None:
    alias = "SELECT canonical_actor_id, reason FROM actor_alias WHERE actor_id = 'person:Lavrov'"
    assert run_sql(copy, alias).row(0) == ("person:Sergey Lavrov", "last_name")
    forget(copy, ["feb"], NO_LINKS)
    assert run_sql(copy, alias).row(0) == ("person:Lavrov", "same")
    actors = set(run_sql(copy, "FROM dim_actor")["actor_id"])
    assert actors == {"country:RUS", "country:USA", "igo:NATO", "person:Lavrov"}


def test_the_words_of_what_is_forgotten_are_not_in_the_file_any_more(path: Path, tmp_path: Path) -> None:
    batch = Batch()
    batch.document("secret", SECRET)
    for number in range(200):
        batch.document(f"other{number}", f"Nothing of interest was said on day {number}.")
    quarantined = pl.DataFrame(
        [{"table_name": "fact_sentence", "row_key": "secret|1|1", "document_id": "secret",
          "expectation": "text_matches_span", "detail": "text = Xyzzyplugh", "row_json": "Xyzzyplugh"}],
        schema=polars_schema(TABLES["quarantine"], staged=True),
    )  # fmt: skip
    results = pl.DataFrame(
        [{"table_name": "fact_sentence", "expectation": "text_matches_span", "level": "row", "is_met": False,
          "evaluated_row_count": 201, "unexpected_row_count": 1, "detail": "secret|1|1: Xyzzyplugh"}],
        schema=polars_schema(TABLES["expectation_result"], staged=True),
    )  # fmt: skip
    found = {"quarantine": quarantined, "expectation_results": results, "extracted_row_count": batch.row_count() + 1}
    with lock(path):
        publish(path, load_of(tmp_path, "one", batch, **found))
    assert b"Xyzzyplugh" in path.read_bytes()
    forget(path, ["secret.txt"], NO_LINKS)
    assert b"Xyzzyplugh" not in path.read_bytes()
    assert b"Quuxville" not in path.read_bytes()
    assert run_sql(path, "SELECT is_met, detail FROM expectation_result").row(0) == (False, None)
    assert run_sql(path, "SELECT count(*) FROM dim_document").item() == 200
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["one", path.name, f"{path.name}.lock"]


def test_what_repeated_a_forgotten_text_repeats_another_or_none(path: Path, tmp_path: Path) -> None:
    batch = Batch()
    for name in ("first", "second", "third"):
        batch.document(name, f"The same text, once more: {name}.")
    links = [("second", "first", 0.9), ("third", "first", 0.8)]
    with lock(path):
        publish(path, load_of(tmp_path, "one", batch, near_duplicates=links))
    new = pl.DataFrame([("third", "second", 0.75)], schema=NEAR_DUPLICATE_SCHEMA, orient="row")
    forget(path, ["first"], new)
    found = run_sql(
        path, "SELECT document_id, near_duplicate_of, near_duplicate_similarity FROM dim_document ORDER BY 1"
    )
    assert found.rows() == [("second", None, None), ("third", "second", 0.75)]


def test_a_path_stands_for_all_that_was_seen_there_and_a_folder_for_all_below(path: Path, tmp_path: Path) -> None:
    batch = Batch()
    batch.document("a", "Text of a.", path="/in/one.txt")
    batch.source("a", "/elsewhere/one.txt")
    batch.document("b", "Text of b.", path="/in/two.txt")
    batch.document("c", "Text of c.", path="/in-the-end.txt")
    batch.rejected("/in/empty.txt", "e3b0", "empty")
    newer = Batch()
    newer.document("b2", "Newer text of b.", path="/in/two.txt")
    with lock(path):
        publish(path, load_of(tmp_path, "one", batch))
        publish(path, load_of(tmp_path, "two", newer))
    assert find(path, ["/in/one.txt"])[0]["paths"].to_list() == [["/elsewhere/one.txt", "/in/one.txt"]]
    assert set(find(path, ["/in/two.txt"])[0]["document_id"]) == {"b", "b2"}
    documents, rejected = find(path, ["/in"])
    assert (set(documents["document_id"]), rejected) == ({"a", "b", "b2"}, 1)
    forget(path, ["/in/"], NO_LINKS)
    assert run_sql(path, "SELECT document_id FROM dim_document").rows() == [("c",)]
    assert run_sql(path, "SELECT path FROM dim_source").rows() == [("/in-the-end.txt",)]
    assert forgotten_hashes(path) == {"a", "b", "b2", "e3b0"}


def test_what_is_not_there_is_told_and_nothing_is_made(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToForget, match="no document nowhere"):
        find(copy, ["feb", "nowhere"])
    with pytest.raises(WarehouseMissing):
        find(tmp_path / "none.duckdb", ["feb"])
    assert not (tmp_path / "none.duckdb").exists()


def test_comments_keys_and_views_survive(copy: Path) -> None:
    def structure(path: Path) -> list[object]:
        with duckdb.connect(path, read_only=True) as connection:
            return [
                sorted(connection.execute(sql).fetchall(), key=repr)
                for sql in (
                    "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()",
                    "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()",
                    "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal",
                    "SELECT number FROM schema_migration",
                )
            ]

    before = structure(copy)
    forget(copy, ["feb"], NO_LINKS)
    assert structure(copy) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse import forget as steps
from warehouse.publish import NEAR_DUPLICATE_SCHEMA

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(steps, sys.argv[2], die)
steps.forget(Path(sys.argv[1]), ["feb"], NEAR_DUPLICATE_SCHEMA.to_frame())
"""


@pytest.mark.parametrize("step", ["_remove", "_compact", "replace_published"])
def test_a_forgetting_that_is_killed_leaves_the_file_and_can_be_run_again(copy: Path, step: str) -> None:
    before = copy.read_bytes()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(copy), step], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert copy.read_bytes() == before
    with lock(copy):
        forget(copy, ["feb"], NO_LINKS)
    assert run_sql(copy, "SELECT count(*) FROM dim_document").item() == 3
    assert not list(copy.parent.glob("*.next*")) + list(copy.parent.glob("*.compact*"))
