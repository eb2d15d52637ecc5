"""The `.sql` files of this package: what they hold, and the comment that says what each is for.

The comment at the head of a file is a line of what it is for, then one for each name that needs an explanation:
variables of a query, columns of a view. A line that goes on is indented by two more spaces.

    -- Who said what about an actor?
    -- actor: Whom it is about, by id or name;
    --   everybody by default.
"""

import re
from importlib.resources import files


def sql_files(*folder: str) -> dict[str, str]:
    """SQL by file name without `.sql`, in alphabetical order, of a folder under warehouse/."""
    found = {path.name: path for path in files("warehouse").joinpath(*folder).iterdir() if path.name.endswith(".sql")}
    return {name.removesuffix(".sql"): found[name].read_text(encoding="utf-8") for name in sorted(found)}


def purpose(sql: str) -> str:
    """Line one, without its dashes."""
    return sql.split("\n", 1)[0].removeprefix("--").strip()


def explained(sql: str) -> dict[str, str]:
    """What the comment at the head says of each name, in its order."""
    found: dict[str, str] = {}
    for line in header(sql)[1:]:
        if match := re.fullmatch(r"-- (\w+): (\S.*)", line):
            found[match[1]] = match[2]
        elif found and line.startswith("--   "):
            found[next(reversed(found))] += f" {line[5:]}"
    return found


def header(sql: str) -> list[str]:
    """The lines of comment at the head of the file."""
    lines = sql.split("\n")
    return lines[: next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))]
