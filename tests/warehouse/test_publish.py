from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_loads import Batch, load_of

from warehouse.connection import CONFIG
from warehouse.errors import NotAWarehouse, NotWritable, PublicationRefused, WarehouseInUse, WarehouseTooNew
from warehouse.lock import next_path
from warehouse.publish import publish
from warehouse.query import run_sql
from warehouse.read import known_actors, known_documents, ledger, load_summary, loads


def one(
    document_id: str = "a", *, text: str = "Russia condemned NATO.", path: str | None = None, version: str = "1"
) -> Batch:
    batch = Batch(version=version)
    batch.document(document_id, text, path=path)
    return batch


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    return run_sql(path, sql).rows()


def current(path: Path) -> dict[object, object]:
    return dict(rows(path, "SELECT document_id, is_current FROM dim_document ORDER BY 1"))


# What is counted


def test_a_load_is_counted_in_the_ledger(path: Path, tmp_path: Path) -> None:
    batch = one()
    batch.source("a", "elsewhere.txt")
    batch.rejected("short.txt", "h")
    published = publish(path, load_of(tmp_path, "l", batch, quarantined=[("fact_stance", "x")], unchanged_count=4))
    assert published is not None
    assert loads(path).drop("started_at", "published_at").row(0, named=True) == {
        "load_id": "l",
        "extractor_version": "1",
        "model_name": "model 1.0",
        "model_hash": "0123abcd",
        "input_count": 3,
        "unchanged_count": 4,
        "document_count": 1,
        "duplicate_count": 1,
        "rejected_count": 1,
        "extracted_row_count": 5,
        "published_row_count": 4,
        "quarantined_row_count": 1,
    }
    assert published.document_count == published.duplicate_count == published.rejected_count == 1


def test_every_row_carries_its_load(path: Path, tmp_path: Path) -> None:
    batch = one()
    batch.actor("country:RUS")
    batch.rejected("short.txt", "h")
    publish(path, load_of(tmp_path, "l", batch, quarantined=[("fact_stance", "x")]))
    for table in (
        "dim_document",
        "dim_source",
        "dim_actor",
        "fact_sentence",
        "rejected_input",
        "quarantine",
        "expectation_result",
    ):
        assert rows(path, f"SELECT DISTINCT load_id FROM {table}") == [("l",)], table


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"input_count": 2}, "2 inputs, but 1 documents, 0 duplicates and 0 rejected"),
        ({"extracted_row_count": 7}, "7 extracted, but 3 published and 0 in quarantine"),
        ({"extractor_version": "other"}, "a by 1"),
    ],
)
def test_a_load_whose_counts_do_not_add_up_is_refused(
    path: Path, tmp_path: Path, overrides: dict[str, object], message: str
) -> None:
    publish(path, load_of(tmp_path, "before", one("z")))
    before = path.read_bytes()
    with pytest.raises(PublicationRefused, match=message):
        publish(path, load_of(tmp_path, "l", one(), **overrides))
    assert path.read_bytes() == before
    assert not next_path(path).exists()


def test_a_source_without_its_document_is_refused(path: Path, tmp_path: Path) -> None:
    batch = one()
    batch.rows["dim_document"].clear()
    with pytest.raises(PublicationRefused, match=r"Each input's document is published with it: a\.txt"):
        publish(path, load_of(tmp_path, "l", batch))
    assert not path.exists()


def test_a_document_without_a_source_is_refused(path: Path, tmp_path: Path) -> None:
    batch = one()
    batch.document("b", "No one read this.")
    batch.rows["dim_source"].pop()
    with pytest.raises(PublicationRefused, match="came from some input"):
        publish(path, load_of(tmp_path, "l", batch, input_count=1))


def test_two_texts_at_one_place_in_one_load_are_refused(path: Path, tmp_path: Path) -> None:
    batch = one(path="same.txt")
    batch.document("b", "Another text.", path="same.txt")
    with pytest.raises(PublicationRefused, match=r"has one current text: same\.txt"):
        publish(path, load_of(tmp_path, "l", batch))


