"""Windows of dates, dry runs, a new version of the extractor, and what is to be forgotten, through the real flows."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

pytestmark = pytest.mark.usefixtures("server")

FACTS = ("fact_sentence", "fact_mention", "fact_statement", "fact_stance")
OVERLAY = "alias,actor_id\nKremlin,org:Kremlin\nSmith,person:Somebody Else\nMosul,org:Mosul\n"
REMARKS = "white-house-biden-on-annexation.md"


def ingest(paths: list[Path], warehouse: Path, **options: Any) -> Any:
    from flows.ingest import ingest as flow

    return flow(paths, warehouse, **{"workers": 1, "profile": "fast"} | options)


def reprocess(warehouse: Path, **options: Any) -> Any:
    from flows.reprocess import reprocess as flow

    return flow(warehouse, **{"workers": 1, "profile": "fast"} | options)


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(warehouse, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def rows(warehouse: Path, table: str, version: str | None = None, *, without: str = "load_id") -> list[Any]:
    where = f"WHERE extractor_version = '{version}'" if version else ""
    without = "" if table == "actor_alias" else f"EXCLUDE ({without})"
    return sorted(ask(warehouse, f"SELECT * {without} FROM {table} {where}"), key=repr)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A new version of the extractor: other actors, and so other facts."""
    file = tmp_path / "overlay.csv"
    file.write_text(OVERLAY, encoding="utf-8")
    return file


@pytest.fixture
def old(inbox: Path, tmp_path: Path) -> Path:
    """A warehouse that an older version loaded."""
    warehouse = tmp_path / "old" / "w.duckdb"
    ingest([inbox], warehouse)
    return warehouse


# --- reprocess ---


def test_reprocessing_without_the_files_equals_a_fresh_run_of_the_new_version(
    inbox: Path, old: Path, overlay: Path, tmp_path: Path
) -> None:
    from transforms.version import Profile, extractor_version

    fresh = tmp_path / "fresh" / "w.duckdb"
    ingest([inbox], fresh, overlay=overlay)
    before = {table: rows(old, table) for table in FACTS}
    documents = rows(old, "dim_document", without="load_id, extractor_version")
    sources = rows(old, "dim_source")
    shutil.rmtree(inbox)
    report = reprocess(old, overlay=overlay)
    version = extractor_version(overlay, Profile.FAST)
    assert (report.document_count, report.rejected, report.quarantined_rows) == (3, {}, {})
    for table in FACTS:
        assert rows(old, table, version) == rows(fresh, table, version)
        assert set(map(repr, before[table])) <= set(map(repr, rows(old, table)))  # the old facts stay
    assert rows(old, "fact_mention", version) != before["fact_mention"]
    assert rows(old, "dim_document", without="load_id, extractor_version") == documents
    assert rows(old, "dim_source") == sources
    assert ask(old, "SELECT DISTINCT extractor_version FROM dim_document") == [(version,)]
    for mart in ("current_statement", "current_stance", "who_said_what", "stance_matrix", "most_quoted"):
        columns = [name for (name, *_) in ask(old, f"DESCRIBE {mart}") if name != "load_id"]
        shown = f"SELECT {', '.join(columns)} FROM {mart}"
        assert sorted(ask(old, shown), key=repr) == sorted(ask(fresh, shown), key=repr)


@pytest.mark.parametrize(
    "text", sorted((Path(__file__).parents[2] / "seeds" / "articles").glob("*")), ids=lambda p: p.stem
)
def test_a_kept_document_is_the_document_that_was_cleaned(text: Path) -> None:
    from dataclasses import replace

    from transforms.clean import clean
    from transforms.documents import CleanDocument, KeptDocument, RawDocument
    from transforms.kept import kept_document, kept_row
    from transforms.read import read

    (raw,) = read(text)
    assert isinstance(raw, RawDocument)
    document = clean(raw)
    if not isinstance(document, CleanDocument):
        pytest.skip("no article")
    kept = KeptDocument(raw.path, raw.record, raw.raw_hash, raw.byte_count, raw.encoding, document)
    assert kept_document(kept_row(kept)) == replace(kept, name=None)


def test_reprocessing_again_does_nothing(old: Path, overlay: Path) -> None:
    reprocess(old, overlay=overlay)
    before = old.read_bytes()
    report = reprocess(old, overlay=overlay)
    assert (report.load_id, report.unchanged_count) == (None, 3)
    assert report.headline.startswith("Nothing to extract again")
    assert old.read_bytes() == before


