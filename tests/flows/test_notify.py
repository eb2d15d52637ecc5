"""Notifications: made once, changed by making them again, refused in words for people."""

import pytest
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client

from flows import notify as module
from flows.errors import RunError
from flows.notify import notify

pytestmark = pytest.mark.usefixtures("server")


def test_making_it_again_changes_the_address_and_nothing_is_there_twice() -> None:
    for url in ("http://127.0.0.1:1/old", "http://127.0.0.1:1/new"):
        notify(url)
    with get_client(sync_client=True) as client:
        automations = client.read_automations()
    ours = {automation.name: automation for automation in automations if automation.name.startswith("On Record")}
    assert len(automations) == len(ours) == 2
    assert all(automation.enabled for automation in ours.values())
    assert ours[module.NOTIFICATION].trigger.expect == {"prefect.flow-run.Failed", "prefect.flow-run.Crashed"}
    block = Webhook.load(module.BLOCK)
    assert block.url.get_secret_value() == "http://127.0.0.1:1/new"


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(RunError, match="no address of a webhook"):
        notify("somewhere")


def test_a_server_that_does_not_answer_is_told() -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}),
        pytest.raises(RunError, match="did not take the notification"),
    ):
        notify("http://127.0.0.1:1/")
