"""Near-duplicates: the same article again, with another dateline, a correction or a paragraph more.

MinHash signatures of word 5-grams (Broder, 1997), compared where one of their bands is equal (Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, chapter 3), so that the work grows with the documents and not with their square.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

PERMUTATIONS = 128
WORDS_PER_SHINGLE = 5
SEED = 20_260_101

BANDS = 32
"""Of four hashes each. One band at least is equal for 99.98 % of pairs of similarity 0.7, and for 5 % at 0.2."""

LEAST_SIMILARITY = 0.7

_WORD = re.compile(r"\w+")


def minhash(text: str) -> list[int]:
    """Signature of the text's word 5-grams, letter case and punctuation aside: 128 unsigned 32-bit integers."""
    words = _WORD.findall(text.casefold())
    shingles = max(1, len(words) - WORDS_PER_SHINGLE + 1)
    signature = RMinHash(PERMUTATIONS, SEED)
    signature.update([" ".join(words[start : start + WORDS_PER_SHINGLE]) for start in range(shingles)])
    return list(signature.digest())


def link_near_duplicates(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Links each new document that nearly repeats an earlier one to the earliest such.

    Both frames have the columns document_id and minhash. Known documents are earlier than new ones, and within a frame
    the order of the rows is that of time. `known` should leave out documents that are links themselves: then no link
    leads to another one. Returns document_id, near_duplicate_of and near_duplicate_similarity (estimated Jaccard
    similarity of the 5-grams, 0 to 1), one row for each linked document.
    """
    signatures = np.concatenate([_matrix(known), _matrix(new)])
    links = _links(signatures, first_new=known.height)
    ids = pl.concat([known["document_id"], new["document_id"]])
    return pl.DataFrame(
        [(ids[document], ids[earlier], similarity) for document, earlier, similarity in links],
        schema={
            "document_id": pl.String,
            "near_duplicate_of": pl.String,
            "near_duplicate_similarity": pl.Float64,
        },
        orient="row",
    )


def _matrix(documents: pl.DataFrame) -> npt.NDArray[np.uint32]:
    """The signatures as (documents, permutations)."""
    flat = documents["minhash"].explode(empty_as_null=False).cast(pl.UInt32).to_numpy()
    return flat.reshape(documents.height, PERMUTATIONS)


def _bands(signatures: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """One number for each band of each document, (documents, bands): equal where all hashes of the band are."""
    mixed = np.zeros((len(signatures), BANDS), dtype=np.uint64)
    mixed += np.arange(BANDS, dtype=np.uint64)
    for column in range(PERMUTATIONS // BANDS):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed += signatures[:, column :: PERMUTATIONS // BANDS]
    return mixed


def _links(signatures: npt.NDArray[np.uint32], first_new: int) -> list[tuple[int, int, float]]:
    """(document, earlier document, similarity) by position. Only documents without a link are linked to."""
    links: list[tuple[int, int, float]] = []
    originals: defaultdict[int, list[int]] = defaultdict(list)
    for document, keys in _shared_bands(_bands(signatures)):
        if document >= first_new:
            candidates = sorted({earlier for key in keys for earlier in originals.get(key, ())})
            similarities = (signatures[candidates] == signatures[document]).mean(axis=1)
            similar = np.flatnonzero(similarities >= LEAST_SIMILARITY)
            if similar.size:
                links.append((document, candidates[similar[0]], float(similarities[similar[0]])))
                continue
        for key in keys:
            originals[key].append(document)
    return links


def _shared_bands(bands: npt.NDArray[np.uint64]) -> Iterator[tuple[int, list[int]]]:
    """Position and bands of each document that has one in common with another document."""
    values, counts = np.unique(bands, return_counts=True)
    shared = np.isin(bands, values[counts > 1])
    for document in np.flatnonzero(shared.any(axis=1)).tolist():
        yield document, bands[document, shared[document]].tolist()
