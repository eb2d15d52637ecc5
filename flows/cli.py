"""The command line. Each command imports what it needs when it runs: `--help` answers at once."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from flows.options import setting_argument, setting_option
from flows.settings import set_numpy_defaults, set_prefect_defaults

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
warehouse_option = setting_option("warehouse")
overlay_option = setting_option("overlay", click.Path(path_type=Path, exists=True, dir_okay=False))
profile_option = setting_option("profile")
workers_option = setting_option("workers")
format_option = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="Output."
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

    tell("")
    click.echo(f"onrecord: {' '.join(message.split())}", err=True)
    sys.exit(1)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="ONRECORD_CONFIG",
    show_envvar=True,
    help="TOML file of settings. Default: onrecord.toml in this folder, if there is one.",
)
def main(config: Path | None) -> None:
    """Turns raw news text into a database of who said what about whom, and where they stand.

    Most options are settings: `onrecord settings` says how to set them once, in a file or the environment.
    """
    set_numpy_defaults()


def column_options(command: Any) -> Any:
    """--text-column and its sisters, collected into `columns`."""
    for name in ("url", "publisher", "date", "title", "text"):
        command = setting_option(f"{name}_column")(command)
    return command


@main.command()
@paths_argument
@warehouse_option
@overlay_option
@profile_option
@column_options
@workers_option
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


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, type=click.UNPROCESSED, metavar="[QUERY | @NAME] [--VARIABLE VALUE]...")
@click.option(
    "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the query from a file."
)
@click.option("--list", "is_list", is_flag=True, help="List the questions that have a name, with their variables.")
@warehouse_option
@format_option
def sql(query: tuple[str, ...], file: Path | None, is_list: bool, warehouse: Path, form: str) -> None:
    """Ask the warehouse: in SQL, from a file, or a question by its @NAME.

    The variables of a question are given as options: onrecord sql @said_about --actor NATO. The warehouse is opened
    read-only, also while a run loads it.
    """
    from flows.questions import answer, question_lines

    if is_list:
        for line in question_lines():
            click.echo(line)
        return
    click.echo(answer(warehouse, query, file, form), nl=form == "table")


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--speaker", metavar="ACTOR", help="Only what this actor said, or who speaks for it: id or name.")
@click.option("--since", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="DATE", help="Only from this day on.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows at most.")
@warehouse_option
@format_option
def search(
    words: tuple[str, ...], speaker: str | None, since: datetime | None, limit: int, warehouse: Path, form: str
) -> None:
    """Find statements whose content has all WORDS, in any of their forms. The best come first."""
    from flows.questions import found

    click.echo(found(warehouse, " ".join(words), speaker, since, limit, form), nl=form == "table")


@main.command()
@click.argument("stance_id")
@warehouse_option
def explain(stance_id: str, warehouse: Path) -> None:
    """Show why the stance STANCE_ID is in the warehouse: its words, its statement, its actors' links, its article."""
    from flows.explain import explanation

    click.echo(explanation(warehouse, stance_id))


@main.command()
@warehouse_option
@setting_option("report_output", flag="--output")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only articles published on this day or later. [default: all, and undated ones]",
)
@click.option(
    "--holder", help="Timelines of this holder: an actor id or a name. [default: the pairs with most stances]"
)
@click.option("--target", help="Timelines toward this target: an actor id or a name.")
def report(warehouse: Path, report_output: Path, since: Any, holder: str | None, target: str | None) -> None:
    """Write one HTML page of what is in the warehouse, each figure with its sentences. It needs no network."""
    from warehouse.report.build import build_report

    built = build_report(warehouse, report_output, since=since and since.date(), holder=holder, target=target)
    click.echo(f"{built.headline}\nWritten to {built.path} ({built.byte_count / 1e6:.1f} MB).")


@main.command()
@setting_argument("inbox", click.Path(path_type=Path, exists=True, file_okay=False))
@warehouse_option
@overlay_option
@profile_option
@setting_option("cron")
@setting_option("host")
@setting_option("port")
def serve(inbox: Path, warehouse: Path, overlay: Path | None, profile: str, cron: str, host: str, port: int) -> None:
    """Start Prefect's server, its UI and the schedule that loads the folder INBOX."""
    from flows.serve import serve as serve_inbox

    overlay = overlay.absolute() if overlay else None
    serve_inbox(inbox.absolute(), warehouse.absolute(), overlay, usable(profile), cron, host, port)


@main.command()
@warehouse_option
@overlay_option
@click.pass_context
def doctor(ctx: click.Context, warehouse: Path, overlay: Path | None) -> None:
    """List the settings in effect, and say whether everything is there that a run needs."""
    from flows.doctor import FAIL, examine, settings_lines
    from flows.options import loaded, origin

    for line in settings_lines(loaded(ctx).settings, ctx.params, lambda name: origin(ctx, name)):
        click.echo(line)
    ill = 0
    for finding in examine(loaded(ctx).settings, warehouse, overlay):
        ill += finding.state == FAIL
        click.echo(f"{finding.state}  {finding.name}: {finding.detail}")
    if ill:
        fail(f"{ill} of the things above need your attention.")


@main.command()
@click.option("--defaults", is_flag=True, help="Leave out what is set.")
@click.pass_context
def settings(ctx: click.Context, defaults: bool) -> None:
    """Print the settings in effect as a TOML file that explains each."""
    from flows.options import loaded
    from flows.settings import Loaded, Settings, as_toml

    click.echo(as_toml(Loaded(Settings(), {}) if defaults else loaded(ctx)), nl=False)


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