def test_a_row_without_a_value_that_it_needs_is_refused(path: Path, tmp_path: Path) -> None:
    batch = one()
    batch.rows["fact_sentence"][0]["text"] = None
    with pytest.raises(PublicationRefused, match=r"NOT NULL.*fact_sentence.*text.*Nothing was published"):
        publish(path, load_of(tmp_path, "l", batch))


def test_a_staged_file_that_is_gone_is_named(path: Path, tmp_path: Path) -> None:
    load = load_of(tmp_path, "l", one())
    load.staged["fact_sentence"][0].unlink()
    with pytest.raises(PublicationRefused, match=r"1 staged files.*fact_sentence\.parquet.*run again"):
        publish(path, load)


# Again


def test_nothing_new_writes_nothing(path: Path, tmp_path: Path) -> None:
    assert publish(path, load_of(tmp_path, "first")) is None
    assert not path.exists()
    publish(path, load_of(tmp_path, "second", one()))
    before = path.read_bytes()
    assert publish(path, load_of(tmp_path, "third")) is None
    assert path.read_bytes() == before


def test_publishing_a_load_again_changes_nothing(path: Path, tmp_path: Path) -> None:
    load = load_of(tmp_path, "l", one())
    first = publish(path, load)
    before = path.read_bytes()
    assert publish(path, load) == first
    assert path.read_bytes() == before


def test_facts_of_a_text_seen_again_are_not_published_twice(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    published = publish(path, load_of(tmp_path, "l2", one(path="copy.txt")))
    assert published is not None
    assert (published.document_count, published.duplicate_count) == (0, 1)
    assert rows(path, "SELECT count(*), min(load_id) FROM fact_sentence") == [(1, "l1")]
    assert rows(path, "SELECT path FROM dim_source ORDER BY 1") == [("a.txt",), ("copy.txt",)]


def test_a_text_in_two_batches_of_a_load_is_one_document_seen_twice(path: Path, tmp_path: Path) -> None:
    published = publish(path, load_of(tmp_path, "l", one(), one(path="copy.txt")))
    assert published is not None
    assert (published.document_count, published.duplicate_count) == (1, 1)
    assert rows(path, "SELECT count(*) FROM dim_source") == [(2,)]
    assert rows(path, "SELECT count(*) FROM fact_sentence") == [(1,)]


def test_a_new_version_adds_its_facts_and_is_the_one_shown(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    published = publish(path, load_of(tmp_path, "l2", one(version="2")))
    assert published is not None
    assert published.document_count == 1
    assert rows(path, "SELECT extractor_version FROM dim_document") == [("2",)]
    assert rows(path, "SELECT extractor_version FROM fact_sentence ORDER BY 1") == [("1",), ("2",)]
    assert rows(path, "SELECT extractor_version FROM current_document") == [("2",)]


def test_a_source_that_a_new_version_cleans_otherwise_moves_to_the_new_document(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("a", path="f.txt")))
    batch = one("b", path="f.txt", version="2")
    batch.rows["dim_source"][0]["source_id"] = "f.txt:None:a"
    publish(path, load_of(tmp_path, "l2", batch))
    assert current(path) == {"a": False, "b": True}


# Sources


def test_a_changed_file_supersedes_its_old_text(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("old", path="f.txt")))
    publish(path, load_of(tmp_path, "l2", one("new", path="f.txt")))
    assert current(path) == {"old": False, "new": True}
    assert ledger(path)["raw_hash"].to_list() == ["new"]


def test_a_file_that_changes_back_is_current_again(path: Path, tmp_path: Path) -> None:
    for number, text in enumerate(("old", "new", "old")):
        publish(path, load_of(tmp_path, f"l{number}", one(text, path="f.txt")))
    assert current(path) == {"old": True, "new": False}
    assert ledger(path).rows() == [("f.txt", None, "old", "old", None)]


