"""Import this before Prefect: what DuckDB's bindings print when the interpreter ends is not shown.

They report every object of theirs as leaked when a thread of Prefect's still refers to the module at that moment. By
then all output is written and all errors are told, so nothing else is lost.
"""

import atexit
import os


def _close_stderr() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_close_stderr)  # handlers run last registered, first called: this is the last to run
