"""The command line. Each command imports what it needs when it runs: `--help` answers at once."""

import sys
from datetime import datetime
from itertools import chain
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
    from flows.terminal import shown

    tell("")
    click.echo(f"onrecord: {shown(' '.join(message.split()))}", err=True)
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


verbose_option = click.option("--verbose", is_flag=True, help="Show the log of the flow.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")


def window_options(command: Any) -> Any:
    """--since and --until, each a datetime at midnight or None."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    for name, what in (("until", "Last"), ("since", "First")):
        command = click.option(
            f"--{name}",
            type=day,
            metavar="DATE",
            help=f"{what} day of publication. What has no date lies in no window.",
        )(command)
    return command


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
@window_options
@click.option("--relearn", is_flag=True, help="Load also what was forgotten (see onrecord forget).")
@workers_option
@click.option(
    "--when-busy",
    type=click.Choice(["wait", "skip", "fail"]),
    default="fail",
    show_default=True,
    help="What to do where another run loads the warehouse.",
)
@click.option(
    "--wait-minutes",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="How long --when-busy wait waits before it fails.",
)
@dry_run_option
@verbose_option
def run(
    paths: tuple[Path, ...],
    warehouse: Path,
    overlay: Path | None,
    profile: str,
    since: datetime | None,
    until: datetime | None,
    relearn: bool,
    workers: int | None,
    dry_run: bool,
    when_busy: str,
    wait_minutes: float,
    verbose: bool,
    **columns: str,
) -> None:
    """Load new and changed articles of files and folders into the warehouse.

    With --since or --until, only articles published on these days; the others are left for another run.
    """
    from flows.inputs import Window
    from transforms.read import discover

    window = Window(since.date() if since else None, until.date() if until else None)
    discover(paths)  # a path that is not there is told before a server is started for the run
    if dry_run:
        from flows.dry_run import run_lines

        names = column_names(columns)
        for line in run_lines(paths, warehouse, overlay, usable(profile), names, window, relearn):
            click.echo(line)
        return
    set_prefect_defaults(PREFECT_LOGGING_LEVEL="INFO" if verbose else "CRITICAL")
    from flows.progress import tell

    tell("Starting …")
    from flows.busy import WhenBusy
    from flows.ingest import ingest

    report = ingest(
        paths=list(paths),
        warehouse=warehouse,
        overlay=overlay,
        profile=usable(profile),
        workers=workers,
        columns=column_names(columns),
        since=window.since,
        until=window.until,
        relearn=relearn,
        when_busy=WhenBusy(when_busy),
        wait_minutes=wait_minutes,
    )
    print_outcome(report)


@main.command()
@warehouse_option
@overlay_option
@profile_option
@workers_option
@dry_run_option
@verbose_option
def reprocess(
    warehouse: Path, overlay: Path | None, profile: str, workers: int | None, dry_run: bool, verbose: bool
) -> None:
    """Extract again, with this version, what the warehouse keeps of older ones; no article is read again.

    The version is that of code, word lists, models, --overlay and --profile: give these as you give them to run.
    """
    if dry_run:
        from flows.dry_run import reprocess_lines

        for line in reprocess_lines(warehouse, overlay, usable(profile)):
            click.echo(line)
        return
    set_prefect_defaults(PREFECT_LOGGING_LEVEL="INFO" if verbose else "CRITICAL")
    from flows.progress import tell

    tell("Starting …")
    from flows.reprocess import reprocess as reprocess_flow

    print_outcome(reprocess_flow(warehouse, overlay, usable(profile), workers))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@warehouse_option
@window_options
@click.option("--table", "tables", multiple=True, help="A table or view to export; may be given again. Default: all.")
@click.option("--overwrite", is_flag=True, help="Replace an earlier export in FOLDER.")
def export(
    folder: Path,
    warehouse: Path,
    since: datetime | None,
    until: datetime | None,
    tables: tuple[str, ...],
    overwrite: bool,
) -> None:
    """Write tables and views to FOLDER as Parquet, a folder for each month of publication.

    With --since or --until, rows of documents published on these days; what has no date of its own is written whole.
    """
    from warehouse.export import export as export_tables

    days = (since.date() if since else None, until.date() if until else None)
    counts = export_tables(warehouse, folder, tables, *days, overwrite=overwrite)
    click.echo(f"{sum(counts.values()):,} rows of {len(counts)} tables and views are in {folder}.")


@main.command()
@click.argument("what", nargs=-1, required=True, metavar="DOCUMENT_ID|PATH…")
@warehouse_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(what: tuple[str, ...], warehouse: Path, yes: bool) -> None:
    """Remove documents and all that was read off them from the warehouse, for good.

    A PATH stands for every text that was seen there, a folder for all below it. Only hashes stay behind, so that no run
    loads the same again, unless it is told to --relearn. What was exported, reported or shown in the Prefect UI stays.
    """
    from flows.forget import find, forget_found

    found = find(warehouse, what)
    for line in found.lines():
        click.echo(line)
    if not yes:
        click.confirm("Remove all this for good?", abort=True)
    click.echo(forget_found(warehouse, found))


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


def retention_options(command: Any) -> Any:
    """--…-days, collected into `days`."""
    for name, default, what in (
        ("data-docs", 30, "Great Expectations' pages"),
        ("quarantine", 365, "rows in quarantine"),
        ("run", 90, "runs in Prefect's database"),
        ("staging", 7, "batches that a failed run staged"),
    ):
        command = click.option(
            f"--{name}-days",
            type=click.IntRange(min=0),
            default=default,
            show_default=True,
            help=f"Keep {what}.",
        )(command)
    return command


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
@retention_options
@setting_option("cron")
@click.option("--notify", metavar="URL", help="Webhook that is told of runs that fail or crash.")
@setting_option("host")
@setting_option("port")
@click.option(
    "--docs-port", type=click.IntRange(0, 65535), help="Port of Great Expectations' pages. Default: the next one."
)
def serve(
    inbox: Path,
    warehouse: Path,
    overlay: Path | None,
    profile: str,
    cron: str,
    notify: str | None,
    host: str,
    port: int,
    docs_port: int | None,
    **days: int,
) -> None:
    """Start Prefect's server, its UI and the schedules: for the folder INBOX, for the report, and for maintenance."""
    from flows.deployments import Retention
    from flows.serve import Service
    from flows.serve import serve as serve_all

    serve_all(
        Service(
            inbox=inbox.absolute(),
            warehouse=warehouse.absolute(),
            overlay=overlay.absolute() if overlay else None,
            profile=usable(profile),
            cron=cron,
            host=host,
            port=port,
            docs_port=docs_port,
            notify_url=notify,
            retention=Retention(**days),
        )
    )


