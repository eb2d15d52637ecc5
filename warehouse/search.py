"""Words in the content of statements, in any of their forms."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import QueryFailed
from warehouse.query import run_sql
from warehouse.sql_files import sql_files

if TYPE_CHECKING:
    import polars as pl

HAS_FTS = "SELECT count(*) > 0 AS has_fts FROM duckdb_functions() WHERE function_name = 'stem'"


def search(path: Path, words: str, speaker: str | None, since: date | None, limit: int) -> "pl.DataFrame":
    """Statements with all of the words: score, published_on, speaker, content, title, statement_id; best first.

    Forms of a word are joined by DuckDB's extension fts where it is installed, and by rules of our own elsewhere.
    Nothing is indexed: all statements are read. Raises QueryFailed where there is no word, and what `run_sql` raises.
    """
    if not re.search(r"[^\W_]", words):
        raise QueryFailed(f"There is no word in “{words}” to search for.")
    steps = sql_files("sql", "search")
    stemmer = steps["stem_by_fts" if run_sql(path, HAS_FTS).item() else "stem_by_rules"]
    variables = {"words": words, "limit": str(limit)}
    variables |= {"speaker": speaker} if speaker else {}
    variables |= {"since": f"{since:%Y-%m-%d}"} if since else {}
    return run_sql(path, "\n".join([stemmer, steps["words"], steps["statements"]]), variables)
