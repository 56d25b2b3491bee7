"""A story told unharmed, and told again with one call of it gone wrong: both must end alike."""

from tests.proofs.crashing_ends import ending
from tests.stack.ses import refusal

SIDES = ("before", "after", "refused", "broken")


class Tale:
    """A story's stages, calls and endings, as it goes when nothing goes wrong."""

    def __init__(self, stack, acts):
        self.stack, self.acts = stack, acts
        self.stages, self.stood = [], []  # before each act: what is saved, and how all stands
        for act in acts:
            self.stages.append(stack.saved())
            self.stood.append(stack.stands())
            stack.restore(self.stages[-1])  # as each telling begins
            act(stack)
        self.calls, self.in_part = list(stack.calls.seen), set(stack.calls.divisible)
        self.endings = {None: ending(stack)}  # by which mail, if any, SES never got
        self.logged = 0  # how often only the log knows of something

    def points(self):
        """Everything that may befall: `(number of the call, how)`."""
        for number in range(len(self.calls)):
            yield from ((number, side) for side in SIDES)
            if number in self.in_part:
                yield number, "partial"

    def unlike(self, points):
        """Where the story does not end as it should: `{point: {what: (found, expected)}}`."""
        unlike = {}
        for point in points:
            found, expected = self.harmed(*point), self.expected(*point)
            if self.stack.lost and point[1] == "refused":
                # Whoever follows a link is answered, though nothing of it can be queued.
                self.logged += 1
                expected = {**found, "twice": []}
            wrong = {name: (found[name], expected[name]) for name in found}
            wrong = {name: pair for name, pair in wrong.items() if pair[0] != pair[1]}
            if wrong:
                unlike[f"{point} {self.calls[point[0]]}"] = wrong
        return unlike

    def harmed(self, number, side):
        """How the story ends when this befalls this call."""
        at = max(n for n, (stack, *_) in enumerate(self.stages) if len(stack[1]) <= number)
        self.stack.restore(self.stages[at])
        self.stack.calls.crash = (number, side)
        for stage, act in enumerate(self.acts[at:], at):
            if stage > at and self.stack.stands() == self.stood[stage]:
                return self.endings[None]  # who stands as if nothing had been goes on so
            act(self.stack)
            assert self.stack.calls.crash is None, "it did not come to this call"
            assert self.stack.calls.seen[number] == self.calls[number]
        return ending(self.stack)

    def expected(self, number, side):
        """How it ends unharmed, but for the mail that nobody can know to be sent."""
        lost = self._given_up(number, side)
        if lost not in self.endings:
            logged = list(self.stack.lost)
            self.stack.restore(self.stages[0])
            self.stack.ses.answers = [*[None] * lost, refusal("InternalFailure")]
            for act in self.acts:
                act(self.stack)
            self.stack.ses.answers = []
            self.endings[lost], self.stack.lost = ending(self.stack), logged
        return self.endings[lost]

    def _given_up(self, number, side):
        """Which mail this leaves in flight for good, if any.

        Between the commit that puts a mail in flight and SES nobody can know whether it went:
        it is never sent again, and shown as unknown.
        """
        handed_over = [n for n, call in enumerate(self.calls) if call.operation == "send_email"]
        at = {"before": number, "after": number + 1, "broken": number + 1}.get(side)
        return handed_over.index(at) if at in handed_over else None
