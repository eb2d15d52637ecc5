"""How far a run is, for a person at a terminal; a pipe, a log or a scheduler is told nothing."""

import sys


def tell(message: str) -> None:
    """Shows the message on the terminal's last line, in place of the one before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{message}")
        sys.stderr.flush()
