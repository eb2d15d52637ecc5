"""`onrecord sql` and `onrecord search`: questions as a person types them, and their answers as text."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from flows.output import rendered
from warehouse.query import checked_variables, list_queries, list_views, named_query, run_sql

EMPTY = (
    "No rows. `onrecord sql @actors --name WORD` finds the ids and names of actors, `onrecord sql --list` questions."
)


def answer(warehouse: Path, words: Sequence[str], file: Path | None, form: str) -> str:
    """What the query answers: the first of the words or the file; the other words are its variables.

    Raises click.UsageError for words that are neither, and QueryFailed.
    """
    query, rest = (words[0], words[1:]) if words and not _is_option(words[0]) else (None, words)
    if (query is None) == (file is None):
        raise click.UsageError(
            "Give a query, @NAME of a question (onrecord sql --list shows them), or a file with --file."
        )
    variables = dict(_variables(rest))
    if file is not None:
        name, sql = str(file), file.read_text(encoding="utf-8-sig")
    elif query is not None and query.startswith("@"):
        found = named_query(query[1:])
        name, sql = f"@{found.name}", found.sql
    else:
        name, sql = "This query", str(query)
    frame = run_sql(warehouse, sql, checked_variables(name, sql, variables))
    if variables and frame.is_empty():
        click.echo(EMPTY, err=True)
    return rendered(frame, form)


def found(warehouse: Path, words: str, speaker: str | None, since: date | None, limit: int, form: str) -> str:
    """The statements with all of the words, best first. Raises QueryFailed."""
    from warehouse.search import search

    frame = search(warehouse, words, speaker, since, limit)
    if frame.is_empty():
        click.echo("No statement that was asked for has all of these words. Try fewer, or other forms.", err=True)
    return rendered(frame, form)


def question_lines() -> Iterator[str]:
    """Every question that has a name, with the variables that it takes."""
    for title, queries, variables in (
        ("Questions", list_queries(), " [--VARIABLE VALUE]..."),
        ("Views", list_views(), ""),
    ):
        yield f"{title}: onrecord sql @NAME{variables}"
        for query in queries:
            yield f"  @{query.name}"
            yield f"      {query.question}"
            for name, meaning in query.variables.items():
                yield f"      --{name.replace('_', '-')}  {meaning}"
        yield ""


def _variables(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """--name value and --name=value."""
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=")
        if not _is_option(name):
            raise click.UsageError(f"“{word}” is neither --VARIABLE nor its value. Put a query in quotes.")
        if not equals:
            if (following := next(left, None)) is None:
                raise click.UsageError(f"{name} needs a value.")
            value = following
        yield name[2:], value


def _is_option(word: str) -> bool:
    """--name, and not the comment that a query may begin with."""
    return word.startswith("--") and word[2:].partition("=")[0].replace("-", "").replace("_", "").isalnum()
