"""Options and arguments of commands whose default is a setting (see flows/settings.py)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from flows.settings import Loaded, Setting, SettingsError, declared, load_settings

Command = TypeVar("Command", bound=Callable[..., Any])

_LOADED = f"{__name__}.loaded"


def loaded(ctx: click.Context) -> Loaded:
    """The settings of this call of `onrecord`, read at the first use: help needs none, and is there if they are wrong.

    Raises SettingsError.
    """
    root = ctx.find_root()
    if _LOADED not in root.meta:
        root.meta[_LOADED] = load_settings(root.params.get("config"))
    found: Loaded = root.meta[_LOADED]
    return found


class _OfSetting(click.Parameter):
    """Takes its value from the settings where the command line gives none."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        if not call:  # for the help, which shows the default that a new user has
            return super().get_default(ctx, call)
        settings, origins = loaded(ctx)
        name = str(self.name)
        value = getattr(settings, name)
        if name in origins:
            try:
                self.type_cast_value(ctx, value)
            except click.BadParameter as error:  # such as a file that is not there
                place = origins[name] if origins[name] == declared()[name].variable else f"{origins[name]}: {name}"
                raise SettingsError(f"{place}: {error.message}") from error
        return value


class _Option(_OfSetting, click.Option):
    pass


class _Argument(_OfSetting, click.Argument):
    def make_metavar(self, ctx: click.Context) -> str:
        return f"[{str(self.name).upper()}]"


def setting_option(
    name: str, kind: click.ParamType[Any] | None = None, flag: str | None = None
) -> Callable[[Command], Command]:
    """The option of a setting, --its-name or `flag`; `kind` is for a path of which more is asked than to be one."""
    setting = declared()[name]
    return click.option(
        flag or f"--{name.replace('_', '-')}",
        name,
        cls=_Option,
        type=kind or _kind(setting),
        default=setting.default,
        show_default=setting.default is not None,
        help=setting.description,
    )


def setting_argument(name: str, kind: click.ParamType[Any]) -> Callable[[Command], Command]:
    """An argument that may be left out where the setting stands in for it."""
    return click.argument(name, cls=_Argument, type=kind, default=declared()[name].default)


def origin(ctx: click.Context, name: str) -> str:
    """Where the value of a setting in this call comes from: command line, a variable, a file, or default."""
    if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
        return "command line"
    return loaded(ctx).origins.get(name, "default")


def _kind(setting: Setting) -> click.ParamType[Any]:
    if setting.kinds == (Path,):
        return click.Path(path_type=Path)
    if setting.kinds == (int,):
        limits = setting.limits
        return click.IntRange(limits.ge, limits.le) if limits else click.INT  # type: ignore[arg-type]
    return click.STRING if setting.kinds == (str,) else click.Choice(setting.kinds)
