"""Where settings come from, who wins, and what is said of those that cannot be used."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.settings import Loaded, Settings, SettingsError, as_toml, declared, load_settings

SAID = "There is no warehouse at {}."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one to work in, and no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    return tmp_path


def onrecord(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def asked(*arguments: str) -> str:
    """What `sql` says of the warehouse that it was led to."""
    return onrecord(*arguments, "sql", "SELECT 1").stderr


def test_the_command_line_wins_over_the_environment_over_the_file_over_the_default(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SAID.format(Settings().warehouse) in asked()
    (folder / "onrecord.toml").write_text('warehouse = "file.duckdb"')
    assert SAID.format("file.duckdb") in asked()
    monkeypatch.setenv("ONRECORD_WAREHOUSE", "environment.duckdb")
    assert SAID.format("environment.duckdb") in asked()
    assert SAID.format("line.duckdb") in onrecord("sql", "SELECT 1", "--warehouse", "line.duckdb").stderr


def test_a_file_can_be_named_and_its_paths_are_relative_to_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "team").mkdir()
    (folder / "team" / "ours.toml").write_text('warehouse = "w.duckdb"')
    (folder / "onrecord.toml").write_text('warehouse = "not this.duckdb"')
    assert SAID.format("team/w.duckdb") in asked("--config", "team/ours.toml")
    monkeypatch.setenv("ONRECORD_CONFIG", "team/ours.toml")
    assert SAID.format("team/w.duckdb") in asked()
    assert "There is no file nowhere.toml" in asked("--config", "nowhere.toml")


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_OVERLAY", "")
    assert load_settings() == Loaded(Settings(), {})


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (
            'warehose = "x"',
            r"onrecord\.toml: there is no setting warehose\. Did you mean warehouse\? There are: .*port",
        ),
        ("[columns]\ntext = 'body'", r"onrecord\.toml: there is no setting columns"),
        ('profile = "quick"', r"""onrecord\.toml: profile cannot be 'quick': it takes "accurate" or "fast"\."""),
        ("port = 0", r"onrecord\.toml: port cannot be 0: it takes a whole number from 1 to 65535"),
        ("workers = 1.5", r"onrecord\.toml: workers cannot be 1\.5: it takes a whole number from 1"),
        ("warehouse = 3", r"onrecord\.toml: warehouse cannot be 3: it takes a path in quotes"),
        ("port = \n", r"onrecord\.toml is not TOML: .*line 1"),
    ],
)
def test_a_wrong_key_or_value_of_the_file_is_told_with_what_is_allowed(
    folder: Path, written: str, complaint: str
) -> None:
    (folder / "onrecord.toml").write_text(written)
    with pytest.raises(SettingsError, match=complaint):
        load_settings()


def test_a_wrong_value_of_the_environment_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "first")
    with pytest.raises(SettingsError, match="ONRECORD_PORT cannot be 'first': it takes a whole number"):
        load_settings()


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    (folder / "onrecord.toml").write_text('port = 0\nprofile = "quick"')
    with pytest.raises(SettingsError, match=r"profile cannot be .* port cannot be"):
        load_settings()


def test_a_file_that_is_named_and_is_not_there_is_told_with_who_named_it(folder: Path) -> None:
    (folder / "onrecord.toml").write_text('overlay = "gone.csv"')
    done = onrecord("doctor")
    assert done.exit_code == 1
    assert done.stderr.startswith("onrecord: onrecord.toml: overlay:")
    assert "gone.csv" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["settings", "--defaults"]])
def test_help_is_there_also_where_the_settings_are_wrong(folder: Path, arguments: list[str]) -> None:
    (folder / "onrecord.toml").write_text("nonsense")
    assert onrecord(*arguments).exit_code == 0


def test_help_does_not_read_settings() -> None:
    code = "import sys; from flows.cli import main; main(['run', '--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"pydantic", "pydantic_settings"} & set(done.stdout.splitlines()[-1].split()) == set()


def test_what_is_printed_can_be_read_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "4300")
    monkeypatch.setenv("ONRECORD_TEXT_COLUMN", 'the "body"')
    printed = onrecord("settings").stdout
    assert tomllib.loads(printed) == {"port": 4300, "text_column": 'the "body"'}
    assert tomllib.loads(as_toml(Loaded(Settings(), {}))) == {}
    assert "Set by: ONRECORD_PORT" in printed
    assert all(setting.description in printed for setting in declared().values())
    monkeypatch.delenv("ONRECORD_PORT")
    (folder / "onrecord.toml").write_text(printed)
    assert load_settings().settings.port == 4300


def test_every_setting_is_used_by_a_command_or_by_doctor() -> None:
    options = {option.name for command in main.commands.values() for option in command.params}
    doctor = (Path(__file__).parent.parent.parent / "flows" / "doctor.py").read_text(encoding="utf-8")
    assert {name for name in declared() if name not in options and f"settings.{name}" not in doctor} == set()


@pytest.mark.parametrize("command", sorted(main.commands))
def test_an_option_of_a_setting_says_the_default_of_the_setting(command: str) -> None:
    for option in main.commands[command].params:
        if option.name in declared():
            assert option.default == declared()[option.name].default


def test_the_example_of_the_readme_is_a_file_of_settings(folder: Path) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    (folder / "onrecord.toml").write_text(readme.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    loaded = load_settings()
    assert set(loaded.origins) == {"warehouse", "profile", "text_column"}
    assert loaded.settings.profile == "fast"
