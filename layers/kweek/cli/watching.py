"""What `kweek watch` shows: drawings, words, mails and problems, from the files as last saved."""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.checking import read_checked
from kweek.catalogue.drawing_svg import svg
from kweek.catalogue.journey import MAILS
from kweek.catalogue.mail_folder import PARTS
from kweek.catalogue.problems import Problem, errors
from kweek.catalogue.words import LANGUAGES, words
from kweek.cli.previewing import KNOWN, Shown, Unwell, Whom, desk, sample_entry
from kweek.core.times import Instant

#: How often the files are looked at, in seconds.
OFTEN = 0.15

Seen = Mapping[str, tuple[int, int]]


@dataclass
class Watched:
    """The campaigns as they were last read, and what could last be drawn of each journey.

    A file that is broken just now keeps its last good drawing: whoever is in the middle of a
    sentence still wants to see where they are.
    """

    root: Path
    changed: threading.Condition = field(default_factory=threading.Condition)
    version: int = 0
    campaigns: Campaigns | None = None
    _seen: Seen = field(default_factory=dict)
    _good: dict[str, Campaigns] = field(default_factory=dict)
    _mails: dict[str, Shown] = field(default_factory=dict)

    def look(self) -> bool:
        """Read the files again if one of them has changed; whether one had."""
        try:
            seen = _files(self.root)
            if seen == self._seen:
                return False
            campaigns = _read(self.root)
        except OSError:  # a file went while it was read: the next look sees it gone
            return False
        with self.changed:
            self._seen, self.campaigns = seen, campaigns
            for name in campaigns.journeys:
                if not errors(_about(campaigns, f"journeys/{name}.yaml")):
                    self._good[name] = campaigns
            there = {Path(file).stem for file in seen if file.startswith("journeys/")}
            self._good = {name: one for name, one in self._good.items() if name in there}
            self.version += 1
            self.changed.notify_all()
        return True

    def keep_looking(self, stopped: threading.Event) -> None:
        """Look, again and again, until it is over."""
        while not stopped.wait(OFTEN):
            self.look()

    def overview(self) -> dict[str, Any]:
        """All journeys and mails by name, with how many problems each has."""
        with self.changed:
            campaigns = self._read()
            return {
                "version": self.version,
                "folder": str(self.root),
                "journeys": [self._listed(name) for name in self._names("journeys")],
                "mails": [
                    {"name": name, **_counts(_about(campaigns, f"mail/{name}/"))}
                    for name in self._names("mail")
                ],
                "problems": _told(campaigns.problems),
            }

    def journey(self, name: str) -> dict[str, Any] | None:
        """The drawing and the words of one journey; None when there is no such file."""
        with self.changed:
            if name not in self._names("journeys"):
                return None
            now, good = self._read(), self._good.get(name)
            problems = _about(now, f"journeys/{name}.yaml")
            found = {"name": name, "problems": _told(problems), "stale": good is not now}
            return {**found, **(_drawn(good, name) if good else {})}

    def mail(self, name: str) -> dict[str, Any] | None:
        """One mail as Anna would get it; None when there is no such folder."""
        with self.changed:
            if name not in self._names("mail"):
                return None
            campaigns, now = self._read(), Instant(int(time.time() * 1000))
            whom = Whom(KNOWN, sample_entry(name, "", campaigns))
            stale, problems = False, tuple(_about(campaigns, f"mail/{name}/"))
            try:
                with desk(self.root, campaigns, now) as at:
                    shown = at.show(name, whom)
                self._mails[name], problems = shown, shown.problems
            except (Unwell, OSError):
                stale = True
            found = {"name": name, "problems": _told(problems), "stale": stale}
            last = self._mails.get(name)
            return {**found, **(_arrived(last) if last else {})}

    def _read(self) -> Campaigns:
        if self.campaigns is None:
            self.campaigns = _read(self.root)
        return self.campaigns

    def _names(self, folder: str) -> list[str]:
        """The names that the files give, also of those which cannot be read just now."""
        if folder == "journeys":
            return sorted(file.stem for file in (self.root / folder).glob("*.yaml"))
        folders = (self.root / folder).glob("[!_.]*")
        return sorted(each.name for each in folders if each.is_dir())

    def _listed(self, name: str) -> dict[str, Any]:
        campaigns = self._read()
        good = self._good.get(name)
        journey = good.journeys[name] if good else None
        return {
            "name": name,
            "title": journey.title if journey else name,
            "status": journey.status if journey else "draft",
            **_counts(_about(campaigns, f"journeys/{name}.yaml")),
        }


def _read(root: Path) -> Campaigns:
    """The campaigns with what `kweek check` tells of them: not what was accepted."""
    found = read_checked(root)
    return replace(found, problems=tuple(one for one in found.problems if not one.accepted))


def _files(root: Path) -> Seen:
    """Every file with when it was written and how long it is."""
    return dict(_walk(root))


def _walk(root: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for folder, folders, files in os.walk(root):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for file in files:
            path = Path(folder) / file
            stat = path.stat()
            yield path.relative_to(root).as_posix(), (stat.st_mtime_ns, stat.st_size)


def _about(campaigns: Campaigns, file: str) -> list[Problem]:
    """The problems of a file, or of a folder; those of shared parts are every mail's."""
    parts = f"mail/{PARTS}/" if file.startswith("mail/") else file
    return [one for one in campaigns.problems if one.file.startswith((file, parts))]


def _counts(problems: list[Problem]) -> dict[str, int]:
    wrong = len(errors(problems))
    return {"errors": wrong, "warnings": len(problems) - wrong}


def _told(problems: list[Problem] | tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [problem.as_json() for problem in problems]


def _drawn(campaigns: Campaigns, name: str) -> dict[str, Any]:
    journey, asked = campaigns.journeys[name], campaigns.predicates
    named = {**asked.found, **asked.sequences, **journey.predicates}
    return {
        "title": journey.title,
        "status": journey.status,
        "svg": svg(journey, named, campaigns.mails),
        "words": {code: asdict(words(campaigns, name, one)) for code, one in LANGUAGES.items()},
        "mails": {step.name: step.settings["mail"] for step in journey.steps if step.do in MAILS},
    }


def _arrived(shown: Shown) -> dict[str, Any]:
    return {
        "journey": shown.journey,
        "subject": shown.content.subject,
        "preview": shown.content.preview,
        "html": shown.content.html,
        "text": shown.content.text,
        "bytes": shown.size,
        "links": [{"name": name, "url": url} for name, url in shown.links],
    }
