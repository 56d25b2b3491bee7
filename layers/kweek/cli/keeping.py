"""What a local stack keeps from one run to the next: its state, its mails, and its clock.

The campaign's clock stands still while the stack is stopped. The mark of a clean stop is the
clock's file; a state without it is half of one, and is thrown away.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from kweek.cli.mailbox import Mailbox
from kweek.cli.project import Project
from kweek.core.times import Instant
from kweek.shell.clock import Clock, machine_now


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of one stack's state."""

    home: Path

    @classmethod
    def of(cls, project: Project) -> "Kept":
        """This project's."""
        return cls(project.workshop / "stack")

    @property
    def _stopped(self) -> Path:
        return self.home / "stopped.json"

    @property
    def complete(self) -> bool:
        """Was there a run, and did it stop cleanly?"""
        return self._stopped.exists()

    def clear(self) -> None:
        """Forget everything."""
        if self.home.exists():
            shutil.rmtree(self.home)

    def begin(self, speed: int) -> tuple[Clock, Mailbox]:
        """The clock, from where it stood or from now, and the mailbox with its mails."""
        now = machine_now()
        virtual = Instant(now)
        if self.complete:
            virtual = Instant(json.loads(self._stopped.read_text("utf-8"))["campaign"])
            self._stopped.unlink()
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        return Clock(speed, now, virtual), Mailbox.opened(self.home / "mails.jsonl")

    def end(self, clock: Clock) -> None:
        """Note where the campaign stands; call it when the emulator has stopped cleanly."""
        self._stopped.write_text(json.dumps({"campaign": clock.now()}), "utf-8")
