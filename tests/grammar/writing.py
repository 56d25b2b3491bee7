"""Random sound journeys: the data of a file, in the whole grammar of steps and waits.

Ways lead downwards; those that lead back are outcomes of a wait, or a pause, so that no run
goes round without one. Each run of such a journey ends by `TIRED` in the end.
"""

from tests.grammar.asking import condition, event, listed, segment, stage, trait, where
from tests.grammar.paths import tidied
from tests.grammar.steps import KINDS, Steps

TIRED = {"event": "Tired"}
RE_ENTRY = (
    *(None, None, "again", "never", {"after": "3d"}, {"key": "$thing"}, {"key": "$entry.key"}),
    *({"key": "$entry.key", "again": again} for again in ("ignore", "restart", "refresh")),
)


class Writing(Steps):
    """Writes one journey; what cannot be shown somewhere can be left out there.

    `begins` is the event of those who enter; with `alone` there is no other way in.
    """

    mails = ("letter", "letter", "answer", "bill", "club", "rejected")
    kinds = KINDS
    alone = False
    pauses = None  # as long as all other waits

    def __init__(self, chance, begins="Begun"):
        self.chance, self.begins = chance, begins
        self.loops = chance.random() < 0.3
        self.has_goal = chance.random() < 0.7
        self.re_entry = chance.choice(RE_ENTRY)
        self.lengths = self._lengths()

    def _lengths(self):
        return ["1d", "30h", "2d"] if self.loops else ["5h", "1d", "30h", "3d", "20d"]

    def journey(self):
        """The whole file."""
        count = self.chance.randint(3, 9)
        self.ends = self.chance.choice([["end"], ["end"], ["end", "over"]])
        self.names = [f"s{number}" for number in range(count)]
        steps = [self._step(number) for number in range(count)]
        if "over" in self.ends:
            steps.append({"step": "over", "end": None})
        steps = tidied(steps, self.chance)
        return {**self._head(), "steps": steps}

    def _head(self):
        head = {
            "title": "A journey",
            "status": "live",
            "topic": "news",
            "values": {"thing": "b", "big": 10, "past": "2020-02-29 12:00"},
            "enter": self._enter(),
        }
        if self.re_entry:
            head["re_entry"] = self.re_entry
        if self._one_in(8):
            head["only_if"] = condition(self.chance, "entry")
        if self.has_goal:
            head["goal"] = self._goal()
        leaves = [TIRED] if self.loops else []
        if self._one_in(2):
            leaves.append("goal" if self.has_goal and self._one_in(3) else self._rule_of_run())
        if leaves:
            head["exit_when"] = leaves[0] if len(leaves) == 1 else {"any": leaves}
        if self._one_in(6):
            head["ends"] = self.chance.choice(["$entry.over", "$entry.over + 1d"])
        if self._one_in(12):
            head["enter_until"] = self.chance.choice(["$entry.over", "$past"])
        return head

    def _enter(self):
        way = {"event": self.begins}
        if self._one_in(5):
            way["where"] = where(self.chance, named=False)
        others = [{"segment": "buyers"}, {"stage": "mql"}, "manual"]
        # A key needs the event that brings it; who goes round must not begin when all are tired.
        keyed = isinstance(self.re_entry, dict) and "key" in self.re_entry
        only = self.alone or self.loops or keyed
        return [way, self.chance.choice(others)] if self._one_in(4) and not only else way

    def _goal(self):
        """Something that happens, or how things stand in the end."""
        if self._one_in(3):
            return self.chance.choice([trait, stage, segment, listed])(self.chance, "exit")
        goal = condition(self.chance, "wait")
        return {**goal, "target": "40%"} if self._one_in(3) else goal

    def _rule_of_run(self):
        if self._one_in(3):
            return condition(self.chance, "exit")
        return event(self.chance, "exit")

    # -- steps

    def _step(self, number):
        self.number = number
        kind = self.chance.choice(self.kinds)
        step = {"step": self.names[number], **getattr(self, f"_{kind}")()}
        if self._one_in(5):
            step["only_if"] = condition(self.chance, "rule")
            step["next"] = self._ahead()  # also of a pause: whoever skips it has not waited
        return step
