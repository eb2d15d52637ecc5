"""Debian's Chromium without a window, driven by its own protocol: enough to open a page, click and read."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """The one page of a browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._sent = 0

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """The value of the JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @property
    def text(self) -> str:
        return str(self.run("document.body ? document.body.innerText : ''"))

    def wait_for(self, *words: str, seconds: float = 30) -> str:
        """The text of the page as soon as all the words are on it."""
        return self._wait(lambda: all(word in self.text for word in words), f"{words}", seconds)

    def click(self, words: str, *shows: str, seconds: float = 30) -> str:
        """Clicks what reads so until the page shows the other words, and returns its text.

        Again and again, because a page that is being drawn lets clicks fall through.
        """
        script = (
            f"[...document.querySelectorAll('body *')].filter(one => one.innerText?.trim() === {json.dumps(words)})"
            ".at(-1)?.click()"  # the innermost
        )

        def shown() -> bool:
            self.run(script)
            time.sleep(0.5)
            return all(word in self.text for word in shows)

        return self._wait(shown, f"{words!r} that leads to {shows}", seconds)

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def _wait(self, is_so: Callable[[], Any], what: str, seconds: float) -> str:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"no {what} within {seconds} s on the page: {self.text}"
            time.sleep(0.2)
        return self.text

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.recv(timeout=60))
            if answer.get("id") == self._sent:
                assert "error" not in answer, answer
                return dict(answer["result"])


@contextmanager
def browser(width: int = 1300, height: int = 1000) -> Iterator[Page]:
    """A page in a browser of its own, with a profile of its own."""
    assert PROGRAM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={profile}",
             f"--window-size={width},{height}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": profile},
        )  # fmt: skip
        try:
            with connect(_address(Path(profile), process), max_size=None, compression=None) as connection:
                yield Page(connection)
        finally:
            process.kill()
            process.wait()


def _address(profile: Path, process: "subprocess.Popen[bytes]") -> str:
    told = profile / "DevToolsActivePort"
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, f"Chromium ended with {process.returncode}"
        assert time.monotonic() < until, "Chromium did not start within 60 s"
        if told.exists() and (lines := told.read_text().split()):
            with urlopen(f"http://127.0.0.1:{lines[0]}/json/list") as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.2)
