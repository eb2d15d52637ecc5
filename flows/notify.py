"""Tells somebody outside when a run fails: a webhook and two automations on Prefect's server."""

from datetime import timedelta
from typing import cast
from uuid import UUID

import httpx
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.settings import PREFECT_API_URL
from prefect.types import SecretDict
from pydantic import SecretStr

from flows.deployments import TAG
from flows.errors import RunError

BLOCK = "onrecord-failures"
NOTIFICATION = "On Record: tell of failed runs"
SILENCE = "On Record: crash runs that fell silent"
SILENT_AFTER = timedelta(minutes=10)
"""Three times Prefect's default interval between heartbeats, and a bit."""

_OURS: dict[str, str | list[str]] = {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
_ENDS = {f"prefect.flow-run.{state}" for state in ("Completed", "Skipped", "Failed", "Crashed", "Cancelled")}
CRASH = ChangeFlowRunState(
    name=None, state=StateType.CRASHED, message="The process of this run has vanished.", force=False
)
_PAYLOAD = """{
  "text": {{ (deployment.name ~ ": " ~ flow_run.state.name ~ ". " ~ (flow_run.state.message or "")) | tojson }},
  "deployment": {{ deployment.name | tojson }},
  "run": {{ flow_run.name | tojson }},
  "state": {{ flow_run.state.name | tojson }},
  "message": {{ (flow_run.state.message or "") | tojson }},
  "url": {{ flow_run | ui_url | tojson }}
}"""


def notify(url: str) -> None:
    """Makes Prefect's server POST to the URL when a run of our deployments fails or crashes. Again: changes the URL.

    What is sent is JSON with `text` (which chat programs show), `deployment`, `run`, `state`, `message` and `url`. A
    run whose process vanished counts as crashed ten minutes after its last heartbeat. Raises RunError where the URL
    is none, or no server answers.
    """
    if not url.startswith(("http://", "https://")):
        raise RunError(f"{url} is no address of a webhook. It begins with http:// or https://.")
    api = PREFECT_API_URL.value()
    if not api:
        raise RunError("No server is named. Say which: export PREFECT_API_URL=http://127.0.0.1:4200/api")
    try:
        _put_all(url)
    except httpx.HTTPError as error:
        raise RunError(f"Prefect's server at {api} did not take the notification: {error}. Is it running?") from error


def _put_all(url: str) -> None:
    headers = SecretDict({"Content-Type": "application/json"})
    block_id = cast(UUID, Webhook(url=SecretStr(url), headers=headers).save(BLOCK, overwrite=True))
    _put(
        AutomationCore(
            name=NOTIFICATION,
            description="Calls the webhook when a run of an On Record deployment fails or crashes.",
            trigger=EventTrigger(
                expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related=_OURS,
                for_each={"prefect.resource.id"},
                threshold=1,
            ),
            actions=[CallWebhook(block_document_id=block_id, payload=_PAYLOAD)],
        )
    )
    _put(
        AutomationCore(
            name=SILENCE,
            description="Marks a run of an On Record deployment as crashed whose process has vanished.",
            trigger=EventTrigger(
                after={"prefect.flow-run.heartbeat"},
                expect={"prefect.flow-run.heartbeat", *_ENDS},
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related=_OURS,
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=SILENT_AFTER,
            ),
            actions=[CRASH],
        )
    )


def _put(automation: AutomationCore) -> None:
    """Creates the automation, or brings the one of its name up to date."""
    with get_client(sync_client=True) as client:
        found = client.read_automations_by_name(automation.name)
        if found:
            # What is not set is not sent: so everything is set, but for the owner, which the server does not take.
            whole = AutomationCore(**automation.model_dump(exclude={"owner_resource"}))
            client.update_automation(found[0].id, whole)
        else:
            client.create_automation(automation)
