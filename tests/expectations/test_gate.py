import json
from typing import Any

import polars as pl
import pytest

from expectations.gate import BrokenStructure, GateResult, gate
from tests.expectations.builder import TODAY, merge, rows, to_frames
from warehouse.contract import STAGED_TABLES, TABLES, polars_schema


def with_own_actor(batch: dict[str, list[dict[str, Any]]], actor: str) -> dict[str, list[dict[str, Any]]]:
    """The batch with another source and holder, who is nobody else's."""
    batch["dim_actor"][1] = {**batch["dim_actor"][1], "actor_id": actor, "name": actor.partition(":")[2]}
    batch["fact_statement"][0]["speaker_actor_id"] = actor
    batch["fact_stance"][0] |= {"holder_actor_id": actor, "speaker_actor_id": actor}
    return batch


@pytest.fixture(scope="module")
def sound() -> GateResult:
    return gate(to_frames(merge(rows("d1"), rows("d2"))), today=TODAY)


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    """One sound document, and others that are each broken in one place."""
    bad = {
        name: rows(name)
        for name in ("document", "statement", "sentence", "mention", "only-source", "one-source", "twice", "path")
    }
    bad["document"]["dim_document"][0]["word_count"] = 0
    bad["statement"]["fact_statement"][0]["rule"] = None
    bad["sentence"]["fact_sentence"][1]["text"] = 'a "quoted" | text'
    bad["mention"]["fact_mention"][0] |= {"text": "Norland", "confidence": 2.0}
    bad["only-source"]["dim_source"][0]["byte_count"] = 0
    bad["one-source"]["dim_source"].append({**bad["one-source"]["dim_source"][0], "source_id": "s-2", "byte_count": 0})
    bad["twice"]["fact_stance"] *= 2
    bad["path"]["dim_source"][0]["path"] = None
    actor = with_own_actor(rows("actor"), "person:Bo Lind")
    actor["dim_actor"][1]["kind"] = "robot"
    return to_frames(merge(rows("sound"), *bad.values(), actor))


@pytest.fixture(scope="module")
def parted(frames: dict[str, pl.DataFrame]) -> GateResult:
    return gate(frames, today=TODAY)


def quarantined(parted: GateResult, document: str) -> dict[str, tuple[str, str]]:
    """Row key to expectation and detail, of one document."""
    rows_of_document = parted.quarantined.filter(pl.col("document_id") == document)
    return {
        f"{row['table_name']} {row['row_key']}": (row["expectation"], row["detail"])
        for row in rows_of_document.iter_rows(named=True)
    }


def test_a_sound_batch_passes_whole(sound: GateResult) -> None:
    assert {table: frame.height for table, frame in sound.good.items()} == {
        "dim_document": 2, "dim_source": 2, "dim_actor": 2, "fact_sentence": 4, "fact_mention": 2,
        "fact_statement": 4, "fact_stance": 2, "rejected_input": 1,
    }  # fmt: skip
    assert sound.quarantined.is_empty()
    assert sound.rejected_inputs.is_empty()
    assert sound.results["is_met"].all()


def test_good_rows_keep_their_columns_order_and_values(sound: GateResult) -> None:
    given = to_frames(merge(rows("d1"), rows("d2")))
    assert all(sound.good[table].equals(given[table]) for table in STAGED_TABLES)


def test_quarantine_and_results_have_the_columns_of_their_tables(sound: GateResult, parted: GateResult) -> None:
    for found in (sound, parted):
        assert found.quarantined.schema == polars_schema(TABLES["quarantine"], staged=True)
        assert found.results.schema == polars_schema(TABLES["expectation_result"], staged=True)
        assert found.rejected_inputs.schema == polars_schema(TABLES["rejected_input"], staged=True)


def test_every_row_is_either_good_or_in_quarantine(frames: dict[str, pl.DataFrame], parted: GateResult) -> None:
    for table, frame in frames.items():
        kept_out = parted.quarantined.filter(pl.col("table_name") == table).height
        assert frame.height == parted.good[table].height + kept_out, table


def test_the_sound_document_of_a_broken_batch_passes(parted: GateResult) -> None:
    assert quarantined(parted, "sound") == {}


def test_a_row_is_reported_with_the_first_expectation_that_it_broke(parted: GateResult) -> None:
    ((expectation, detail),) = quarantined(parted, "mention").values()
    assert expectation == "confidence is between 0 and 1"
    assert detail == "confidence = 2.0"


def test_everything_of_a_broken_document_goes_with_it(frames: dict[str, pl.DataFrame], parted: GateResult) -> None:
    found = quarantined(parted, "document")
    assert len(found) == sum(len(rows()[table]) for table in STAGED_TABLES if "document_id" in frames[table].columns)
    assert found["dim_document document"] == ("word_count is at least 1", "word_count = 0")
    assert found["dim_source s-document"] == ("word_count is at least 1", "depends on dim_document document")


