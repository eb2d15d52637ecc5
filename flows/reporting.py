"""The report page as a flow, so that it can be scheduled."""

import flows.quiet_exit  # noqa: F401, I001  (before Prefect)

from datetime import date
from pathlib import Path
from socket import gethostname

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from expectations.summary import escaped
from flows.runs import tells_how_it_ends
from flows.settings import DEFAULT_REPORT, DEFAULT_WAREHOUSE
from warehouse.report.build import BuiltReport, build_report


@flow(name="report", flow_run_name="report of {warehouse}", validate_parameters=True)
@tells_how_it_ends
def report(
    warehouse: Path = DEFAULT_WAREHOUSE,
    output: Path = DEFAULT_REPORT,
    since: date | None = None,
    holder: str | None = None,
    target: str | None = None,
) -> BuiltReport:
    """Writes one HTML page of what is in the warehouse, in place of the last one, with which it is compared.

    Args:
        warehouse: DuckDB file that holds the facts.
        output: HTML file to write.
        since: Only articles published on this day or later; undated ones are left out.
        holder: Timelines of this holder, an actor id or a name; the pairs with most stances by default.
        target: Timelines toward this target.
    """
    built = build_report(warehouse.absolute(), output.absolute(), since=since, holder=holder, target=target)
    place = f"{escaped(built.headline)}\n\nThe page is the file {escaped(str(built.path))} on {escaped(gethostname())}."
    create_markdown_artifact(key="report", markdown=place, description=built.headline)
    return built
