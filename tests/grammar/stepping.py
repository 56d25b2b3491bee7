"""What each step of a journey does, and where its outcomes lead."""

from kweek.catalogue.durations import parse_duration
from kweek.catalogue.small_words import EVERY_DAY
from kweek.core.local_time import clock_time, next_at
from tests.grammar.mailing import Mailing
from tests.grammar.meaning import Asked, holds, listed, said_by
from tests.grammar.reading import waited_for
from tests.grammar.waiting import Waiting

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {"weekdays": EVERY_DAY[:5], "weekends": EVERY_DAY[5:], "every": EVERY_DAY}


class Stepping(Mailing, Waiting):
    """Steps, one after another, in one run."""

    def goes_on(self, run, outcome):
        """A step is answered: on to where the outcome leads."""
        ends = self.journeys[run.journey]["steps"].get(outcome, {}).get("do") == "end"
        run.path[-1][1] = "end" if ends else outcome
        self.moving.add(self.now)
        self.plan(self.now, self.enters, run, run.visit, self._target(run, outcome))

    def _target(self, run, outcome):
        steps = self.journeys[run.journey]["steps"]
        step = steps[run.step]
        then = {**step.get("then", {}), **{k: step[k] for k in ("late",) if k in step}}
        below = list(steps)[list(steps).index(run.step) + 1 :]
        onward = [step.get("next"), *below[:1], "end"]
        if step["do"] in ("branch", "split") and outcome != "skipped":
            return outcome
        said = [] if outcome == "skipped" else [then.get(outcome), then.get("otherwise")]
        after = [then.get("otherwise"), step.get("otherwise"), *onward[1:]]
        return next(to for to in (*said, step.get("next"), *after) if to)

    def enters(self, run, visit, name):
        if run.visit != visit:
            return None
        run.visit += 1
        run.step, run.pause = name, None
        if name == "end" or self.journeys[run.journey]["steps"][name]["do"] == "end":
            self.over(run, "finished")
            return self.looks()
        step = self.journeys[run.journey]["steps"][name]
        run.path.append([name, ""])
        if "only_if" in step and not holds(step["only_if"], Asked(self, run)):
            self.goes_on(run, "skipped")
        else:
            getattr(self, f"_{step['do']}")(run, step)
        return self.looks()

    def _wait(self, run, step):
        run.begun, begun = self.now, self.now
        run.pause = lambda: self._pause_over(run, step, begun)
        self.sleeps(run)

    def _pause_over(self, run, step, begun):
        if "until" in step:
            return self.moment(step["until"], run, step.get("at"))
        earliest = begun + (self.pace.slept(parse_duration(step["for"])) if "for" in step else 0)
        if "at" not in step:
            return earliest
        days = step.get("days", "every")
        days = GROUPS[days] if isinstance(days, str) else [DAYS.index(day) for day in days]
        found = next_at(earliest, clock_time(step["at"]), self.zone, days)
        # A little later it may be that time already, and this be another day.
        self.tight.append(found - earliest)
        return found

    def sleeps(self, run):
        """A pause goes on until it is over; one whose date is past is over at once, or late."""
        over = run.pause()
        if over is None:
            self.over(run, "exited", "no date")
        elif over > self.now:
            if "until" in self.journeys[run.journey]["steps"][run.step]:
                self.fixed.add(over)
            run.visit += 1
            self.plan(over, self._wakes, run, run.visit)
        else:
            step = self.journeys[run.journey]["steps"][run.step]
            self.goes_on(run, "late" if over < run.begun and "late" in step else "done")

    def _wakes(self, run, visit):
        if run.visit == visit:
            self.goes_on(run, "done")

    def _wait_for(self, run, step):
        self.waits(run, step, *waited_for(step))

    def _branch(self, run, step):
        found = (to for rule, to in step["cases"] if holds(rule, Asked(self, run)))
        self.goes_on(
            run, next(found, None) or step.get("otherwise") or self._target(run, "skipped")
        )

    def _split(self, run, step):
        self.goes_on(run, self.choose(run, list(step["split"])))

    def _update(self, run, step):
        said = {k: said_by(v, self.traits, run.entry) for k, v in step.get("traits", {}).items()}
        self.traits |= said
        self.lists -= set(listed(step.get("remove_from", ())))
        self.lists |= set(listed(step.get("add_to", ())))
        self.goes_on(run, "done")

    def _webhook(self, run, step):
        answered = "://yes." in step["url"]
        if answered and step.get("keep"):
            self.traits["crm"] = "x7"
        self.goes_on(run, "done" if answered else "failed")

    def _start(self, run, step):
        self.goes_on(run, "done")
        self.enrol(step["start"], run.entry)
