"""Errors that a user can do something about: their message says what was wrong, where, and what to do."""


class RunError(Exception):
    """A run that cannot go on."""


class PublicationStopped(RunError):
    """An expectation on a whole table failed, so the warehouse keeps its last state."""


def user_errors() -> tuple[type[Exception], ...]:
    """Every error that is shown as one line, without the way it came."""
    from transforms.read import InputError
    from transforms.reference import OverlayError
    from warehouse.errors import WarehouseError

    return RunError, InputError, OverlayError, WarehouseError
