"""Dates as newspapers and feeds write them. What the text does not say is not made up, the year least of all."""

import re
from datetime import date

from warehouse.contract import DatePrecision

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_NUMBERS = r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(rf"(?<![\w.]){form}(?!\w)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?",
        _NUMBERS,
        rf"{_DAY}[ -]{_MONTH}(?:,?[ -]{_YEAR})?",
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_MONTH},? {_YEAR}",
        rf"{_YEAR}",
    )
)
_AROUND = re.compile(
    r"""(?: this\ story\ is\ from | (?:first\ |last\ )?(?:published|posted|updated|modified)(?:\ (?:on|at))? | date | on
        | mon(?:day)? | tues?(?:day)? | wed(?:nesday)? | thu(?:rs(?:day)?)? | fri(?:day)? | sat(?:urday)? | sun(?:day)?
        | at | \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)? | \d{1,2}(?=\ ?[ap]\.?m) | [ap]\.?m\.?
        | [+-]\d{2}:?\d{2} | Z | utc | gmt | bst | ce?s?t | [ecmp][sd]?t | e(?:e|a)s?t | idt | msk | ist | local\ time
        | [\s,.|:;()–—•·-] )+""",
    re.VERBOSE | re.IGNORECASE,
)
_EARLIEST, _LATEST = 1800, 2100
_LONGEST_LINE = 100


def parse_date(text: str) -> tuple[date | None, DatePrecision | None]:
    """The day, where day, month and year are said and unmistakable, and how much of a date the text says.

    12/13/2022 is a day; of 03/04/2022 only the year is sure. Nothing is said by what is no date, as 31 February.
    """
    for form in _FORMS:
        if match := form.search(text):
            return _resolve({name: value for name, value in match.groupdict().items() if value})
    return None, None


def is_date_line(line: str) -> bool:
    """Whether the line is a date and nothing else but a weekday, a time, or words as "Published on"."""
    if len(line) > _LONGEST_LINE:
        return False
    for form in _FORMS[:-1]:
        if match := form.search(line):
            around = line[: match.start()], line[match.end() :]
            return all(not part or _AROUND.fullmatch(part) for part in around)
    return False


def _resolve(said: dict[str, str]) -> tuple[date | None, DatePrecision | None]:
    year = int(said["year"]) if "year" in said else None
    if year is not None and not _EARLIEST <= year <= _LATEST:
        return None, None
    if "first" in said:
        return _resolve_numbers(int(said["first"]), int(said["second"]), int(said["year"]))
    month = _month_number(said["month"]) if "month" in said else None
    day = int(said["day"]) if "day" in said else None
    if day is None:
        return None, DatePrecision.MONTH if month else DatePrecision.YEAR
    # 2024 is a leap year: without a year, 29 February is a day that there is
    found = _day(year or 2024, month or 0, day)
    if found is None:
        return None, None
    return (found, DatePrecision.DAY) if year else (None, DatePrecision.DAY_WITHOUT_YEAR)


def _resolve_numbers(first: int, second: int, year: int) -> tuple[date | None, DatePrecision | None]:
    readings = {found for found in (_day(year, first, second), _day(year, second, first)) if found}
    if len(readings) == 1:
        return readings.pop(), DatePrecision.DAY
    return None, DatePrecision.YEAR if readings else None


def _month_number(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS.index(written[:3].lower()) + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
