"""What a local stack keeps from one run to the next: its state, its mails, and its clock.

The campaign's clock stands still while the stack is stopped. The mark of a clean stop is the
clock's file; a state without it is half of one, and is thrown away.
"""

import json
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
    trash: Path

    @classmethod
    def of(cls, project: Project, name: str) -> "Kept":
        """This project's stack of that name."""
        return cls(project.place / name, project.place / "trash")

    @property
    def _stopped(self) -> Path:
        return self.home / "stopped.json"

    @property
    def complete(self) -> bool:
        """Was there a run, and did it stop cleanly?"""
        return self._stopped.exists()

    @property
    def littered(self) -> bool:
        """Is there something to delete?"""
        return self.trash.exists()

    def clear(self) -> None:
        """Forget everything."""
        self._throw_away(self.home)

    @property
    def speed(self) -> int:
        """How fast the last run's campaign went; its machines' timers were made for that."""
        return int(json.loads(self._stopped.read_text("utf-8"))["speed"])

    def begin(self, speed: int) -> tuple[Clock, Mailbox]:
        """The clock, from where it stood or from now, and the mailbox with its mails."""
        now = machine_now()
        virtual = Instant(now)
        if self.complete:
            virtual = Instant(json.loads(self._stopped.read_text("utf-8"))["campaign"])
            self._stopped.unlink()
        # Each Lambda worker has unpacked its layer here: hundreds of megabytes, of no use now.
        self._throw_away(self.home / "tmp")
        (self.home / "tmp").mkdir(parents=True)
        return Clock(speed, now, virtual), Mailbox.opened(self.home / "mails.jsonl")

    def _throw_away(self, what: Path) -> None:
        """Move it out of the way at once; deleting so many files takes seconds."""
        if what.exists():
            self.trash.mkdir(exist_ok=True)
            what.rename(self.trash / f"{what.name}-{machine_now()}")

    def end(self, clock: Clock) -> None:
        """Note where the campaign stands; call it when the emulator has stopped cleanly."""
        self._stopped.write_text(
            json.dumps({"campaign": clock.now(), "speed": int(clock.speed)}), "utf-8"
        )
