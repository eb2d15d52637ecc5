"""What a person may set, once for all commands; and how a run starts Prefect and numpy, unless a person says otherwise.

A setting is a field of Settings: its annotation says what it is for and which values are allowed. The options of the
commands, the environment variables, the keys of onrecord.toml and what `onrecord settings` prints are derived from it.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

from annotated_types import Interval

from flows.errors import RunError

HOME = Path(".onrecord")
"""Everything that runs write, below the folder that they are started in."""

DEFAULT_WAREHOUSE = HOME / "onrecord.duckdb"
DEFAULT_REPORT = HOME / "report.html"

CONFIG = Path("onrecord.toml")
ENVIRONMENT_PREFIX = "ONRECORD_"

PREFECT_SETTINGS = {
    "PREFECT_HOME": str(HOME.absolute() / "prefect"),
    # A server that is started for one run migrates its database first; the default of 20 s is too short for that.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


class SettingsError(RunError):
    """A key or a value of onrecord.toml or the environment that cannot be used; the message says what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with its default. The option of a setting is its name with dashes: --text-column."""

    warehouse: Annotated[Path, "DuckDB file that holds the facts."] = DEFAULT_WAREHOUSE
    overlay: Annotated[
        Path | None, "Your own CSV of actors and aliases, added to ours (see seeds/reference/README.md)."
    ] = None
    profile: Annotated[Literal["accurate", "fast"], "Rules and learned models, or rules alone."] = "accurate"
    workers: Annotated[int | None, Interval(ge=1), "Processes that extract; one for each core where not set."] = None
    text_column: Annotated[str, "Column of JSON Lines and CSV with the text."] = "text"
    title_column: Annotated[str, "Column of JSON Lines and CSV with the title."] = "title"
    date_column: Annotated[str, "Column of JSON Lines and CSV with the date."] = "date"
    publisher_column: Annotated[str, "Column of JSON Lines and CSV with the publisher."] = "publisher"
    url_column: Annotated[str, "Column of JSON Lines and CSV with the url."] = "url"
    report_output: Annotated[
        Path, "HTML file that `onrecord report` writes. One that is there already is replaced, and compared with."
    ] = DEFAULT_REPORT
    inbox: Annotated[Path, "Folder whose new articles `onrecord serve` loads."] = Path("inbox")
    cron: Annotated[str, "When to look into the inbox."] = "0 * * * *"
    host: Annotated[str, "Address of the server and its UI."] = "127.0.0.1"
    port: Annotated[int, Interval(ge=1, le=65535), "Port of the server."] = 4200
    stale_days: Annotated[int, Interval(ge=0), "Days without a run after which `onrecord doctor` warns."] = 7
    staging_days: Annotated[
        int, Interval(ge=0), "Days after which `onrecord doctor` warns of batches that a failed run left behind."
    ] = 7


class Setting(NamedTuple):
    """One field of Settings, as data. `allowed` says in words which values it takes."""

    name: str
    kind: Any
    limits: Interval | None
    description: str
    default: Any

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def kinds(self) -> tuple[Any, ...]:
        """The types of its values: Path for `Path | None`, the texts themselves for a choice of texts."""
        return tuple(kind for kind in get_args(self.kind) if kind is not type(None)) or (self.kind,)

    @property
    def allowed(self) -> str:
        if self.kinds == (int,):
            lowest = self.limits.ge if self.limits else None
            highest = self.limits.le if self.limits else None
            return f"a whole number from {lowest}" + (f" to {highest}" if highest is not None else "")
        if self.kinds in ((Path,), (str,)):
            return "a path in quotes" if self.kinds == (Path,) else "text in quotes"
        return " or ".join(f'"{kind}"' for kind in self.kinds)


class Loaded(NamedTuple):
    """The settings in effect, and for each that is not the default, where it was set."""

    settings: Settings
    origins: Mapping[str, str]


def declared() -> dict[str, Setting]:
    """Every setting by name, in the order of Settings."""
    hints = get_type_hints(Settings, include_extras=True)
    found = {}
    for field in fields(Settings):
        kind, *others = get_args(hints[field.name])
        limits = next((other for other in others if isinstance(other, Interval)), None)
        found[field.name] = Setting(field.name, kind, limits, others[-1], field.default)
    return found


def load_settings(config: Path | None = None) -> Loaded:
    """What the environment says, then the file, then the defaults.

    The file is `config`, or onrecord.toml in the current folder if there is one. Its paths are relative to its folder.
    Raises SettingsError.
    """
    if config is not None and not config.is_file():
        raise SettingsError(f"There is no file {config}. Name your settings with --config or ONRECORD_CONFIG.")
    file = config or (CONFIG if CONFIG.is_file() else None)
    if file is None and not any(name.upper().startswith(ENVIRONMENT_PREFIX) for name in os.environ):
        return Loaded(Settings(), {})  # what there is to read costs half a second to be imported
    return _read(file)


def _read(file: Path | None) -> Loaded:
    """By pydantic-settings, which sorts out who wins and whether a value fits."""
    from pydantic import ValidationError, create_model
    from pydantic_settings import (
        BaseSettings,
        EnvSettingsSource,
        PydanticBaseSettingsSource,
        SettingsConfigDict,
        TomlConfigSettingsSource,
    )

    class Sources(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=ENVIRONMENT_PREFIX, env_ignore_empty=True, extra="forbid", toml_file=file
        )

        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **__: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return EnvSettingsSource(settings_cls), TomlConfigSettingsSource(settings_cls)

    definitions: dict[str, Any] = {
        setting.name: (Annotated[setting.kind, setting.limits] if setting.limits else setting.kind, setting.default)
        for setting in declared().values()
    }
    model = create_model("Sources", __base__=Sources, **definitions)
    try:
        from_environment, from_file = EnvSettingsSource(model)(), TomlConfigSettingsSource(model)()
        values = dict(model())
    except ValidationError as error:
        raise SettingsError(" ".join(_complaints(error.errors(), set(from_environment), file))) from error
    except ValueError as error:  # of TOML, or of bytes that are no text
        raise SettingsError(
            f"{file} is not TOML: {error}. `onrecord settings --defaults` prints an example."
        ) from error
    origins = {name: str(file) for name in from_file} | {
        name: declared()[name].variable for name in from_environment if name in declared()
    }
    for name, value in values.items():
        if isinstance(value, Path) and name in origins:
            folder = file.parent if file and origins[name] == str(file) else Path()
            values[name] = folder / value.expanduser()
    return Loaded(Settings(**values), origins)


def _complaints(errors: list[Any], from_environment: set[str], file: Path | None) -> Iterator[str]:
    """A sentence for each thing that is wrong: where, which key, and what is allowed."""
    from difflib import get_close_matches

    for error in errors:
        name = str(error["loc"][0])
        if name not in declared():
            near = get_close_matches(name, declared(), n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            yield f"{file}: there is no setting {name}.{meant} There are: {', '.join(declared())}."
            continue
        setting = declared()[name]
        place = setting.variable if name in from_environment else f"{file}: {name}"
        yield f"{place} cannot be {error['input']!r}: it takes {setting.allowed}."


def unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none."""
    known = {setting.variable for setting in declared().values()} | {
        "ONRECORD_CONFIG",
        "ONRECORD_HOME",
        "ONRECORD_DATA_DOCS_URL",
    }
    return sorted(name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX) and name not in known)


