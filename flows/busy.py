"""What a run does where another run holds the warehouse."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path

from flows.errors import RunError
from flows.progress import tell
from warehouse.errors import WarehouseInUse
from warehouse.lock import lock

POLL_SECONDS = 2.0


class WhenBusy(StrEnum):
    WAIT = "wait"
    SKIP = "skip"
    FAIL = "fail"


class Skipped(RunError):
    """There is nothing for this run to do, because another one does it or will do it."""


@contextmanager
def held(warehouse: Path, when_busy: WhenBusy = WhenBusy.FAIL, wait_minutes: float = 60) -> Iterator[None]:
    """Holds the lock of the warehouse; where another run does, waits for it, leaves, or fails.

    Raises Skipped for `skip`; WarehouseInUse for `fail`, and for `wait` where the time is over.
    """
    deadline = time.monotonic() + 60 * wait_minutes
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(lock(warehouse))
                break
            except WarehouseInUse as error:
                if when_busy is WhenBusy.SKIP:
                    raise Skipped(f"Skipped: {error} The next run loads what this one would have.") from error
                if when_busy is WhenBusy.FAIL:
                    raise
                if time.monotonic() > deadline:
                    raise WarehouseInUse(f"Waited {wait_minutes:g} minutes in vain. {error}") from error
            tell(f"Another run loads {warehouse.name}; waiting up to {wait_minutes:g} minutes for it …")
            time.sleep(POLL_SECONDS)
        yield
