"""What maintenance removes, and what it does not."""

import os
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("server")

WEEK = 7 * 86_400


def aged(folder: Path, seconds: float) -> Path:
    folder.mkdir(parents=True)
    (folder / "file").write_text("x")
    for path in (folder / "file", folder):
        os.utime(path, (time.time() - seconds,) * 2)
    return folder


def test_old_folders_go_and_the_warehouse_stays_whole(inbox: Path, tmp_path: Path) -> None:
    import duckdb

    from flows.ingest import ingest
    from flows.maintenance import maintenance

    warehouse = tmp_path / "w.duckdb"
    ingest([inbox], warehouse, workers=1, profile="fast")
    with duckdb.connect(warehouse, read_only=True) as connection:
        before = connection.execute("SELECT count(*), sum(hash(stance_id)) FROM fact_stance").fetchall()
    staging, docs = tmp_path / "staging" / "w.duckdb", tmp_path / "data_docs" / "validations"
    old = [aged(staging / "version" / "old", WEEK + 60), aged(docs / "dim_actor" / "old", WEEK + 60)]
    new = [aged(staging / "version" / "new", WEEK - 60), aged(docs / "dim_actor" / "new", WEEK - 60)]
    other = aged(tmp_path / "staging" / "other.duckdb" / "version" / "old", 10 * WEEK)
    maintenance(warehouse, staging_days=7, data_docs_days=7)
    assert [folder.exists() for folder in old] == [False, False]
    assert [folder.exists() for folder in (*new, other)] == [True, True, True]
    assert len(list(docs.glob("*/*"))) > 1, "the pages of the run that just was"
    with duckdb.connect(warehouse, read_only=True) as connection:
        assert connection.execute("SELECT count(*), sum(hash(stance_id)) FROM fact_stance").fetchall() == before


def test_without_a_warehouse_there_is_nothing_to_do(tmp_path: Path) -> None:
    from flows.maintenance import maintenance

    maintenance(tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()
