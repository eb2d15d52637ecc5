"""The real flow against a real server: what it publishes, what it shows, and what it does when it is disturbed."""

import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psutil
import pytest

pytestmark = pytest.mark.usefixtures("server")

FACTS = ("dim_document", "dim_source", "dim_actor", "actor_alias", "fact_sentence", "fact_mention", "fact_statement",
         "fact_stance", "rejected_input")  # fmt: skip


def ingest(*args: Any, **options: Any) -> Any:
    from flows.ingest import ingest as flow

    return flow(*args, **{"workers": 1} | options)


def tables(warehouse: Path, *, without: tuple[str, ...] = ("load_id",)) -> dict[str, list[tuple[Any, ...]]]:
    """Every fact and dimension, sorted, without what differs from load to load."""
    found = {}
    with duckdb.connect(warehouse, read_only=True) as connection:
        for table in FACTS:
            columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall() if name not in without]
            found[table] = sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
    return found


def test_a_run_accounts_for_every_input_and_every_row(inbox: Path, tmp_path: Path) -> None:
    report = ingest([inbox], tmp_path / "w.duckdb")
    assert (report.input_count, report.document_count, report.duplicate_count) == (6, 3, 1)
    assert report.rejected == {"empty": 1, "not_english": 1}
    assert report.quarantined_rows == {}
    assert all(report.published_rows[f"fact_{kind}"] > 0 for kind in ("sentence", "mention", "statement", "stance"))
    assert report.checks[0].startswith("All ")


def test_every_fact_reads_as_the_characters_that_it_points_to(inbox: Path, tmp_path: Path) -> None:
    ingest([inbox], tmp_path / "w.duckdb")
    with duckdb.connect(tmp_path / "w.duckdb", read_only=True) as connection:
        for table, text in (("fact_sentence", "text"), ("fact_mention", "text"), ("fact_stance", "evidence_text")):
            wrong = connection.execute(
                f"SELECT count(*), count_if(fact.{text} <> document.text[start_char + 1 : end_char]) "
                f"FROM {table} AS fact JOIN dim_document AS document USING (document_id)"
            ).fetchall()
            assert wrong[0][0] > 0
            assert wrong[0][1] == 0


def test_every_mart_and_every_query_of_the_cookbook_runs_on_real_output(inbox: Path, tmp_path: Path) -> None:
    from warehouse.query import list_queries, run_named_query, run_sql
    from warehouse.schema import marts

    ingest([inbox], tmp_path / "w.duckdb")
    answers = {query.name: run_named_query(tmp_path / "w.duckdb", query.name).height for query in list_queries()}
    assert len(answers) >= 10
    empty_by_nature = {"quarantined", "broken_expectations", "near_duplicates", "turned"}
    empty_by_nature |= {"moved_closer", "pair_timeline", "compare_versions"}
    assert {name for name, rows in answers.items() if not rows} <= empty_by_nature
    for mart in marts():
        run_sql(tmp_path / "w.duckdb", f"FROM {mart.name}")


