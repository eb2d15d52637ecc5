"""The arrows between the rooms of the house, and what a command may load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"flows", "transforms", "expectations", "warehouse"}
FORBIDDEN = {
    "transforms": {"prefect", "duckdb", "great_expectations", "time", "socket", "urllib", "requests", "httpx"}
    | (ROOMS - {"transforms", "warehouse"}),
    "expectations": {"prefect", "spacy", "duckdb"} | (ROOMS - {"expectations", "warehouse"}),
    "warehouse": {"prefect", "spacy", "great_expectations"} | (ROOMS - {"warehouse"}),
}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("room", sorted(FORBIDDEN))
def test_a_room_imports_only_what_the_design_allows(room: str) -> None:
    found = {name for file in (ROOT / room).rglob("*.py") for name in imports(file)}
    assert {name for name in found if name.split(".")[0] in FORBIDDEN[room]} == set()


@pytest.mark.parametrize("room", ["transforms", "expectations"])
def test_only_the_contract_of_the_warehouse_is_known_outside_the_flows(room: str) -> None:
    found = {name for file in (ROOT / room).rglob("*.py") for name in imports(file)}
    assert {name for name in found if name.split(".")[0] == "warehouse"} <= {"warehouse.contract"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("flows.cli", {"prefect", "spacy", "polars", "duckdb", "great_expectations", "pandas"}),
        ("flows.extract", {"prefect", "polars", "duckdb", "great_expectations", "pandas"}),
        ("warehouse.report.build", {"prefect", "spacy", "great_expectations"}),
        ("warehouse.query", {"prefect", "spacy", "great_expectations", "pandas"}),
        ("expectations.gate", {"great_expectations", "pandas"}),
        ("warehouse.contract", {"polars", "duckdb", "pandas"}),
    ],
)
def test_importing_a_command_does_not_load_what_it_does_not_need(module: str, unwanted: set[str]) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert unwanted & set(loaded) == set()


def test_no_folder_is_added_to_the_house() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in tracked.splitlines() if "/" in line}
    assert folders <= {".ci", "expectations", "flows", "seeds", "tests", "transforms", "warehouse"}