def as_toml(loaded: Loaded) -> str:
    """An onrecord.toml that explains itself: what is set as it is in effect, the others commented out."""
    lines = [
        f"# Settings of On Record: {CONFIG} in the folder that you work in, or any file named by --config.",
        "# An option of a command wins over the environment, which wins over this file. Paths are relative to it.",
    ]
    for setting in declared().values():
        value = getattr(loaded.settings, setting.name)
        origin = loaded.origins.get(setting.name)
        shown = "..." if value is None else str(value) if isinstance(value, int) else _quoted(str(value))
        lines += [
            "",
            f"# {setting.description}",
            f"# Takes {setting.allowed}. Environment: {setting.variable}."
            + (f" Set by: {origin}." if origin else " This is the default." if value is not None else " Not set."),
            f"{'' if origin else '# '}{setting.name} = {shown}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's is one, but for the character DEL."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def set_prefect_defaults(**others: str) -> None:
    """Sets Prefect's environment where the user has not. Call it before Prefect is imported."""
    for name, value in (PREFECT_SETTINGS | others).items():
        os.environ.setdefault(name, value)
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)


def set_numpy_defaults() -> None:
    """Lets numpy use one thread where the user has not said how many. Call it before numpy is imported.

    The matrices of a document are so small that a second thread costs more than it brings, and the other cores have
    processes of their own to run. Those inherit the setting.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
