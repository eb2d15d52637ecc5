"""`onrecord forget`: what is to be removed, and its removal."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows import staging
from flows.report import counted
from transforms.duplicates import link_near_duplicates
from transforms.read import printable
from warehouse.forget import find as find_in_warehouse
from warehouse.forget import forget
from warehouse.lock import lock
from warehouse.read import known_documents


@dataclass(frozen=True)
class Found:
    """What was asked for, as document ids and absolute paths, and the documents and rejected inputs that it is."""

    asked: list[str]
    documents: pl.DataFrame
    rejected_count: int

    def lines(self) -> list[str]:
        """Each document for a person, who is to say yes to it."""
        lines = [
            f"{row['document_id']}  {_plain(row['title'] or 'without a title')}: "
            f"{counted(row['statement_count'], 'statement')}, {counted(row['stance_count'], 'stance')}; "
            f"read from {', '.join(map(_plain, row['paths'] or ['nowhere any more']))}"
            for row in self.documents.iter_rows(named=True)
        ]
        rejected = [f"{counted(self.rejected_count, 'rejected input')}"] if self.rejected_count else []
        return lines + rejected


def find(warehouse: Path, what: Sequence[str]) -> Found:
    """The documents of these ids and paths. Raises NothingToForget for one that the warehouse does not know."""
    asked = [one if _is_document_id(one) else printable(Path(os.path.abspath(one))) for one in what]
    return Found(asked, *find_in_warehouse(warehouse, asked))


def forget_found(warehouse: Path, found: Found) -> str:
    """Removes it, with what killed runs staged of this warehouse. Returns what was done, for a person."""
    with lock(warehouse):
        shutil.rmtree(staging.staging_folder(warehouse.absolute(), "any").parent, ignore_errors=True)
        gone = found.documents["document_id"].implode()
        stay = known_documents(warehouse).filter(~pl.col("document_id").is_in(gone)).sort("published_on", "document_id")
        repeated = pl.col("near_duplicate_of").is_in(gone).fill_null(False)
        again = stay.filter(repeated).select("document_id", "minhash")
        originals = stay.filter(pl.col("near_duplicate_of").is_null()).select("document_id", "minhash")
        forget(warehouse, found.asked, link_near_duplicates(again, originals))
    done = f"Forgotten: {counted(found.documents.height, 'document')}."
    if again.is_empty():
        return done
    return f"{done} {counted(again.height, 'document')} that nearly repeated them count anew."


def _is_document_id(text: str) -> bool:
    return len(text) == 16 and set(text) <= set("0123456789abcdef") and not os.path.lexists(text)


def _plain(text: str) -> str:
    """Without control characters, which could move the terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in text)
