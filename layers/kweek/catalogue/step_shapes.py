"""The flat maps that steps are written as, by the action they name."""

from typing import Any, Literal

from pydantic import Field

from kweek.catalogue.mail_file import Accepted, Text
from kweek.catalogue.shape import Shape


class StepShape(Shape):
    """What every step may say."""

    step: Text
    only_if: Any = None
    next: str | None = None
    accept: Accepted = Field(default_factory=dict)


class WaitingShape(StepShape):
    """What a step that may wait for something says about it."""

    wait_for: Any = None
    within: str | None = None
    until: Any = None
    at: str | None = None
    late: str | None = None
    then: dict[str, Any] | None = None


class SendShape(WaitingShape):
    """One mail, and perhaps a wait for what they do with it."""

    send: Text
    hold_up_to: str | None = None


class WaitShape(StepShape):
    """Time passes: `6d`, or a map."""

    wait: Any


class WaitMapShape(Shape):
    """At least so long, then the first such local time; or until a moment."""

    for_: str | None = Field(None, alias="for")
    at: str | None = None
    days: Any = None
    until: Any = None
    late: str | None = None


class BranchShape(StepShape):
    """Rules in order, each with a target."""

    branch: list[dict[str, Any]]


class CaseShape(Shape):
    """One rule of a branch."""

    if_: Any = Field(alias="if")
    to: Text


class SplitShape(StepShape):
    """By chance, and perhaps judged."""

    split: dict[str, int]
    judged_by: Any = None
    within: str | None = None


class UpdateMapShape(Shape):
    """What changes on the contact."""

    traits: dict[str, Any] | None = None
    add_to: Any = None
    remove_from: Any = None
    mail_frequency: Literal["normal", "weekly", "monthly", "none"] | None = None


class UpdateShape(StepShape):
    """The contact is changed."""

    update: UpdateMapShape


class HandoffMapShape(Shape):
    """Who gets the lead, by which mail, and how long they have to accept."""

    to: Text
    accept_within: str | None = None
    mail: Text = "lead-handoff"


class HandoffShape(StepShape):
    """The lead is given to sales or a partner."""

    handoff: HandoffMapShape
    then: dict[str, Any] | None = None


class NotifyMapShape(Shape):
    """Who hears of it, and by which mail."""

    to: Text
    mail: Text


class NotifyShape(StepShape):
    """An owner is told; nothing is asked of them."""

    notify: NotifyMapShape
    then: dict[str, Any] | None = None


class TaskMapShape(Shape):
    """Something for a person to do."""

    to: Text
    title: Text
    due: str | None = None
    mail: Text = "task"


class TaskShape(StepShape):
    """A person's task."""

    task: TaskMapShape
    then: dict[str, Any] | None = None


class WebhookMapShape(Shape):
    """Where to, with what, what of the answer is kept, and how long it may take."""

    url: Text
    send: dict[str, Any] | None = None
    keep: dict[str, str] | None = None
    timeout: str | None = None


class WebhookShape(StepShape):
    """Another system is called."""

    webhook: WebhookMapShape
    then: dict[str, Any] | None = None


class StartShape(StepShape):
    """Another journey begins for them."""

    start: Text


class EndShape(StepShape):
    """The run is over here."""

    end: Any = None


#: By the key that says what a step does. A send may wait too, so `wait_for` comes after it.
SHAPES: dict[str, type[StepShape]] = {
    "send": SendShape,
    "wait": WaitShape,
    "wait_for": WaitingShape,
    "branch": BranchShape,
    "split": SplitShape,
    "update": UpdateShape,
    "handoff": HandoffShape,
    "task": TaskShape,
    "notify": NotifyShape,
    "webhook": WebhookShape,
    "start": StartShape,
    "end": EndShape,
}