def test_a_text_that_another_place_still_holds_stays_current(path: Path, tmp_path: Path) -> None:
    batch = one("old", path="f.txt")
    batch.source("old", "g.txt")
    publish(path, load_of(tmp_path, "l1", batch))
    publish(path, load_of(tmp_path, "l2", one("new", path="f.txt")))
    assert current(path) == {"old": True, "new": True}


def test_records_of_one_file_are_places_of_their_own(path: Path, tmp_path: Path) -> None:
    batch = one("a")
    batch.document("b", "Another text.")
    batch.rows["dim_source"].clear()
    batch.source("a", "many.jsonl", 1)
    batch.source("b", "many.jsonl", 2)
    publish(path, load_of(tmp_path, "l1", batch))
    changed = one("c")
    changed.rows["dim_source"].clear()
    changed.source("c", "many.jsonl", 2)
    publish(path, load_of(tmp_path, "l2", changed))
    assert current(path) == {"a": True, "b": False, "c": True}


def test_a_rejected_input_is_known_and_leaves_the_last_good_text_current(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("a", path="f.txt")))
    cut = Batch()
    cut.rejected("f.txt", "cut")
    publish(path, load_of(tmp_path, "l2", cut))
    assert current(path) == {"a": True}
    assert sorted(ledger(path)["raw_hash"]) == ["a", "cut"]


def test_an_input_that_was_rejected_and_is_published_now_is_no_longer_rejected(path: Path, tmp_path: Path) -> None:
    failed = Batch()
    failed.rejected("a.txt", "a", "failed")
    publish(path, load_of(tmp_path, "l1", failed))
    assert ledger(path).select("raw_hash", "reason").rows() == [("a", "failed")]
    publish(path, load_of(tmp_path, "l2", one("a")))
    assert ledger(path).select("raw_hash", "reason").rows() == [("a", None)]


# Actors


def actors(path: Path) -> dict[str, dict[str, object]]:
    return {row["actor_id"]: row for row in known_actors(path).iter_rows(named=True)}


def test_an_actor_keeps_what_was_known_and_gains_what_was_not(path: Path, tmp_path: Path) -> None:
    first, second = one("a"), one("b")
    first.actor("person:Jane Roe", country_code="USA")
    second.actor("person:Jane Roe", country_code="GBR", affiliation_actor_id="igo:NATO")
    publish(path, load_of(tmp_path, "l1", first))
    publish(path, load_of(tmp_path, "l2", second))
    assert actors(path)["person:Jane Roe"]["country_code"] == "USA"
    assert actors(path)["person:Jane Roe"]["affiliation_actor_id"] == "igo:NATO"


def test_what_the_reference_data_says_of_an_actor_wins(path: Path, tmp_path: Path) -> None:
    first, second, third = one("a"), one("b"), one("c")
    first.actor("person:Jane Roe", country_code="USA")
    second.actor("person:Jane Roe", in_reference=True, country_code="GBR")
    third.actor("person:Jane Roe", country_code="USA")
    for number, batch in enumerate((first, second, third)):
        publish(path, load_of(tmp_path, f"l{number}", batch))
    assert actors(path)["person:Jane Roe"]["country_code"] == "GBR"
    assert actors(path)["person:Jane Roe"]["in_reference"]


def test_an_actor_that_two_batches_name_is_one_row(path: Path, tmp_path: Path) -> None:
    first, second = one("a"), one("b")
    first.actor("person:Jane Roe")
    second.actor("person:Jane Roe", affiliation_actor_id="igo:NATO")
    publish(path, load_of(tmp_path, "l", first, second))
    assert actors(path)["person:Jane Roe"]["affiliation_actor_id"] == "igo:NATO"


def aliases(path: Path) -> dict[object, tuple[object, object]]:
    found = rows(path, "SELECT actor_id, canonical_actor_id, reason FROM actor_alias WHERE reason <> 'same'")
    return {actor: (canonical, reason) for actor, canonical, reason in found}


