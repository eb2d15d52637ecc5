"""The command line. Each command imports what it needs when it runs: `--help` answers at once."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from flows.settings import DEFAULT_WAREHOUSE, set_numpy_defaults, set_prefect_defaults

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
warehouse_option = click.option(
    "--warehouse",
    type=click.Path(path_type=Path),
    default=DEFAULT_WAREHOUSE,
    show_default=True,
    envvar="ONRECORD_WAREHOUSE",
    help="DuckDB file that holds the facts.",
)
overlay_option = click.option(
    "--overlay",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="ONRECORD_OVERLAY",
    help="Your own CSV of actors and aliases, added to ours (see seeds/reference/README.md).",
)

profile_option = click.option(
    "--profile",
    type=click.Choice(["accurate", "fast"]),
    default="accurate",
    show_default=True,
    envvar="ONRECORD_PROFILE",
    help="Rules and learned models, or rules alone.",
)


class OneLineErrors(click.Group):
    """Shows an error that a user can do something about as one line, and leaves with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from flows.errors import user_errors

        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader of our output has seen enough
            sys.stderr.close()
            ctx.exit(0)
        except user_errors() as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error}. Nothing was published; mend this, and run again.")


def fail(message: str) -> NoReturn:
    """Ends the command with one line that says what is wrong, where, and what to do."""
    from flows.progress import tell
    from flows.terminal import shown

    tell("")
    click.echo(f"onrecord: {shown(' '.join(message.split()))}", err=True)
    sys.exit(1)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def main() -> None:
    """Turns raw news text into a database of who said what about whom, and where they stand."""
    set_numpy_defaults()


def column_options(command: Any) -> Any:
    """--text-column and its sisters, collected into `columns`."""
    for name in ("url", "publisher", "date", "title", "text"):
        command = click.option(
            f"--{name}-column", default=name, show_default=True, help=f"Column of JSON Lines and CSV with the {name}."
        )(command)
    return command


@main.command()
@paths_argument
@warehouse_option
@overlay_option
@profile_option
@column_options
@click.option("--workers", type=click.IntRange(min=1), help="Processes that extract. Default: one for each core.")
@click.option("--verbose", is_flag=True, help="Show the log of the flow.")
def run(
    paths: tuple[Path, ...],
    warehouse: Path,
    overlay: Path | None,
    profile: str,
    workers: int | None,
    verbose: bool,
    **columns: str,
) -> None:
    """Load new and changed articles of files and folders into the warehouse."""
    from transforms.read import discover

    discover(paths)  # a path that is not there is told before a server is started for the run
    set_prefect_defaults(PREFECT_LOGGING_LEVEL="INFO" if verbose else "CRITICAL")
    from flows.progress import tell

    tell("Starting …")
    from flows.ingest import ingest
    from flows.report import print_report

    report = ingest(
        paths=list(paths),
        warehouse=warehouse,
        overlay=overlay,
        profile=usable(profile),
        workers=workers,
        columns=column_names(columns),
    )
    print_report(report)


@main.command()
@paths_argument
@overlay_option
@profile_option
@column_options
def extract(paths: tuple[Path, ...], overlay: Path | None, profile: str, **columns: str) -> None:
    """Print statements and stances as JSON lines, one document a line, without a warehouse."""
    from flows.extract import extract_lines
    from transforms.pipeline import load_pipeline
    from transforms.read import discover, read

    inputs = (found for file in discover(paths) for found in read(file, column_names(columns)))
    for line in extract_lines(inputs, load_pipeline(overlay, usable(profile))):
        click.echo(line)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@overlay_option
@profile_option
def pairs(file: Path, overlay: Path | None, profile: str) -> None:
    """Print the stance between two marked spans of each text in FILE, as JSON lines.

    FILE is JSON Lines of {"id", "text", "holder", "target"}, these two as [start, end] in characters, or null where the
    holder is whoever speaks, or the target is not named.
    """
    from flows.pairs import pair_lines
    from transforms.pair_classifier import PairClassifier
    from transforms.pipeline import load_pipeline
    from transforms.version import WEIGHTS, Profile

    found = usable(profile)
    classifier = PairClassifier(WEIGHTS) if found is Profile.ACCURATE else None
    for line in pair_lines(file, load_pipeline(overlay, Profile.FAST), classifier):
        click.echo(line)


@main.command()
@click.argument("query", required=False)
@click.option(
    "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the query from a file."
)
@warehouse_option
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Output."
)
def sql(query: str | None, file: Path | None, warehouse: Path, form: str) -> None:
    """Ask the warehouse, with QUERY or one from a file. It is opened read-only, also while a run loads it."""
    if (query is None) == (file is None):
        raise click.UsageError("Give a query, or a file with --file.")
    from flows.output import rendered
    from warehouse.query import run_sql

    text = query if file is None else file.read_text(encoding="utf-8")
    click.echo(rendered(run_sql(warehouse, str(text)), form), nl=form == "table")


@main.command()
@click.argument("stance_id")
@warehouse_option
def explain(stance_id: str, warehouse: Path) -> None:
    """Show why the stance STANCE_ID is in the warehouse: its words, its statement, its actors' links, its article."""
    from flows.explain import explanation

    click.echo(explanation(warehouse, stance_id))


@main.command()
@click.argument("inbox", type=click.Path(path_type=Path, exists=True, file_okay=False))
@warehouse_option
@overlay_option
@profile_option
@click.option("--cron", default="0 * * * *", show_default=True, help="When to look into the inbox.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the server and its UI.")
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True, help="Port of the server.")
def serve(inbox: Path, warehouse: Path, overlay: Path | None, profile: str, cron: str, host: str, port: int) -> None:
    """Start Prefect's server, its UI and the schedule that loads the folder INBOX."""
    from flows.serve import serve as serve_inbox

    overlay = overlay.absolute() if overlay else None
    serve_inbox(inbox.absolute(), warehouse.absolute(), overlay, usable(profile), cron, host, port)


@main.command()
@warehouse_option
@overlay_option
def doctor(warehouse: Path, overlay: Path | None) -> None:
    """Say whether everything is there that a run needs."""
    from flows.doctor import examine

    ill = 0
    for finding in examine(warehouse, overlay):
        ill += not finding.is_well
        click.echo(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.name}: {finding.detail}")
    if ill:
        fail(f"{ill} of the things above need your attention.")


def usable(profile: str) -> Any:
    """The Profile of that name; or rules alone, and a line that says so, where its weights are missing."""
    from transforms.version import Profile, usable_profile

    found, missing = usable_profile(Profile(profile))
    if missing:
        names = ", ".join(str(path) for path in missing)
        click.echo(f"onrecord: learned models are missing ({names}); going on with rules alone.", err=True)
    return found


def column_names(options: dict[str, str]) -> Any:
    """The --…-column options as the reader's ColumnNames."""
    from transforms.read import ColumnNames

    return ColumnNames(**{option.removesuffix("_column"): column for option, column in options.items()})


if __name__ == "__main__":
    main()
