"""The sentences of each step of a journey, in one language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from kweek.catalogue.journey import END, Journey, Step
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.step_mails import HOLD_UP_TO
from kweek.catalogue.subjects import subject_of
from kweek.catalogue.words_language import Language
from kweek.core.rule_words import Phrasing


@dataclass(frozen=True, slots=True)
class Steps:
    """Tells the steps of one journey; each has a number, by which others lead to it."""

    journey: Journey
    language: Language
    phrasing: Phrasing
    mails: Mapping[str, MailFile]
    owners: Mapping[str, str]

    def numbered(self) -> list[Step]:
        """The steps that are told; one that only ends is not."""
        return [step for step in self.journey.steps if step.do != END]

    def told(self, step: Step) -> str:
        """All that happens at a step, and where each outcome leads."""
        return " ".join(self._sentences(step))

    def _sentences(self, step: Step) -> Iterator[str]:
        if step.only_if is not None:
            way = self._way(self.journey.skipped(step))
            yield self._say("only_if", rule=self._rule(step.only_if), way=way)
        yield from _ACTS[step.do](self, step)
        if step.wait:
            yield from self._waited(step)
        for outcome in ("late", "held", "failed"):
            if outcome in step.then:
                yield self._say(outcome, way=self._way(step.then[outcome].data))
        if not step.wait and step.do not in ("branch", "split"):
            yield from self._then(step)

    def _waited(self, step: Step) -> Iterator[str]:
        wait, rest = step.wait, self._way(self.journey.after(step))
        if wait is None:
            return
        if wait.until:
            yield self._say("await_until", moment=self._moment(wait.until))
        else:
            key = "await_at_most" if wait.immediate else "await_within"
            yield self._say(key, span=self.language.span(wait.within))
        for name, rule in wait.immediate:
            way = self._way(step.then[name].data) if name in step.then else rest
            yield self._say("came", rule=self._rule(rule), way=way)
        cases = [(rule, step.then[name].data) for name, rule in wait.judged]
        yield self._cases("judged", cases, rest) if cases else self._say("rest", way=rest)

    def _then(self, step: Step) -> Iterator[str]:
        """Where it goes on, unless that is the step below."""
        done = step.then.get("done")
        after = self.journey.resolved(done.data) if done else self.journey.after(step)
        steps = [each.name for each in self.numbered()]
        below = steps[steps.index(step.name) + 1 :]
        if below[:1] != [after]:
            yield self._say("then", way=self._way(after))

    def _cases(self, key: str, cases: Iterable[tuple[Any, str]], rest: str) -> str:
        told = [
            self._say("case", rule=self._rule(rule), way=self._way(target))
            for rule, target in cases
        ]
        return self._say(key, cases="; ".join([*told, self._say("otherwise", way=rest)]))

    def send(self, step: Step) -> Iterator[str]:
        """One mail to the contact."""
        yield self._say("send", subject=self._subject(step))
        if step.settings["hold_up_to"] != HOLD_UP_TO:
            yield self._say("hold", span=self.language.span(step.settings["hold_up_to"]))

    def pause(self, step: Step) -> Iterator[str]:
        """Time passes."""
        said = step.settings
        if said.get("until"):
            yield self._say("wait_until", moment=self._moment(said["until"]))
            return
        length = self.language.span(said["for"]) if said.get("for") else ""
        if not said.get("at"):
            yield self._say("wait_for_so_long", span=length)
            return
        days = self.language.weekdays(said["days"])
        key = "wait_then_time" if length else "wait_until_time"
        yield self._say(key, span=length, days=days, at=said["at"])

    def branch(self, step: Step) -> Iterator[str]:
        """Rules in order."""
        cases = [(rule, target.data) for rule, target in step.branches]
        yield self._cases("branch", cases, self._way(self.journey.after(step)))

    def split(self, step: Step) -> Iterator[str]:
        """By chance."""
        shares = [
            self._say("share", share=share, way=self._way(target.data))
            for share, target in step.shares
        ]
        yield self._say("split", shares="; ".join(shares))
        if step.judged_by is not None:
            length = self.language.span(step.settings["within"])
            yield self._say("judged_by", span=length, rule=self._rule(step.judged_by))

    def update(self, step: Step) -> Iterator[str]:
        """What changes on the contact."""
        said = step.settings
        changes = [
            self._say("set_one", name=name, value=self.phrasing.operand(value))
            for name, value in (said.get("traits") or {}).items()
            if value is not None
        ]
        gone = [name for name, value in (said.get("traits") or {}).items() if value is None]
        if changes:
            yield self._say("set", changes=", ".join(changes))
        if gone:
            yield self._say("forget", names=self._both(gone))
        for key in ("add_to", "remove_from"):
            if said.get(key):
                lists = [self.phrasing.called("list", one) for one in said[key]]
                yield self._say(key, lists=self._both(lists))

    def tell(self, step: Step) -> Iterator[str]:
        """An owner is told, or takes over."""
        owner = self.owners.get(step.settings["to"], step.settings["to"])
        yield self._say(step.do, owner=owner, subject=self._subject(step))

    def task(self, step: Step) -> Iterator[str]:
        """A person has something to do."""
        said = step.settings
        owner, due = self.owners.get(said["to"], said["to"]), said["due"]
        length = self.language.span(due) if due else ""
        title = self.phrasing.operand(said["title"])
        yield self._say("task_due" if due else "task", owner=owner, title=title, span=length)

    def webhook(self, step: Step) -> Iterator[str]:
        """Another system is called."""
        host, keep = urlsplit(step.settings["url"]).hostname, list(step.settings["keep"] or ())
        names = self._both(keep) if keep else ""
        yield self._say("webhook_keep" if keep else "webhook", host=host, names=names)

    def start(self, step: Step) -> Iterator[str]:
        """Another journey begins."""
        yield self._say("start", journey=self.phrasing.called("journey", step.settings["start"]))

    def nothing(self, step: Step) -> Iterator[str]:
        """A step that only waits for something does nothing else."""
        del step
        yield from ()

    def _say(self, key: str, /, **filled: object) -> str:
        return self.language.say(key, **filled)

    def _rule(self, rule: Any) -> str:
        return self.phrasing.said(rule)

    def _moment(self, moment: Mapping[str, Any]) -> str:
        return self.language.moment(moment, self.phrasing)

    def _subject(self, step: Step) -> str:
        name = step.settings["mail"]
        mail = self.mails.get(name)
        return subject_of(mail, self.journey.values) if mail else name

    def _both(self, names: list[str]) -> str:
        *most, last = names
        return f"{', '.join(most)} {self.language.tongue.both} {last}" if most else last

    def _way(self, target: str) -> str:
        target = self.journey.resolved(target)
        if target == END:
            return self._say("end")
        number = [step.name for step in self.numbered()].index(target) + 1
        return self._say("to", number=number, name=target)


_ACTS: Mapping[str, Callable[[Steps, Step], Iterator[str]]] = MappingProxyType(
    {
        "send": Steps.send,
        "wait": Steps.pause,
        "wait_for": Steps.nothing,
        "branch": Steps.branch,
        "split": Steps.split,
        "update": Steps.update,
        "notify": Steps.tell,
        "handoff": Steps.tell,
        "task": Steps.task,
        "webhook": Steps.webhook,
        "start": Steps.start,
    }
)
