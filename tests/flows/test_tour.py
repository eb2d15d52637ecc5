"""The tour of the README, command by command, on a warehouse of the sample articles.

`make golden` writes what the commands print into the README, as many lines as it shows now where it ends with "…".
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>.+)\n(?P<shown>(?:.*\n)*?)```\n")
MORE = "…"

Run = Callable[[str], str]


def blocks() -> list[tuple[str, list[str]]]:
    """Each command of the tour, and the lines that the README shows of its output."""
    found = [(match["command"], match["shown"].splitlines()) for match in BLOCK.finditer(README.read_text("utf-8"))]
    assert found, "the README has no tour"
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command as it stands in the README. What `make` says of itself is no part of what it prints."""
    folder = tmp_path_factory.mktemp("tour")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ONRECORD_"))}
    environment |= {"ONRECORD_WAREHOUSE": str(folder / "onrecord.duckdb"), "PREFECT_HOME": str(folder / "prefect")}

    def run(command: str) -> str:
        words = shlex.split(made_by_make(command) or command)
        assert words[0] == "onrecord"
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *words[1:]],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip("\n") + "\n"

    return run


def made_by_make(command: str) -> str | None:
    """What `make TARGET` runs."""
    if not command.startswith("make "):
        return None
    recipe = re.search(rf"^{command[5:]}:.*\n\t\$\(BIN\)/(.+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe
    return recipe[1]


def stable(lines: list[str]) -> list[str]:
    """Without what differs from run to run: how long it took."""
    return [re.sub(r"\b\d+ s\.$", "N s.", line).rstrip() for line in lines]


def test_the_commands_of_the_tour_print_what_the_readme_shows(run: Run, pytestconfig: pytest.Config) -> None:
    printed = {command: run(command).splitlines() for command, _ in blocks()}
    if pytestconfig.getoption("--write-golden"):
        write(printed)
    for command, shown in blocks():
        if shown[-1] == MORE:
            assert stable(printed[command][: len(shown) - 1]) == stable(shown[:-1]), command
        else:
            assert stable(printed[command]) == stable(shown), command


def test_the_tour_begins_with_a_load_and_ends_with_a_reason_for_one_row() -> None:
    commands = [command for command, _ in blocks()]
    assert commands[0] == "make run"
    assert commands[-1].startswith("onrecord explain ")
    assert len(commands) == 7


def write(printed: dict[str, list[str]]) -> None:
    """Puts what was printed into the README."""

    def written(block: re.Match[str]) -> str:
        lines, shown = printed[block["command"]], block["shown"].splitlines()
        if shown[-1] == MORE:
            lines = [*lines[: len(shown) - 1], MORE]
        return "\n".join([f"```console\n$ {block['command']}", *lines, "```\n"])

    README.write_text(BLOCK.sub(written, README.read_text("utf-8")), encoding="utf-8")