def test_the_same_input_again_changes_nothing(inbox: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    ingest([inbox], warehouse)
    before = warehouse.read_bytes()
    report = ingest([inbox], warehouse)
    assert (report.load_id, report.unchanged_count) == (None, 6)
    assert warehouse.read_bytes() == before


def test_a_changed_article_supersedes_its_old_text(inbox: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    article = inbox / "centcom-carter-abadi-mosul.txt"
    ingest([inbox], warehouse)
    article.write_text(article.read_text(encoding="utf-8") + "\nIran condemned the attack.\n", encoding="utf-8")
    report = ingest([inbox], warehouse)
    assert (report.input_count, report.document_count) == (1, 1)
    with duckdb.connect(warehouse, read_only=True) as connection:
        rows = connection.execute(
            "SELECT document.is_current, contains(text, 'Iran condemned') FROM dim_document AS document "
            "JOIN dim_source USING (document_id) WHERE path = ? ORDER BY 1",
            [str(article)],
        ).fetchall()
    assert rows == [(False, False), (True, True)]


def test_several_processes_publish_what_one_publishes(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("flows.staging.BATCH_CHARACTERS", 3_000)
    ingest([inbox], tmp_path / "one.duckdb", workers=1)
    ingest([inbox], tmp_path / "two.duckdb", workers=2)
    assert tables(tmp_path / "one.duckdb") == tables(tmp_path / "two.duckdb")


def test_a_run_that_failed_is_taken_up_where_it_stopped(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from flows import ingest as module

    undisturbed, warehouse = tmp_path / "a" / "w.duckdb", tmp_path / "b" / "w.duckdb"
    ingest([inbox], undisturbed)
    with monkeypatch.context() as broken:
        broken.setattr(module, "publish_load", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
        with pytest.raises(OSError, match="No space"):
            ingest([inbox], warehouse)
    assert not warehouse.exists()
    with monkeypatch.context() as idle:
        idle.setattr(module, "extract", lambda *_: pytest.fail("extracted again"))
        ingest([inbox], warehouse)
    assert tables(warehouse) == tables(undisturbed)


def test_a_broken_table_level_expectation_stops_the_publication(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from expectations import thresholds
    from flows.errors import PublicationStopped

    warehouse = tmp_path / "w.duckdb"
    ingest([inbox / "voa-nato-russia-talks.txt"], warehouse)
    before = warehouse.read_bytes()
    strict = {
        name: thresholds.Threshold(**{**vars(limit), "minimum": 1000.0, "maximum": None, "minimum_rows_to_judge": 1})
        if name == "statements per 1000 words"
        else limit
        for name, limit in thresholds.thresholds().items()
    }
    monkeypatch.setattr("expectations.totals.thresholds", lambda: strict)
    with pytest.raises(PublicationStopped, match="statements per 1000 words"):
        ingest([inbox], warehouse)
    assert warehouse.read_bytes() == before


def test_bad_rows_go_to_quarantine_with_what_depends_on_them(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from flows import ingest as module

    def spoil(*args: Any) -> dict[str, pl.DataFrame]:
        frames = extract(*args)
        first = pl.int_range(pl.len()) == 0
        frames["fact_statement"] = frames["fact_statement"].with_columns(
            confidence=pl.when(first).then(7.0).otherwise("confidence")
        )
        return frames

    extract = module.extract
    monkeypatch.setattr(module, "extract", spoil)
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("flows.artifacts.create_table_artifact", lambda **artifact: shown.append(artifact))
    report = ingest([inbox], tmp_path / "w.duckdb")
    assert report.quarantined_rows["fact_statement"] >= 1
    (quarantine,) = [artifact["table"] for artifact in shown if artifact["key"] == "quarantine"]
    confidence = next(row for row in quarantine if "confidence" in row["expectation"])
    assert (confidence["table"], confidence["rows"]) == (r"fact\_statement", 1)
    assert "confidence = 7.0" in confidence["examples"]
    with duckdb.connect(tmp_path / "w.duckdb", read_only=True) as connection:
        expectations = connection.execute("SELECT expectation FROM quarantine WHERE table_name = 'fact_statement'")
        assert "confidence" in str(expectations.fetchall())
        orphans = connection.execute(
            "SELECT count(*) FROM fact_stance ANTI JOIN fact_statement USING (statement_id) "
            "WHERE statement_id IS NOT NULL"
        ).fetchall()
    assert orphans == [(0,)]


def kill_first_child_of_pool(deadline: float = 60) -> None:
    """Kills, once, a process of the pool that has begun to work."""
    until = time.monotonic() + deadline
    while time.monotonic() < until:
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()) and child.cpu_times().user > 1:
                child.kill()
                return
        time.sleep(0.1)


def test_a_process_that_is_killed_costs_nothing_but_time(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("flows.staging.BATCH_CHARACTERS", 3_000)
    ingest([inbox], tmp_path / "undisturbed.duckdb")
    killer = threading.Thread(target=kill_first_child_of_pool)
    killer.start()
    ingest([inbox], tmp_path / "w.duckdb", workers=2)
    killer.join()
    assert tables(tmp_path / "w.duckdb") == tables(tmp_path / "undisturbed.duckdb")


def test_a_second_run_on_a_warehouse_is_refused(inbox: Path, tmp_path: Path) -> None:
    from warehouse.errors import WarehouseInUse
    from warehouse.lock import lock

    with lock(tmp_path / "w.duckdb"), pytest.raises(WarehouseInUse, match="being loaded"):
        ingest([inbox], tmp_path / "w.duckdb")


def test_an_empty_folder_is_an_error_unless_it_is_an_inbox(tmp_path: Path) -> None:
    from transforms.read import InputError

    folder = tmp_path / "nothing"
    folder.mkdir()
    with pytest.raises(InputError, match="No file"):
        ingest([folder], tmp_path / "w.duckdb")
    assert ingest([folder], tmp_path / "w.duckdb", allow_empty=True).load_id is None
    assert not (tmp_path / "w.duckdb").exists()


def test_parameters_are_validated(tmp_path: Path) -> None:
    from prefect.exceptions import ParameterTypeError

    with pytest.raises(ParameterTypeError):
        ingest([], tmp_path / "w.duckdb")


def test_the_run_its_tasks_and_its_artifacts_can_be_read_back_from_the_server(inbox: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

    warehouse = tmp_path / "w.duckdb"
    ingest([inbox], warehouse)
    with get_client(sync_client=True) as client:
        (run,) = [
            run
            for run in client.read_flow_runs(
                flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=["ingest: 3 new articles, 2 rejected"]))
            )
            if run.parameters["warehouse"] == str(warehouse)
        ]
        tasks = {task.name.split("-")[0] for task in task_runs(client, run.id)}
        artifacts = {artifact.key: artifact for artifact in artifacts_of(client, run.id)}
    assert run.state_name == "Completed"
    assert {"Find new inputs", "Validate", "Publish"} <= tasks
    assert any(name.startswith("Extract batch") for name in tasks)
    assert set(artifacts) == {"run-result", "validation", "counts", "newest-statements", "documents"}
    assert "3 documents published" in artifacts["run-result"].description
    assert "Strongest stances" in artifacts["run-result"].data


def task_runs(client: Any, flow_run_id: Any) -> Any:
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    return client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))


def artifacts_of(client: Any, flow_run_id: Any) -> Any:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    return client.read_artifacts(
        artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]))
    )


def test_an_overlay_renames_actors(inbox: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "mine.csv"
    overlay.write_text("alias,actor_id\nKremlin,org:Kremlin\n", encoding="utf-8")
    ingest([inbox], tmp_path / "w.duckdb", overlay=overlay)
    with duckdb.connect(tmp_path / "w.duckdb", read_only=True) as connection:
        found = connection.execute("SELECT DISTINCT actor_id FROM fact_mention WHERE text = 'Kremlin'").fetchall()
    assert found == [("org:Kremlin",)]


def test_staging_is_gone_after_a_load(inbox: Path, tmp_path: Path) -> None:
    ingest([inbox], tmp_path / "w.duckdb")
    assert not list((tmp_path / "staging").rglob("*.parquet"))


def test_a_run_over_several_batches_shows_how_far_it_is(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("flows.staging.BATCH_CHARACTERS", 3_000)
    shown: list[tuple[float, str]] = []
    monkeypatch.setattr(
        "flows.ingest.update_progress_artifact", lambda _, progress, said: shown.append((progress, said))
    )
    ingest([inbox], tmp_path / "w.duckdb", profile="fast")
    assert len(shown) > 2
    assert shown == sorted(shown)
    assert (shown[0][0], shown[-1][0]) == (0, 100)
    assert shown[-1][1] == f"{len(shown) - 1} of {len(shown) - 1} batches extracted"


def test_a_busy_warehouse_is_skipped_or_waited_for(inbox: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from flows.runs import SkippedRun
    from warehouse.lock import lock

    monkeypatch.setattr("flows.busy.POLL_SECONDS", 0.1)
    warehouse = tmp_path / "w.duckdb"
    with lock(warehouse):
        assert isinstance(ingest([inbox], warehouse, when_busy="skip"), SkippedRun)
    holding = lock(warehouse)
    holding.__enter__()
    threading.Timer(1, holding.__exit__, (None, None, None)).start()
    assert ingest([inbox], warehouse, when_busy="wait", profile="fast").document_count == 3
