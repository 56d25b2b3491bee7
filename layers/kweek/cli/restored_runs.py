"""After a table was restored: what it has forgotten, as far as the executions still know.

From their histories follows what was asked for since: which mails went out or may have, where
each run stands, and how it ended.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from kweek.cli.histories import SLACK, Definition, Histories, Seen
from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.core.executed import Visit
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import BEGINNING, Instant, MachineInstant, iso
from kweek.core.walking import walk
from kweek.shell.clock import Clock
from kweek.shell.contacts import Contacts


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A mail that went out, or may have, and that the table knows nothing of."""

    contact: str
    email: str | None  # None when the table does not know the contact at all
    journey: str
    run: str
    step: str
    mail: str
    at: str
    sent: str  # `sent` or `perhaps`


@dataclass(frozen=True)
class Restoration:
    """Compares the histories with the contacts; says what each contact has to be told."""

    histories: Histories
    contacts: Contacts
    clock: Clock
    speed: int = 1
    found: dict[str, Forgotten] = field(default_factory=dict)  # by send id

    def look(self) -> Iterator[Incoming]:
        """A message for each contact that is to be told something; `found` grows meanwhile."""
        by_contact: dict[str, list[Seen]] = {}
        for one in self.histories.runs():
            by_contact.setdefault(one.contact, []).append(one)
        for contact_id, seen in by_contact.items():
            contact = self.contacts.load(contact_id)
            said = {one.run: self._said(contact, one) for one in seen}
            runs = {run_id: one for run_id, one in said.items() if one}
            if runs and contact.version:
                yield self._message(contact.id, runs)

    def _message(self, contact: str, runs: Mapping[str, Any]) -> Incoming:
        now = self.clock.now()
        return Incoming(
            id=digest("restored", contact, json.dumps(runs, sort_keys=True)),
            type="restored",
            event="Restored",
            contact=contact,
            at=now,
            received_at=now,
            properties={"runs": runs},
        )

    def _said(self, contact: Contact, seen: Seen) -> dict[str, Any] | None:
        """What a contact has to be told of a run; None when it knows all that."""
        run = contact.enrolments.get(seen.run)
        if run is None and seen.began < self.histories.restored_to - SLACK:
            return None  # over, and forgotten, long before
        level = run is not None and self._is_level(run, seen)
        mails = self._mails(contact, seen, level)
        at = self._at(seen)
        place, ended = None, seen.trace.ended
        if run is not None and (run.status != "active" or seen.epoch < run.epoch):
            ended = ""
        elif run is not None and not level and not ended:
            place = walk(seen.machine, _as_seen(run, at), self.speed, self.clock.now())
        if not (mails or place or ended or run is None):
            return None
        return {
            "journey": seen.journey,
            "seen": {"epoch": run.epoch, "at": run.entered} if run else None,
            "epoch": max(seen.epoch, run.epoch if run else 0),
            "began": self.clock.campaign(seen.began),
            "ended": ended,
            "mails": mails,
            "at": at,
            "place": asdict(place) if place else None,
        }

    def _is_level(self, run: Enrolment, seen: Seen) -> bool:
        """Whether the contact knows where the machine is, and how it came to go on from there."""
        if seen.epoch < run.epoch or not seen.trace.visits:
            return True  # taken over already, or where it began
        last = seen.trace.visits[-1]
        if (run.step, run.lap) != (last.step, last.lap) or run.entered + SLACK < last.entered:
            return False
        before = last.left is not None and last.left < self.histories.restored_to - SLACK
        return before or not last.over or run.answered == last.outcome

    def _at(self, seen: Seen) -> dict[str, Any]:
        """Where the machine is: its last call, and what that was answered."""
        if not seen.trace.visits:
            return {}
        *earlier, last = seen.trace.visits
        over = [self._campaign(one.left) for one in earlier if one.over]
        return {
            "step": last.step,
            "lap": last.lap,
            "entered": self.clock.campaign(last.entered),
            "answered": last.outcome if last.over else "",
            "answered_at": self._campaign(last.left) if last.over else BEGINNING,
            "waited_until": over[-1] if over else None,
            "does": _does(seen.machine, last.step),
        }

    def _mails(self, contact: Contact, seen: Seen, level: bool) -> dict[str, dict[str, Any]]:
        """What may have gone and the contact does not know of, by send id; each is noted."""
        certain: dict[str, tuple[str, Visit]] = {}
        for visit in self._unfenced(seen, level):
            send_id = digest(seen.run, visit.step, str(visit.lap))
            known = contact.sends.get(send_id)
            if known is not None and known.state not in ("later", "inflight"):
                continue
            if visit.mailed and certain.get(send_id, ("",))[0] != "sent":
                certain[send_id] = visit.mailed, visit
        for send_id, (sent, visit) in certain.items():
            mail, at = _does(seen.machine, visit.step)["mail"], self.clock.campaign(visit.entered)
            about = seen.journey, seen.run, visit.step, mail, iso(at)
            self.found[send_id] = Forgotten(contact.id, contact.address, *about, sent)
        return {send_id: self._mail(seen, visit) for send_id, (_, visit) in certain.items()}

    def _unfenced(self, seen: Seen, level: bool) -> Iterator[Visit]:
        """The calls for a mail that were made before the fence was up.

        The last of a contact that is level with its machine is known to it: in flight, it is
        settled like any other.
        """
        visits = seen.trace.visits
        for number, visit in enumerate(visits, start=1):
            known = level and number == len(visits) and not visit.over
            mails = "mail" in _does(seen.machine, visit.step)
            if mails and visit.entered < self.histories.fenced and not known:
                yield visit

    def _mail(self, seen: Seen, visit: Visit) -> dict[str, Any]:
        does = _does(seen.machine, visit.step)
        return {
            "mail": does["mail"],
            "step": visit.step,
            "at": self.clock.campaign(visit.entered),
            "to_owner": does["do"] != "send",
        }

    def _campaign(self, at: MachineInstant | None) -> Instant:
        return self.clock.campaign(at) if at is not None else BEGINNING


def _as_seen(run: Enrolment, at: Mapping[str, Any]) -> Enrolment:
    return replace(
        run,
        step=at["step"],
        lap=at["lap"],
        answered=at["answered"],
        answered_at=at["answered_at"],
        wait=None,
        pause=None,
        not_before=None,
    )


def _does(machine: Definition, step: str) -> Mapping[str, Any]:
    """A step as it travels in the machine's message."""
    said: Mapping[str, Any] = machine["States"][step]["Parameters"]["MessageBody"]["step"]
    return said