def test_links_between_near_duplicates_and_superseded_texts_survive(inbox: Path, overlay: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    article = inbox / "centcom-carter-abadi-mosul.txt"
    repeat = inbox / "nearly-the-same.txt"
    repeat.write_text(article.read_text(encoding="utf-8") + "\nIran condemned the attack.\n", encoding="utf-8")
    ingest([inbox], warehouse)
    article.write_text(article.read_text(encoding="utf-8") + "\nTurkey praised the attack.\n", encoding="utf-8")
    ingest([inbox], warehouse)
    columns = (
        "SELECT document_id, near_duplicate_of, near_duplicate_similarity, is_current, title, load_id FROM dim_document"
    )
    before = sorted(ask(warehouse, columns))
    assert any(link for (_, link, *_) in before)
    assert {is_current for (_, _, _, is_current, *_) in before} == {True, False}
    report = reprocess(warehouse, overlay=overlay)
    assert sorted(ask(warehouse, columns)) == before
    assert report.document_count == sum(is_current for (_, _, _, is_current, *_) in before)


def test_a_text_of_an_older_version_that_turns_up_at_a_new_place_is_extracted_again(
    inbox: Path, old: Path, overlay: Path
) -> None:
    shutil.copy(inbox / REMARKS, inbox / "found-again.md")
    report = ingest([inbox], old, overlay=overlay)
    assert (report.input_count, report.document_count, report.near_duplicate_count) == (1, 1, 0)
    assert ask(old, "SELECT count(DISTINCT extractor_version) FROM dim_document") == [(2,)]


KILLED = """
import os, signal, sys
from pathlib import Path
from flows import ingest, reprocess, staging

def write(batch, frames, wrote=staging.write_extracted):
    wrote(batch, frames)
    os.kill(os.getpid(), signal.SIGKILL)

staging.BATCH_CHARACTERS = 1
if sys.argv[3] == "extracting":
    staging.write_extracted = write
else:
    ingest.publish_load = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
reprocess.reprocess(Path(sys.argv[1]), Path(sys.argv[2]), "fast", 1)
"""


@pytest.mark.parametrize("moment", ["extracting", "publishing"])
def test_a_reprocessing_that_is_killed_is_taken_up_where_it_stopped(
    inbox: Path, old: Path, overlay: Path, tmp_path: Path, monkeypatch: Any, moment: str
) -> None:
    from prefect.client.orchestration import get_client

    from flows import ingest as module
    from transforms.version import Profile, extractor_version

    undisturbed = tmp_path / "undisturbed" / "w.duckdb"
    undisturbed.parent.mkdir()
    shutil.copy(old, undisturbed)
    shutil.rmtree(inbox)
    reprocess(undisturbed, overlay=overlay)
    before = old.read_bytes()
    with get_client(sync_client=True) as client:  # a server of its own would outlive the process
        address = {"PREFECT_API_URL": str(client.api_url)}
    command = [sys.executable, "-c", KILLED, str(old), str(overlay), moment]
    killed = subprocess.run(command, env=os.environ | address, capture_output=True, text=True, timeout=300)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert old.read_bytes() == before
    extracted = list((old.parent / "staging").rglob("extracted"))
    assert extracted
    taken = []
    real = module.extract
    monkeypatch.setattr("flows.staging.BATCH_CHARACTERS", 1)
    monkeypatch.setattr(module, "extract", lambda *args: taken.append(args) or real(*args))
    reprocess(old, overlay=overlay)
    assert len(taken) == (2 if moment == "extracting" else 0)
    version = extractor_version(overlay, Profile.FAST)
    for table in (*FACTS, "dim_document"):
        assert rows(old, table, version) == rows(undisturbed, table, version)


def test_a_document_that_fails_keeps_its_old_facts_and_says_so(old: Path, overlay: Path, monkeypatch: Any) -> None:
    from flows import ingest as module

    def spoil(*args: Any) -> dict[str, pl.DataFrame]:
        frames = real(*args)
        first = pl.int_range(pl.len()) == 0
        frames["dim_document"] = frames["dim_document"].with_columns(
            word_count=pl.when(first).then(0).otherwise("word_count")
        )
        return frames

    real = module.extract
    monkeypatch.setattr(module, "extract", spoil)
    shown = dict(ask(old, "SELECT document_id, count(*) FROM current_statement GROUP BY ALL"))
    report = reprocess(old, overlay=overlay)
    assert (report.document_count, report.rejected) == (2, {"quarantined": 1})
    assert "1 document could not be, and keep" in report.headline
    assert ask(old, "SELECT count(DISTINCT extractor_version), count(*) FROM dim_document") == [(2, 3)]
    after = dict(ask(old, "SELECT document_id, count(*) FROM current_statement GROUP BY ALL"))
    assert after.keys() == shown.keys()
    monkeypatch.setattr(module, "extract", real)
    assert reprocess(old, overlay=overlay).document_count == 1
    assert ask(old, "SELECT count(*) FROM rejected_input WHERE reason = 'quarantined'") == [(0,)]


def test_versions_can_be_compared(old: Path, overlay: Path) -> None:
    from transforms.version import Profile, extractor_version
    from warehouse.query import run_named_query

    first, second = extractor_version(None, Profile.FAST), extractor_version(overlay, Profile.FAST)
    reprocess(old, overlay=overlay)
    versions = run_named_query(old, "versions")
    assert versions["extractor_version"].to_list() == [second, first]
    assert versions["documents_shown_by_marts"].to_list() == [3, 0]
    assert versions["documents_extracted"].to_list() == [3, 3]
    compared = run_named_query(old, "compare_versions")
    summary = compared.filter(pl.col("fact_id").is_null())
    assert compared.head(summary.height).equals(summary)
    assert set(compared["before_version"]) == {first}
    stances = {row["found_by"]: row["fact_count"] for row in summary.filter(fact="stance").to_dicts()}
    ids = {
        version: {
            key for (key,) in ask(old, f"SELECT stance_id FROM fact_stance WHERE extractor_version = '{version}'")
        }
        for version in (first, second)
    }
    assert stances.get("only after", 0) == len(ids[second] - ids[first])
    assert stances.get("only before", 0) == len(ids[first] - ids[second])
    assert stances["both"] == len(ids[first] & ids[second])
    listed = compared.filter(pl.col("fact_id").is_not_null(), fact="stance")
    assert set(listed["fact_id"]) == ids[first] ^ ids[second]
    assert listed.height > 0
    turned = run_named_query(old, "compare_versions", {"before": second, "after": first})
    assert turned.filter(found_by="only after").height == compared.filter(found_by="only before").height


# --- windows and dry runs ---


def test_a_window_leaves_the_others_for_a_later_run(inbox: Path, tmp_path: Path) -> None:
    warehouse, whole = tmp_path / "w.duckdb", tmp_path / "whole" / "w.duckdb"
    ingest([inbox], whole)
    days = dict(ask(whole, "SELECT document_id, published_on FROM dim_document"))
    assert len(days) == 3
    dated = sorted(day for day in days.values() if day)
    day = dated[-1]
    inside = sum(one == day for one in dated)
    report = ingest([inbox], warehouse, since=day, until=day)
    assert report.document_count == inside
    assert set(ask(warehouse, "SELECT published_on FROM dim_document")) == {(day,)}
    assert report.input_count + report.outside_count + report.undated_count == 6
    assert f"{report.undated_count} without a date" in report.headline
    later = ingest([inbox], warehouse)
    assert later.input_count == 6 - report.input_count
    for table in (*FACTS, "dim_document", "dim_source", "rejected_input"):
        assert rows(warehouse, table) == rows(whole, table)


def test_a_window_is_by_the_date_that_the_document_gets(tmp_path: Path) -> None:
    from flows.inputs import State, Window, new_inputs
    from transforms.read import ColumnNames

    body = "The minister said on Monday that the government supports the plan, and that Russia rejects it. " * 3
    lines = [
        {"text": body + "One.", "date": "2022-01-31"},
        {"text": body + "Two.", "date": "1 February 2022"},
        {"text": body + "Three.", "date": "02/03/2022"},
        {"text": f"A title of a story\n\nPublished on 28 February 2022\n\n{body} Four."},
        {"text": body + "Five."},
        {"text": "short"},
    ]
    file = tmp_path / "articles.jsonl"
    pl.DataFrame(lines, infer_schema_length=None).write_ndjson(file)
    inputs = new_inputs([file], tmp_path / "none.duckdb", ColumnNames(), Window(date(2022, 2, 1), date(2022, 2, 28)))
    assert [found.record for found in inputs()] == [2, 4]
    assert [found.record for found in inputs()] == [2, 4]
    assert inputs.counts() == {State.NEW: 2, State.OUTSIDE: 1, State.UNDATED: 3}


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    from flows.errors import RunError
    from flows.inputs import Window

    with pytest.raises(RunError, match="before it begins"):
        Window(date(2022, 2, 1), date(2022, 1, 1))


def command(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=300,
    )


def everything_under(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.rglob("*") if file.is_file()}


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    inbox: Path, old: Path, overlay: Path, tmp_path: Path
) -> None:
    (inbox / "german.txt").write_text("Changed. " * 30, encoding="utf-8")
    shutil.copy(inbox / REMARKS, inbox / "another.md")
    before = everything_under(tmp_path)
    found = command(
        "run", inbox, "--warehouse", old, "--dry-run", "--profile", "fast", "--overlay", overlay, folder=tmp_path
    )
    assert found.returncode == 0, found.stderr
    assert "1 new input and 1 changed one; 5 are unchanged" in found.stdout
    assert "extract 3 documents again" in found.stdout
    again = command("reprocess", "--warehouse", old, "--dry-run", "--profile", "fast", folder=tmp_path)
    assert "extract 0 documents again" in again.stdout
    assert "3 are of this version already" in again.stdout
    missing = command("reprocess", "--warehouse", tmp_path / "none.duckdb", "--dry-run", folder=tmp_path)
    assert missing.returncode == 1
    assert "no warehouse" in missing.stderr
    assert everything_under(tmp_path) == before