def people(*ids: str, **affiliations: str) -> Batch:
    batch = one()
    for actor_id in ids:
        name = actor_id.removeprefix("person:").replace(" ", "_")
        batch.actor(actor_id, **({"affiliation_actor_id": affiliations[name]} if name in affiliations else {}))
    return batch


def test_a_lone_last_name_joins_the_one_person_who_has_it(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l", people("person:Roe", "person:Jane Roe", "person:John Doe")))
    assert aliases(path) == {"person:Roe": ("person:Jane Roe", "last_name")}


def test_a_last_name_of_two_people_joins_neither(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l", people("person:Roe", "person:Jane Roe", "person:Richard Roe")))
    assert aliases(path) == {}


def test_a_last_name_of_two_people_joins_the_one_of_the_same_side(path: Path, tmp_path: Path) -> None:
    batch = people(
        "person:Roe",
        "person:Jane Roe",
        "person:Richard Roe",
        Roe="country:USA",
        Jane_Roe="country:USA",
        Richard_Roe="country:GBR",
    )
    publish(path, load_of(tmp_path, "l", batch))
    assert aliases(path) == {"person:Roe": ("person:Jane Roe", "last_name")}


def test_a_last_name_does_not_join_a_person_of_another_side(path: Path, tmp_path: Path) -> None:
    publish(
        path, load_of(tmp_path, "l", people("person:Roe", "person:Jane Roe", Roe="country:USA", Jane_Roe="country:GBR"))
    )
    assert aliases(path) == {}


def test_a_second_person_of_the_name_parts_what_was_joined(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", people("person:Roe", "person:Jane Roe")))
    later = one("b")
    later.actor("person:Richard Roe")
    publish(path, load_of(tmp_path, "l2", later))
    assert aliases(path) == {}


def test_rules_are_followed_to_their_end_and_a_last_name_with_them(path: Path, tmp_path: Path) -> None:
    rules = [("person:Jane Roe", "person:J. Roe", "spelling"), ("person:J. Roe", "person:Jane Mary Roe", "overlay")]
    load = load_of(
        tmp_path, "l", people("person:Roe", "person:Jane Roe"), aliases=rules, reference_actors=["person:Jane Mary Roe"]
    )
    publish(path, load)
    assert aliases(path) == {
        "person:Jane Roe": ("person:Jane Mary Roe", "spelling"),
        "person:Roe": ("person:Jane Mary Roe", "last_name"),
    }
    assert actors(path)["person:Jane Mary Roe"]["in_reference"]


@pytest.mark.parametrize(
    "rules",
    [
        [("person:Jane Roe", "person:Roe", "alias"), ("person:Roe", "person:Jane Roe", "alias")],
        [("person:Roe", "person:Nobody Knows", "overlay")],
    ],
    ids=["circle", "unknown"],
)
def test_rules_that_lead_nowhere_are_refused(path: Path, tmp_path: Path, rules: list[tuple[str, str, str]]) -> None:
    with pytest.raises(PublicationRefused, match="person:Roe counted as"):
        publish(path, load_of(tmp_path, "l", people("person:Roe", "person:Jane Roe"), aliases=rules))


# Near-duplicates and quarantine


def test_near_duplicates_are_linked_and_counted_once(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("a")))
    publish(path, load_of(tmp_path, "l2", one("b"), near_duplicates=[("b", "a", 0.9)]))
    linked = known_documents(path).select("document_id", "near_duplicate_of").rows()
    assert linked == [("a", None), ("b", "a")]
    assert rows(path, "SELECT document_id FROM current_document") == [("a",)]


def test_a_near_duplicate_counts_when_its_original_was_superseded(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("a", path="f.txt")))
    publish(path, load_of(tmp_path, "l2", one("b", path="f.txt"), near_duplicates=[("b", "a", 0.9)]))
    assert rows(path, "SELECT document_id FROM current_document") == [("b",)]


def test_a_near_duplicate_of_an_unknown_document_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(PublicationRefused, match="a of nothing"):
        publish(path, load_of(tmp_path, "l", one(), near_duplicates=[("a", "nothing", 0.9)]))


def test_quarantined_rows_that_share_a_key_are_all_kept(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l", one(), quarantined=[("fact_stance", "k"), ("fact_stance", "k")]))
    assert rows(path, "SELECT row_key FROM quarantine ORDER BY 1") == [("k",), ("k#2",)]


# The file


def test_a_reader_keeps_its_state_and_does_not_block_a_load(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one("a")))
    reader = duckdb.connect(path, read_only=True, config=CONFIG)
    publish(path, load_of(tmp_path, "l2", one("b")))
    assert reader.execute("SELECT count(*) FROM dim_document").fetchall() == [(1,)]
    reader.close()
    assert rows(path, "SELECT count(*) FROM dim_document") == [(2,)]


def test_a_load_leaves_only_the_warehouse_behind(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path / "staged", "l", one()))
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [path.name]


