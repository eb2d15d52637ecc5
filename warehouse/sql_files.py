"""The `.sql` files of this package: what they hold, and the line that says what each is for."""

from importlib.resources import files


def sql_files(*folder: str) -> dict[str, str]:
    """SQL by file name without `.sql`, in alphabetical order, of a folder under warehouse/."""
    found = {path.name: path for path in files("warehouse").joinpath(*folder).iterdir() if path.name.endswith(".sql")}
    return {name.removesuffix(".sql"): found[name].read_text(encoding="utf-8") for name in sorted(found)}


def purpose(sql: str) -> str:
    """Line one, without its dashes."""
    return sql.split("\n", 1)[0].removeprefix("--").strip()