# --- forget ---


def test_what_is_forgotten_is_not_loaded_again_unless_it_is_to_be_learned_anew(
    inbox: Path, old: Path, tmp_path: Path
) -> None:
    from flows.forget import find, forget_found

    article = inbox / "voa-nato-russia-talks.txt"
    whole = {table: rows(old, table) for table in (*FACTS, "dim_document", "dim_source", "dim_actor", "actor_alias")}
    found = find(old, [str(article)])
    assert str(inbox / "the-same-again.txt") in "\n".join(found.lines())
    assert forget_found(old, found).startswith("Forgotten: 1 document.")

    without = tmp_path / "without" / "w.duckdb"
    others = [file for file in inbox.iterdir() if file.name not in ("voa-nato-russia-talks.txt", "the-same-again.txt")]
    ingest(others, without)
    for table in (*FACTS, "dim_document", "dim_source", "actor_alias", "rejected_input"):
        assert rows(old, table) == rows(without, table)
    assert rows(old, "dim_actor") == rows(without, "dim_actor")

    article.write_text(article.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8", newline="")
    report = ingest([inbox], old)  # the copy has the forgotten bytes, the article now others of the same text
    assert (report.document_count, report.rejected) == (0, {"forgotten": 2})
    assert ingest([inbox], old).load_id is None
    learned = ingest([inbox], old, relearn=True)
    assert (learned.document_count, learned.duplicate_count) == (1, 1)
    for table in (*FACTS, "dim_document", "dim_actor", "actor_alias"):
        assert rows(old, table) == whole[table]
    assert ask(old, "SELECT count(*) FROM forgotten") == [(0,)]
    assert ask(old, "SELECT count(*) FROM rejected_input WHERE reason = 'forgotten'") == [(0,)]


def test_forgetting_asks_first_and_knows_what_it_does_not_know(inbox: Path, old: Path, tmp_path: Path) -> None:
    ((document_id,),) = ask(old, "SELECT document_id FROM dim_source WHERE path LIKE '%annexation%'")
    refused = command("forget", document_id, "--warehouse", old, folder=tmp_path)
    assert refused.returncode == 1
    assert ask(old, "SELECT count(*) FROM dim_document") == [(3,)]
    unknown = command("forget", "no-such-file.txt", "--warehouse", old, "--yes", folder=tmp_path)
    assert unknown.returncode == 1
    assert "has no document" in unknown.stderr
    done = command("forget", document_id, inbox / "german.txt", "--warehouse", old, "--yes", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 rejected input" in done.stdout
    assert ask(old, "SELECT count(*) FROM dim_document") == [(2,)]


def test_a_repeat_of_what_is_forgotten_counts_in_its_place(inbox: Path, tmp_path: Path) -> None:
    from flows.forget import find, forget_found

    warehouse = tmp_path / "w.duckdb"
    article = inbox / "centcom-carter-abadi-mosul.txt"
    ingest([article], warehouse)
    for number, ending in enumerate(("Iran condemned the attack.", "Turkey praised the attack.")):
        repeat = inbox / f"repeat-{number}.txt"
        repeat.write_text(f"{article.read_text(encoding='utf-8')}\n{ending}\n", encoding="utf-8")
        ingest([repeat], warehouse)
    links = "SELECT count(near_duplicate_of), count(*), (SELECT count(*) FROM current_document) FROM dim_document"
    assert ask(warehouse, links) == [(2, 3, 1)]
    said = forget_found(warehouse, find(warehouse, [str(article)]))
    assert "2 documents that nearly repeated" in said
    assert ask(warehouse, links) == [(1, 2, 1)]


def test_a_folder_stands_for_all_below_it(inbox: Path, old: Path) -> None:
    from flows.forget import find

    assert find(old, [str(inbox)]).documents.height == 3
    assert find(old, [str(inbox.parent)]).documents.height == 3