def test_a_broken_statement_takes_its_child_and_its_stance_along(parted: GateResult) -> None:
    found = quarantined(parted, "statement")
    reason = ("rule is not null", "depends on fact_statement outer-statement|1-test")
    assert found == {
        "fact_statement outer-statement|1-test": ("rule is not null", "rule = null"),
        "fact_statement inner-statement|1-test": reason,
        "fact_stance stance-statement|1-test": reason,
    }


def test_a_broken_sentence_takes_what_stands_in_it_along(parted: GateResult) -> None:
    found = quarantined(parted, "sentence")
    assert {key.split()[0] for key in found} == {"fact_sentence", "fact_mention", "fact_statement", "fact_stance"}
    assert {expectation for expectation, _ in found.values()} == {"text equals its characters"}


def test_a_broken_actor_takes_what_speaks_of_it_along(parted: GateResult) -> None:
    found = quarantined(parted, "actor")
    assert found["fact_stance stance-actor|1-test"] == ("kind is a known value", "depends on dim_actor person:Bo Lind")
    assert "fact_mention" not in {key.split()[0] for key in found}


def test_a_document_goes_with_its_only_source_and_stays_with_another(parted: GateResult) -> None:
    assert parted.quarantined_document_ids == {"document", "only-source", "path"}
    expectation, detail = quarantined(parted, "only-source")["dim_document only-source"]
    assert (expectation, detail) == ("byte_count is at least 1", "depends on dim_source s-only-source")
    assert list(quarantined(parted, "one-source")) == ["dim_source s-2"]


def test_rows_of_one_key_are_numbered_in_quarantine(parted: GateResult) -> None:
    assert list(quarantined(parted, "twice")) == [
        "fact_stance stance-twice|1-test",
        "fact_stance stance-twice|1-test#2",
    ]
    assert parted.quarantined.select("table_name", "row_key").is_unique().all()


def test_a_quarantined_row_can_be_read_back_from_its_json(frames: dict[str, pl.DataFrame], parted: GateResult) -> None:
    (text,) = parted.quarantined.filter(table_name="fact_sentence", document_id="sentence")["row_json"]
    (row,) = frames["fact_sentence"].filter(document_id="sentence", sentence_index=1).to_dicts()
    assert json.loads(text) == row


def test_the_inputs_of_quarantined_documents_are_rejected(parted: GateResult) -> None:
    found = {row["source_id"]: row for row in parted.rejected_inputs.iter_rows(named=True)}
    assert set(found) == {"s-document", "s-only-source", "s-2"}
    assert found["s-document"]["reason"] == "quarantined"
    assert found["s-document"]["path"] == "document.txt"
    assert found["s-document"]["detail"] == "word_count is at least 1: depends on dim_document document"


def test_results_count_rows_looked_at_and_broken_with_examples(parted: GateResult) -> None:
    (row,) = parted.results.filter(table_name="fact_statement", expectation="rule is not null").to_dicts()
    assert (row["level"], row["is_met"], row["evaluated_row_count"], row["unexpected_row_count"]) == (
        "row",
        False,
        20,
        1,
    )
    assert row["detail"] == "outer-statement|1-test: rule = null"


def test_an_empty_batch_is_empty_on_the_other_side() -> None:
    found = gate({}, today=TODAY)
    assert all(frame.is_empty() for frame in found.good.values())
    assert set(found.good) == set(STAGED_TABLES)
    assert found.quarantined.is_empty()
    assert found.results.is_empty()


def test_a_source_of_a_document_that_is_published_already_passes() -> None:
    frames = {"dim_source": to_frames(rows("old"))["dim_source"]}
    known = {"dim_document.document_id": pl.Series(["old"])}
    assert gate(frames, today=TODAY, known=known).good["dim_source"].height == 1
    assert gate(frames, today=TODAY).quarantined["expectation"].to_list() == ["document_id is in dim_document"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda frame: frame.drop("encoding"), "missing: encoding: String"),
        (lambda frame: frame.with_columns(size=1), "others: size: Int32"),
        (lambda frame: frame.with_columns(pl.col("byte_count").cast(pl.Int32)), "byte_count: Int32"),
        (lambda frame: frame.select(reversed(frame.columns)), "order"),
    ],
    ids=["missing", "surplus", "type", "order"],
)
def test_a_frame_that_is_not_as_the_contract_says_stops_the_run(change: Any, complaint: str) -> None:
    frames = {"dim_source": change(to_frames(rows())["dim_source"])}
    with pytest.raises(BrokenStructure, match=complaint):
        gate(frames, today=TODAY)


def test_a_table_that_batches_do_not_write_stops_the_run() -> None:
    with pytest.raises(BrokenStructure, match="load"):
        gate({"load": pl.DataFrame()}, today=TODAY)
