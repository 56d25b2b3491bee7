"""A contact that plays along with one machine, by chance that is the same in every telling.

It keeps on its enrolment what the core keeps there, and nothing else of the machine's; so
its execution may be lost at any moment, and started anew where `walk` says.
"""

import heapq
import itertools
import random
from collections import deque
from dataclasses import replace

from kweek.core.enrolment import Enrolment, Pause, Wait
from kweek.core.times import DAY, HOUR, Instant, iso
from kweek.core.walking import walk
from tests.stack.machines import Machines

START = 1_800_000_000_000
MOST_CALLS = 40
ARN = "arn:aws:states:eu-west-1:000000000000:stateMachine:kweek-j"
PLAIN = {"send": ("sent", "held", "failed"), "task": ("sent",), "webhook": ("done", "failed")}


class Player:
    def __init__(self, machine, speed, seed):
        self.machine, self.speed, self.seed = machine, speed, seed
        self.ms = START
        self.run = Enrolment("j", Instant(START), "nurture")
        self.machines = Machines({"j": machine}, self._hears, lambda: self.ms / 1000 / speed)
        self.inbox, self.timers, self.order = deque(), [], itertools.count()
        self.token, self.held, self.calls = "", {}, []

    def play(self, lost_after=(), lost_at=()):
        """The calls that came, as `(step, lap, instant)`; lost so often, or at such moments."""
        for delay in lost_at:
            self.later(START + delay, self.lose)
        self._start("", 0)
        happened = 0
        while self.run.status == "active" and len(self.calls) < MOST_CALLS:
            if not self.inbox and not self._time_passes():
                break
            if self.inbox:
                self.inbox.popleft()()
            happened += 1
            if happened in lost_after:
                self.lose()
        return self.calls

    def lose(self):
        """Nothing is left of the execution; another takes over where this one must be."""
        if self.run.status != "active":
            return
        execution = self.machines.executions[f"r-{self.run.epoch}"]
        if execution.status == "RUNNING":
            self.machines.stop_execution(f"x:r-{self.run.epoch}", "lost")
        place = walk(self.machine, self.run, self.speed, self.ms)
        later = place.not_before or self.run.not_before
        self.run = replace(self.run, epoch=self.run.epoch + 1, begun=self.ms, not_before=later)
        self._start(place.step, place.lap)

    def later(self, at, do):
        heapq.heappush(self.timers, (at, next(self.order), do))

    def _start(self, at, lap):
        epoch = self.run.epoch
        begin = f'{{"contact":"c","run":"r","epoch":{epoch},"lap":{lap},"at":"{at}"}}'
        self.machines.start_execution(ARN, f"r-{epoch}", begin)

    def _time_passes(self):
        """On to the next timer; whether there is one."""
        mine = self.timers[0][0] if self.timers else float("inf")
        at = min(mine, self.machines.next_wake() * 1000 * self.speed)
        if at == float("inf"):
            return False
        self.ms = Instant(round(at))
        self.machines.wake()
        while self.timers and self.timers[0][0] <= self.ms:
            self.inbox.append(heapq.heappop(self.timers)[2])
        return True

    # -- what a machine asks

    def _hears(self, queue, body):
        del queue
        self.inbox.append(lambda: self._asked(body))

    def _asked(self, body):
        step, visit = body["step"], (body["step"]["name"], body["lap"])
        if body["epoch"] != self.run.epoch:
            return
        if visit != (self.run.step, self.run.lap):
            self.run = replace(
                self.run, step=visit[0], lap=visit[1], answered="", wait=None, pause=None
            )
        self.token = body.get("token", "")
        if self.run.answered:  # between its execution's loss and its message's coming
            self._tells({"outcome": self.run.answered})
            return
        if self.run.not_before and self.ms < self.run.not_before:
            assert self.token, "the end cannot be told to come back"
            self._comes_back(self.run.not_before)
            return
        self.run = replace(self.run, not_before=None)
        if visit not in [call[:2] for call in self.calls]:
            self.calls.append((*visit, self.ms))
        if step["do"] == "end":
            self.run = replace(self.run, status="finished")
        else:
            self._does(step, random.Random(f"{self.seed} {visit}"))  # noqa: S311 - a story

    def _does(self, step, chance):
        do = step["do"]
        if "only_if" in step and chance.random() < 1 / 3:
            self._answers("skipped")
        elif do == "wait":
            self._pauses(step, chance)
        elif do in ("branch", "split"):
            ways = step.get("branch") or [[None, target] for target, _ in step["split"]]
            targets = [target for _, target in ways]
            self._answers(chance.choice([*targets, step.get("otherwise", targets[0])]))
        elif self._is_held(chance):
            self._comes_back(self.held[self.run.step, self.run.lap])
        elif "wait" in step:
            self._waits(step["wait"], chance)
        else:
            self._answers(chance.choice(PLAIN.get(do, ("done",))))

    def _is_held(self, chance):
        """Some must come back once: a mail at night, another system that is busy."""
        delay = chance.choice([0, 0, 7 * HOUR])
        until = self.held.setdefault((self.run.step, self.run.lap), self.ms + delay)
        return self.ms < until

    def _pauses(self, step, chance):
        if self.run.pause is None:
            length = step["for"] if "for" in step else chance.choice([-HOUR, 5 * HOUR, 9 * DAY])
            if "at" in step:
                length += chance.choice([0, 7 * HOUR])
            until = Instant(self.ms + length)
            self.run = replace(self.run, pause=Pause(self.run.step, self.run.lap, until))
            if until <= self.ms:
                self._answers("late" if step.get("late") else "done")
                return
        if self.ms < self.run.pause.until:
            self._comes_back(self.run.pause.until)
        else:
            self._answers("done")

    def _waits(self, plan, chance):
        if self.run.wait is not None:
            self.run = replace(self.run, wait=replace(self.run.wait, by_tick=True))
            return
        by_moment = "until" in plan
        length = chance.choice([-HOUR, 5 * HOUR, 9 * DAY]) if by_moment else plan["within"]
        if length <= 0:
            self._answers("late" if plan["late"] else "otherwise")
            return
        deadline = Instant(self.ms + length)
        closes = Instant(deadline + (0 if by_moment else plan["grace"]))
        step, lap = self.run.step, self.run.lap
        wait = Wait(step, lap, 0, Instant(START), deadline, closes, by_tick=by_moment)
        self.run = replace(self.run, wait=wait)
        reaction = chance.choice(["immediate", "judged", "silence"])
        if plan[reaction] if reaction != "silence" else False:
            at = (
                deadline
                if reaction == "judged"
                else self.ms + chance.randrange(length // HOUR) * HOUR
            )
            outcome = chance.choice(plan[reaction])[0]
            self.later(at, lambda: self._claims(step, lap, outcome))
        self.later(closes, lambda: self._ticks(step, lap))

    def _ticks(self, step, lap):
        if self.run.wait is not None and self.run.wait.by_tick:
            self._claims(step, lap, "otherwise")

    def _claims(self, step, lap, outcome):
        wait = self.run.wait
        if wait and (wait.step, wait.lap) == (step, lap) and not wait.claimed:
            self.run = replace(self.run, wait=replace(wait, claimed=outcome))
            self._answers(outcome)

    # -- what the contact tells the machine

    def _comes_back(self, until):
        said = {"outcome": "later", "until": iso(until // self.speed), "at": self.run.step}
        self._tells(said)

    def _answers(self, outcome):
        self.run = replace(self.run, answered=outcome, answered_at=self.ms)
        self._tells({"outcome": outcome})

    def _tells(self, said):
        token, epoch, output = self.token, self.run.epoch, str(said).replace("'", '"')

        def deliver():
            if token == self.machines.executions[f"r-{epoch}"].token:
                self.machines.send_task_success(token, output)

        self.inbox.append(deliver)