@main.command()
@click.argument("url")
def notify(url: str) -> None:
    """Have the Prefect server at PREFECT_API_URL tell the webhook URL when a run fails or crashes."""
    set_prefect_defaults()
    from flows.notify import notify as notify_of_failures

    notify_of_failures(url)
    click.echo("Failed and crashed runs of On Record's deployments are told to the webhook from now on.")


@main.command()
@warehouse_option
@overlay_option
@click.option("--deep", is_flag=True, help="Check every row of the warehouse as well: counts, ids, spans, references.")
@click.pass_context
def doctor(ctx: click.Context, warehouse: Path, overlay: Path | None, deep: bool) -> None:
    """List the settings in effect, and say whether everything is there that a run needs."""
    from flows.doctor import FAIL, examine, examine_deeply, settings_lines
    from flows.options import loaded, origin

    for line in settings_lines(loaded(ctx).settings, ctx.params, lambda name: origin(ctx, name)):
        click.echo(line)
    ill = 0
    findings = examine(loaded(ctx).settings, warehouse, overlay)
    for finding in chain(findings, examine_deeply(warehouse) if deep else ()):
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


def print_outcome(outcome: Any) -> None:
    """What a run did, or why it had nothing to do."""
    from flows.report import print_report
    from flows.runs import SkippedRun

    if isinstance(outcome, SkippedRun):
        click.echo(outcome.reason)
    else:
        print_report(outcome)


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
