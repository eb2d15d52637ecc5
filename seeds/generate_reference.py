"""Writes the generated files of seeds/reference: countries.csv, country_aliases.csv and first_names_us.csv.

    make reference

Names, capitals and Wikidata items come from the packages rigour and countryinfo, the first names from the package names
(lists of the US Census of 1990); country_edits.csv, made by hand, puts right what they have wrong and adds what they
lack. An edit that changes nothing, and an alias that two countries claim, stop the script. rigour builds pyicu, which
needs a C++ compiler and the headers of ICU (Debian: libicu-dev).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from countryinfo import CountryInfo, all_countries
from rigour.territories import Territory, get_territories

FOLDER = Path(__file__).parent / "reference"
FORMER_COUNTRIES = {"ANT", "SCG"}
"""Codes that countryinfo still has: the Netherlands Antilles, Serbia and Montenegro."""
KOSOVO = "XKX"
"""No ISO code, but the one that the EU and the UN's statistics use."""
OFFICIAL_NAME = re.compile(r"[\w’' -]*\b(Republic|Kingdom|Federation|Commonwealth|Sultanate|State)\b[\w’' -]*")
CLEAR_MAJORITY = 0.9

Key = tuple[str, str]
"""Country code and alias."""


@dataclass
class Country:
    code: str
    name: str
    wikidata_id: str
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Alias to its kind and source."""


def main() -> None:
    countries = sorted(_countries(), key=lambda country: country.code)
    _edit(countries)
    for country in countries:
        _add_spellings(country)
    _check_claimed_once(countries)
    _write(
        "countries",
        ("actor_id", "name", "country_code", "wikidata_id", "source"),
        ((f"country:{c.code}", c.name, c.code, c.wikidata_id, "rigour") for c in countries),
    )
    _write(
        "country_aliases",
        ("alias", "actor_id", "kind", "source"),
        (
            (alias, f"country:{country.code}", kind, source)
            for country in countries
            for alias, (kind, source) in sorted(country.aliases.items())
            if alias != country.name
        ),
    )
    _write("first_names_us", ("first_name", "gender", "source"), _first_names())


def _countries() -> Iterator[Country]:
    """Every country of ISO 3166-1, and Kosovo, as the packages know it."""
    territories = {territory.alpha3.upper(): territory for territory in get_territories() if territory.alpha3}
    codes = {country.iso()["alpha3"] for country in all_countries()} - FORMER_COUNTRIES - {""}
    for code in sorted(codes):
        yield _country(code, territories[code], CountryInfo(code).info())
    yield _country(KOSOVO, territories[KOSOVO], {})


def _country(code: str, territory: Territory, info: dict[str, Any]) -> Country:
    country = Country(code, territory.name, territory.qid)
    for name in (territory.name, territory.full_name):
        if not re.search(r"[\[(]", name):
            country.aliases[_without_article(name)] = ("name", "rigour")
    for name in info.get("altSpellings", ()):
        if OFFICIAL_NAME.fullmatch(name):
            country.aliases.setdefault(_without_article(name), ("name", "countryinfo"))
    if capital := info.get("capital"):
        country.aliases.setdefault(capital, ("capital", "countryinfo"))
    return country


def _without_article(name: str) -> str:
    return re.sub(r"^the ", "", name, flags=re.IGNORECASE)


def _edit(countries: Iterable[Country]) -> None:
    """Applies country_edits.csv: `name` names a country anew, `drop` takes an alias away, `add` gives one."""
    by_code = {country.code: country for country in countries}
    idle = []
    with (FOLDER / "country_edits.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            country, alias = by_code[row["country_code"]], row["alias"]
            if row["action"] == "name":
                country.name = alias
                country.aliases[alias] = ("name", row["source"])
            elif (row["action"] == "drop") != (alias in country.aliases):
                idle.append(f"{row['action']} {country.code} {alias}")
            elif row["action"] == "drop":
                del country.aliases[alias]
            else:
                country.aliases[alias] = (row["kind"], row["source"])
    if idle:
        raise SystemExit("These rows of country_edits.csv change nothing, so drop them: " + "; ".join(idle))


def _add_spellings(country: Country) -> None:
    """Adds what keyboards make of an alias: no accents, a curly apostrophe, St. for Saint."""
    for alias, (kind, source) in list(country.aliases.items()):
        plain = "".join(c for c in unicodedata.normalize("NFKD", alias) if not unicodedata.combining(c))
        for spelling in (alias, plain):
            for variant in (spelling, spelling.replace("'", "’")):
                for prefix in ("Saint ", "St. ", "St "):
                    written = re.sub(r"^Saint ", prefix, variant)
                    country.aliases.setdefault(written, (kind, source))


def _check_claimed_once(countries: Iterable[Country]) -> None:
    owner: dict[str, str] = {}
    for country in countries:
        for alias in country.aliases:
            if owner.setdefault(alias, country.code) != country.code:
                raise SystemExit(f"{alias!r} is {owner[alias]} and {country.code}: drop one in country_edits.csv.")


def _first_names() -> Iterator[tuple[str, str, str]]:
    """Names by gender: `either` where fewer than nine in ten bearers have one."""
    female, male = _shares("dist.female.first"), _shares("dist.male.first")
    for name in sorted(female.keys() | male.keys()):
        female_share = female.get(name, 0.0) / (female.get(name, 0.0) + male.get(name, 0.0))
        if female_share >= CLEAR_MAJORITY:
            gender = "female"
        elif female_share <= 1 - CLEAR_MAJORITY:
            gender = "male"
        else:
            gender = "either"
        yield name, gender, "US Census 1990"


def _shares(file_name: str) -> dict[str, float]:
    """Lower-case name to its share of one gender, in per cent. Shares are rounded, so 0 is half a unit."""
    lines = (resources.files("names") / file_name).read_text(encoding="ascii").splitlines()
    return {name.lower(): float(share) or 0.0005 for name, share, *_ in map(str.split, lines)}


def _write(name: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
