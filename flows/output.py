"""Frames as text for people, spreadsheets and programs."""

from typing import TYPE_CHECKING

from flows.terminal import shown

if TYPE_CHECKING:
    import polars as pl


def rendered(frame: "pl.DataFrame", form: str) -> str:
    """The frame as `table`, `csv` or `json` (a list of objects).

    Nested values are JSON in a CSV, and a text that a spreadsheet would take for a formula begins with an apostrophe.
    A table shows no control characters, which could move a terminal's cursor.
    """
    import polars as pl

    if form == "json":
        return frame.write_json() + "\n"
    if form == "csv":
        nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
        flat = frame.with_columns(pl.col(nested).map_elements(_json, return_dtype=pl.String))
        return flat.with_columns(_without_formulas(pl.col(pl.String))).write_csv()
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=-1,  # a line that is too long can be scrolled; a word a letter wide cannot be read
        fmt_str_lengths=60,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
    ):
        return shown(str(frame), keep="\n")


def _without_formulas(column: "pl.Expr") -> "pl.Expr":
    """What OWASP advises against CSV injection; numbers are no text and stay as they are."""
    import polars as pl

    return pl.when(column.str.contains(r"^[\s\p{C}]*[=+\-@]|^[\t\r]")).then("'" + column).otherwise(column).name.keep()


def _json(value: object) -> str:
    import json

    return json.dumps(value.to_list() if hasattr(value, "to_list") else value, ensure_ascii=False, default=str)
