"""What a state machine asks: one step of one run, with the token that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from kweek.core.contact import Contact
from kweek.core.effects import Order
from kweek.core.enrolment import Enrolment, Pause, Wait
from kweek.core.ids import digest
from kweek.core.times import BEGINNING, MachineInstant, parse_iso
from kweek.core.versions import check_message


@dataclass(frozen=True, slots=True)
class StepMessage:
    """One message of the queues `steps` and `mails`.

    The step itself travels along, so that a run under way never meets a newer journey.
    `entered` is the machine's time (ms) of entering the step; `token` is empty for `end`.
    """

    journey: str
    step: Mapping[str, Any]
    contact: str
    run: str
    epoch: int
    lap: int
    entered: MachineInstant
    token: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read the message that the machine wrote; raises KeyError or ValueError on another."""
        check_message(body.get("v"), "a step")
        return cls(
            journey=body["journey"],
            step=body["step"],
            contact=body["contact"],
            run=body["run"],
            epoch=int(body["epoch"]),
            lap=int(body["lap"]),
            entered=MachineInstant(parse_iso(body["entered"])),
            token=body.get("token", ""),
        )

    @property
    def name(self) -> str:
        """The step's name."""
        return str(self.step["name"])

    @property
    def send_id(self) -> str:
        """The one mail of this step in this lap of this run."""
        return digest(self.run, self.name, str(self.lap))

    @property
    def cause(self) -> str:
        """The done mark of this message, as `partition|sort key`."""
        parts = (self.run, str(self.epoch), self.name, str(self.lap), str(self.entered))
        return f"c#{self.contact}|m#{digest(*parts)}"

    def answer(self, outcome: str, **more: Any) -> Order:
        """The order that gives this step its outcome."""
        return Order(
            "answer",
            self.contact,
            self.run,
            self.epoch,
            self.journey,
            step=self.name,
            lap=self.lap,
            entered=self.entered,
            token=self.token,
            output={"outcome": outcome, **more},
        )

    def failed(self) -> Order:
        """The order that fails this step, since nobody could carry it out."""
        return replace(self.answer("failed"), do="fail")

    def run_of(self, contact: Contact) -> Enrolment | None:
        """The run that this step belongs to, while it goes on; else None (G10).

        None as well while its machine is broken: nobody would take the step's outcome.
        """
        run = self.entry_of(contact)
        return run if run and not run.broken else None

    def entry_of(self, contact: Contact) -> Enrolment | None:
        """The run that this step belongs to, also while its machine is broken."""
        run = contact.enrolments.get(self.run)
        return run if run and run.status == "active" and run.epoch == self.epoch else None

    def is_at(self, run: Enrolment) -> bool:
        """Whether the run has entered this very step before, in whichever execution."""
        return (run.step, run.lap) == (self.name, self.lap)

    def entered_by(self, run: Enrolment) -> Enrolment:
        """The run once it has entered this step.

        What an earlier step waited for is superseded: a wait that ended in silence ended at its
        deadline, and the next looks back to there. Its own goes on when it is entered anew.
        """
        wait, ended = run.wait, run.waited_until
        if wait and wait.claimed is None and not self._names(wait):
            ended = wait.deadline
        return run.changed(
            step=self.name,
            lap=self.lap,
            entered=self.entered,
            calls=run.calls + 1,
            answered="",
            answered_at=BEGINNING,
            wait=wait if self._names(wait) else None,
            pause=run.pause if self._names(run.pause) else None,
            waited_until=ended,
            not_before=None,  # what it had to wait for has come
        )

    def _names(self, kept: Wait | Pause | None) -> bool:
        return kept is not None and (kept.step, kept.lap) == (self.name, self.lap)
