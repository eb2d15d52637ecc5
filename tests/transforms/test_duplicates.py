"""Near-duplicates are linked to the earliest document, and only those."""

import random
import time

import polars as pl

from transforms.duplicates import PERMUTATIONS, link_near_duplicates, minhash

WORDS = [f"word{number}" for number in range(500)]


def article(seed: int, words: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def frame(**texts: list[str]) -> pl.DataFrame:
    rows = [(name, minhash(" ".join(words))) for name, words in texts.items()]
    return pl.DataFrame(rows, schema={"document_id": pl.String, "minhash": pl.List(pl.UInt32)}, orient="row")


def links(new: pl.DataFrame, known: pl.DataFrame) -> dict[str, str]:
    found = link_near_duplicates(new, known)
    return dict(found.select("document_id", "near_duplicate_of").iter_rows())


def test_the_signature_ignores_case_and_punctuation_and_is_always_the_same() -> None:
    text = "The minister, on Monday, said No to the plan of the council."
    assert minhash(text) == minhash(text.upper().replace(",", ""))
    assert len(minhash(text)) == PERMUTATIONS
    assert all(0 <= value < 2**32 for value in minhash(text))
    assert minhash("hello")[:2] == minhash("Hello!")[:2] != minhash("goodbye")[:2]


def test_a_changed_copy_is_linked_to_the_known_original_with_its_similarity() -> None:
    original = article(1)
    found = link_near_duplicates(frame(copy=[*original, "correction"]), frame(original=original, other=article(2)))
    assert found.select("document_id", "near_duplicate_of").rows() == [("copy", "original")]
    assert found["near_duplicate_similarity"].item() > 0.95


def test_different_articles_are_not_linked() -> None:
    assert links(frame(a=article(1), b=article(2)), frame(c=article(3))) == {}


def test_copies_in_one_batch_are_linked_to_the_earliest() -> None:
    original = article(1)
    new = frame(first=original, second=[*original, "x"], third=["y", *original])
    assert links(new, frame()) == {"second": "first", "third": "first"}


def test_no_link_leads_to_a_linked_document() -> None:
    text = article(1, 400)
    drifting = {f"version{step}": text[20 * step : 300 + 20 * step] for step in range(6)}
    found = links(frame(**drifting), frame())
    assert found
    assert not set(found.values()) & set(found)


def test_half_a_text_in_common_is_no_near_duplicate() -> None:
    one, other = article(1), article(2)
    assert links(frame(b=one[:150] + other[:150]), frame(a=one)) == {}


def test_a_hundred_thousand_known_documents_take_seconds() -> None:
    signature = random.Random(0)
    rows = [(str(number), [signature.getrandbits(32)] * PERMUTATIONS) for number in range(100_000)]
    known = pl.DataFrame(rows, schema={"document_id": pl.String, "minhash": pl.List(pl.UInt32)}, orient="row")
    started = time.process_time()
    assert links(known.tail(10).with_columns(document_id="new" + pl.col("document_id")), known)["new99999"] == "99999"
    assert time.process_time() - started < 15
