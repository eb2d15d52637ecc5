"""The report over the sample articles: the flow, the command, and the page in a browser without a network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import EXECUTABLE, Page, open_browser
from click.testing import CliRunner
from page_reader import ReadPage

from flows.cli import main

ARTICLES = Path(__file__).parent.parent.parent / "seeds" / "articles"


@pytest.fixture(scope="session")
def samples(server: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles in a warehouse. Read it, do not write to it."""
    from flows.ingest import ingest
    from transforms.version import Profile

    warehouse = tmp_path_factory.mktemp("samples") / "w.duckdb"
    ingest([ARTICLES], warehouse, profile=Profile.FAST, workers=1)
    return warehouse


@pytest.fixture(scope="session")
def page(samples: Path) -> Path:
    from warehouse.report.build import build_report

    return build_report(samples, samples.parent / "report.html").path


def test_the_page_of_real_articles_is_whole_and_its_marks_lead_somewhere(page: Path) -> None:
    read = ReadPage(page)
    assert read.open == []
    assert read.loaded == []
    assert len(read.ids) == len(set(read.ids))
    assert read.inner_links <= set(read.ids)
    assert {"speaker-1", "pair-1", "actor-1", "rule-1"} <= read.inner_links
    assert "Smith expressed U.S. solidarity with Ukraine" in read.marked


def test_the_flow_writes_the_page_and_shows_its_figures(samples: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    from flows.reporting import report

    built = report(samples, tmp_path / "report.html")
    assert built.path.stat().st_size == built.byte_count
    with get_client(sync_client=True) as client:
        answer = client.request("POST", "/artifacts/filter", json={"artifacts": {"key": {"any_": ["report"]}}})
        (artifact, *_) = answer.json()
    assert f"{built.stance_count:,} stances" in artifact["data"]
    assert str(built.path).replace("_", "\\_") in artifact["data"]


def test_the_command_writes_the_page_and_says_where(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["report", "--warehouse", str(samples)]
    done = CliRunner().invoke(main, [*command, "--since", "2022-01-01"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Written to .onrecord/report.html" in done.stdout
    page = Path(".onrecord/report.html").read_text(encoding="utf-8")
    assert "Only articles published on 2022-01-01 or later" in page
    for mistake in (["--holder", "Nobody"], ["--output", str(ARTICLES)]):
        done = CliRunner().invoke(main, [*command, *mistake])
        assert done.exit_code == 1
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith("onrecord: ")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if not EXECUTABLE:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with open_browser(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.mark.parametrize(("width", "is_dark"), [(360, False), (360, True), (1200, False), (1200, True)])
def test_a_browser_shows_the_page_without_a_network_and_without_scrolling_aside(
    browser: Page, page: Path, width: int, is_dark: bool
) -> None:
    browser.open(page, width, is_dark=is_dark)
    assert [address for address in browser.requests if not address.startswith(page.as_uri())] == []
    assert browser.complaints == []
    assert browser.evaluate("document.body.scrollWidth <= innerWidth")
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    brightness = browser.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
    assert (brightness < 64) == is_dark


def test_colours_of_the_charts_are_those_of_the_style(browser: Page, page: Path) -> None:
    browser.open(page, 1200)
    fills = "[...document.querySelectorAll('#matrix .chart path')].map(one => getComputedStyle(one).fill)"
    assert {"rgb(178, 68, 44)", "rgb(44, 108, 156)"} <= set(json.loads(browser.evaluate(f"JSON.stringify({fills})")))


def test_a_mark_leads_to_its_sentences_and_names_stand_within_the_page(browser: Page, page: Path) -> None:
    browser.open(page, 1200)
    browser.evaluate(
        "document.querySelector('#matrix .chart a').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert browser.evaluate("document.querySelector(':target mark').textContent.length") > 0
    left = "Math.min(...[...document.querySelectorAll('.chart text')].map(one => one.getBoundingClientRect().left))"
    assert browser.evaluate(left) >= 0


def test_the_page_prints(browser: Page, page: Path, tmp_path: Path) -> None:
    browser.open(page)
    browser.pdf(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
