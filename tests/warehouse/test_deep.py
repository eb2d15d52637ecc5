"""A good warehouse passes every deep check, and each way to damage one is found by the check that is meant for it."""

import lzma
from pathlib import Path

import duckdb
import pytest

from warehouse.deep import DeepFinding, deep_findings
from warehouse.errors import WarehouseMissing

RELEASED = Path(__file__).parent / "onrecord-0.1.0.duckdb.xz"
"""What release 0.1.0 made of the sample articles: real texts, ids and ranges."""

FIRST_SENTENCE = "WHERE sentence_index = 0 AND document_id = (SELECT min(document_id) FROM dim_document)"
DAMAGE = {
    "Sentences read": f"UPDATE fact_sentence SET text = 'x' || text {FIRST_SENTENCE}",
    "Mentions read": "UPDATE fact_mention SET start_char = start_char + 1",
    "Evidence and targets": "UPDATE fact_stance SET target_text = upper(target_text) || '!'",
    "Sources, cues and contents": "UPDATE fact_statement SET cue_text = 'x' WHERE cue_text IS NOT NULL",
    "A statement begins": "UPDATE fact_statement SET end_char = end_char + 1",
    "Sentences of a document are numbered": "UPDATE fact_sentence SET start_char = 0 WHERE sentence_index = 3",
    "The quotation of a sentence": "UPDATE fact_sentence SET quotation_end_char = 1000000 WHERE quotation_end_char > 0",
    "Mentions, statements and stances stand": f"DELETE FROM fact_sentence {FIRST_SENTENCE}",
    "The id of a document": "UPDATE dim_document SET text = text || ' '",
    "The words of a document": "UPDATE dim_document SET word_count = 7",
    "The ranges of a source": "UPDATE dim_source SET raw_ranges = raw_ranges[2:]",
    "A document is current": "UPDATE dim_source SET is_current = false",
    "A place that was read": "UPDATE dim_source SET path = 'the same'",
    "A statement within another": "UPDATE fact_statement SET parent_statement_id = statement_id",
    "No document nearly repeats itself": "UPDATE dim_document SET near_duplicate_of = document_id",
    "The id of an actor": "UPDATE dim_actor SET kind = 'igo' WHERE kind = 'person'",
    "Every actor is counted": "DELETE FROM actor_alias WHERE reason = 'same'",
    "Each load accounts": "UPDATE load SET duplicate_count = duplicate_count + 1",
    "fact_mention.actor_id leads to": "UPDATE fact_mention SET actor_id = 'person:Nobody'",
    "fact_stance.act has only": "UPDATE fact_stance SET act = 'GREET'",
    "fact_stance.confidence is within": "UPDATE fact_stance SET confidence = 1.5",
}


@pytest.fixture
def good(path: Path) -> Path:
    path.write_bytes(lzma.decompress(RELEASED.read_bytes()))
    return path


def ill(warehouse: Path) -> list[DeepFinding]:
    return [finding for finding in deep_findings(warehouse) if not finding.is_well]


def test_a_good_warehouse_passes_every_check(good: Path) -> None:
    found = list(deep_findings(good))
    assert len(found) > 80
    assert len({finding.name for finding in found}) == len(found)
    assert ill(good) == []


def test_every_check_has_a_damage_that_it_finds() -> None:
    from warehouse.sql_files import purpose, sql_files

    for sql in sql_files("sql", "deep").values():
        assert [name for name in DAMAGE if purpose(sql).startswith(name)] != []


@pytest.mark.parametrize("check", DAMAGE)
def test_damage_is_found_and_told_with_examples(good: Path, check: str) -> None:
    with duckdb.connect(good) as connection:
        connection.execute(DAMAGE[check])
    (found,) = [finding for finding in ill(good) if finding.name.startswith(check)]
    assert found.detail.startswith("not for ")
    assert ": " in found.detail


def test_what_is_shown_of_a_row_cannot_move_a_cursor(good: Path) -> None:
    with duckdb.connect(good) as connection:
        connection.execute("UPDATE fact_stance SET act = chr(27) || '[2J' || repeat('x', 1000)")
    (found,) = [finding for finding in ill(good) if finding.name.startswith("fact_stance.act")]
    assert found.detail.isprintable()
    assert len(found.detail) < 200


def test_a_missing_warehouse_is_told(path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        list(deep_findings(path))