def test_a_file_that_is_no_database_is_left_alone(path: Path, tmp_path: Path) -> None:
    path.write_text("notes of mine")
    with pytest.raises(NotAWarehouse, match="cannot be opened as a warehouse"):
        publish(path, load_of(tmp_path, "l", one()))
    assert path.read_text() == "notes of mine"


def test_a_database_of_something_else_is_left_alone(path: Path, tmp_path: Path) -> None:
    duckdb.connect(path).execute("CREATE TABLE mine (a INT)").close()
    with pytest.raises(NotAWarehouse, match="not a warehouse of On Record"):
        publish(path, load_of(tmp_path, "l", one()))
    assert not next_path(path).exists()


def test_a_truncated_warehouse_is_told(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(NotAWarehouse):
        publish(path, load_of(tmp_path, "l2", one("b")))


def test_a_newer_warehouse_is_left_alone(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    with duckdb.connect(path) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (999, 'later', current_timestamp)")
    with pytest.raises(WarehouseTooNew):
        publish(path, load_of(tmp_path, "l2", one("b")))


def test_what_another_program_has_not_finished_writing_is_not_lost(path: Path, tmp_path: Path) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    path.with_name(path.name + ".wal").write_bytes(b"")
    with pytest.raises(WarehouseInUse, match="did not finish"):
        publish(path, load_of(tmp_path, "l2", one("b")))


def test_a_full_disk_leaves_the_published_file_and_no_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(path, load_of(tmp_path, "l1", one()))
    before = path.read_bytes()

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.publish.shutil.copy", full)
    with pytest.raises(NotWritable, match=r"No space left on device.*unchanged.*Free space"):
        publish(path, load_of(tmp_path, "l2", one("b")))
    assert path.read_bytes() == before
    assert not next_path(path).exists()


def test_a_link_to_the_warehouse_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(path)
    publish(link, load_of(tmp_path, "l", one()))
    assert link.is_symlink()
    assert rows(path, "SELECT count(*) FROM dim_document") == [(1,)]


# Reading


def test_a_warehouse_that_is_not_there_yet_is_an_empty_one(path: Path) -> None:
    for read in (ledger, known_documents, known_actors, loads):
        frame = read(path)
        assert isinstance(frame, pl.DataFrame)
        assert frame.is_empty()
        assert frame.width > 3


def test_the_summary_counts_what_is_published(told: Path) -> None:
    assert load_summary(told).startswith("4 documents, 3 statements, 7 stances in 2 loads, the newest of 2")


def test_a_folder_with_wildcards_in_its_name_stands_for_itself_alone(path: Path, tmp_path: Path) -> None:
    starred, other = Batch(), Batch()
    starred.document("starred", "The first of two texts.")
    other.document("other", "Another text.")
    load_of(tmp_path / "a1b", "first", other)
    published = publish(path, load_of(tmp_path / "a[1]*", "first", starred))
    assert published is not None
    assert (published.document_count, published.duplicate_count) == (1, 0)
    assert known_documents(path)["document_id"].to_list() == ["starred"]
