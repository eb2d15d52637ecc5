import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_loads import Batch, load_of

from warehouse.contract import TABLES
from warehouse.errors import ExportRefused, WarehouseMissing
from warehouse.export import MANIFEST, UNDATED, export
from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.query import run_sql
from warehouse.schema import marts

ALL = [*TABLES, *(mart.name for mart in marts())]


def exported(folder: Path, table: str) -> pl.DataFrame:
    return duckdb.sql(f"FROM read_parquet('{folder}/{table}/**/*.parquet', hive_partitioning = true)").pl()


def test_every_table_and_view_comes_back_with_its_rows_and_columns(told: Path, tmp_path: Path) -> None:
    counts = export(told, tmp_path / "out")
    assert list(counts) == ALL
    for name in ALL:
        original, back = run_sql(told, f"FROM {name}"), exported(tmp_path / "out", name)
        assert back.height == original.height == counts[name]
        assert set(back.columns) - {"month"} == set(original.columns) - {"month"}
        columns = [column for column in original.columns if column != "month"]
        assert sorted(back.select(columns).cast(dict(original.select(columns).schema)).rows(), key=repr) == sorted(
            original.select(columns).rows(), key=repr
        )


def test_rows_lie_in_the_folder_of_their_month_and_undated_ones_in_one_of_their_own(told: Path, tmp_path: Path) -> None:
    export(told, tmp_path / "out", ["fact_stance", "stance_matrix", "dim_actor"])
    months = {folder.name for folder in (tmp_path / "out" / "fact_stance").iterdir()}
    assert months == {"month=2022-01-01", "month=2022-02-01", UNDATED}
    found = pl.read_parquet(tmp_path / "out" / "fact_stance" / "month=2022-02-01" / "*.parquet")
    assert set(found["document_id"]) == {"feb"}
    assert exported(tmp_path / "out", "stance_matrix").schema["month"] == pl.Date
    assert [file.name for file in (tmp_path / "out" / "dim_actor").iterdir()] == ["data_0.parquet"]


def test_a_window_keeps_the_rows_of_its_days(told: Path, tmp_path: Path) -> None:
    export(told, tmp_path / "out", since=date(2022, 2, 1), until=date(2022, 2, 20))
    assert set(exported(tmp_path / "out", "dim_document")["document_id"]) == {"feb"}
    assert set(exported(tmp_path / "out", "current_stance")["document_id"]) == {"feb"}
    assert exported(tmp_path / "out", "dim_actor").height == run_sql(told, "FROM dim_actor").height
    export(told, tmp_path / "none", since=date(2022, 2, 21))
    empty = exported(tmp_path / "none", "fact_stance")
    assert empty.height == 0
    assert {"stance_id", "evidence_text"} <= set(empty.columns)


def test_the_manifest_says_what_it_is(told: Path, tmp_path: Path) -> None:
    counts = export(told, tmp_path / "out", since=date(2022, 1, 1))
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert {name: entry["row_count"] for name, entry in manifest["tables"].items()} == counts
    assert manifest["documents_by_extractor_version"] == {"1": 4}
    assert manifest["newest_load"]["load_id"] == "2022-02"
    assert (manifest["since"], manifest["until"]) == ("2022-01-01", None)
    windows = {name: manifest["tables"][name]["window"] for name in ("fact_stance", "stance_matrix", "most_quoted")}
    assert windows == {"fact_stance": "days", "stance_matrix": "months", "most_quoted": None}


def test_an_export_is_replaced_only_when_told_to_and_nothing_else_ever_is(told: Path, tmp_path: Path) -> None:
    out, mine = tmp_path / "out", tmp_path / "mine"
    export(told, out)
    with pytest.raises(ExportRefused, match="--overwrite"):
        export(told, out)
    export(told, out, ["load"], overwrite=True)
    assert sorted(entry.name for entry in out.iterdir()) == ["load", MANIFEST]
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportRefused, match="no export"):
        export(told, mine, overwrite=True)
    assert (mine / "thesis.txt").read_text() == "years of work"
    (tmp_path / "file").touch()
    with pytest.raises(ExportRefused, match="no folder"):
        export(told, tmp_path / "file", overwrite=True)
    assert {entry.name for entry in tmp_path.iterdir()} == {"out", "mine", "file"}


def test_an_unknown_table_is_told_with_those_that_there_are(told: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"named sqlite_master.*current_stance"):
        export(told, tmp_path / "out", ["sqlite_master"])
    with pytest.raises(WarehouseMissing):
        export(tmp_path / "none.duckdb", tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_an_export_that_fails_leaves_the_earlier_one(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(told, tmp_path / "out")
    before = sorted((tmp_path / "out").rglob("*"))
    monkeypatch.setattr("warehouse.export._manifest", lambda *_: (_ for _ in ()).throw(duckdb.IOException("disk full")))
    with pytest.raises(ExportRefused, match="disk full"):
        export(told, tmp_path / "out", overwrite=True)
    assert sorted((tmp_path / "out").rglob("*")) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_name_with_a_quote_is_only_a_name(path: Path, tmp_path: Path) -> None:
    batch = Batch()
    batch.document("a", "Text of a.", published_on=date(2022, 1, 1))
    odd = tmp_path / "it's" / "w.duckdb"
    with lock(odd):
        publish(odd, load_of(tmp_path, "one", batch))
    assert export(odd, tmp_path / "o'ut", ["dim_document"]) == {"dim_document": 1}


def test_the_command_refuses_in_one_line(told: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-m", "flows.cli", "export", str(tmp_path / "out"), "--warehouse", str(told)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "--overwrite" in refused.stderr
    done = subprocess.run([*command, "--overwrite", "--table", "load"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("2 rows of 1 tables and views")
