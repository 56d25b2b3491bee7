"""What random steps are made of: where they lead, how long they take, until when."""


class Drawing:
    """Draws for the step of this `number`; `loops` says whether ways may lead back."""

    def _ahead(self):
        near = self.names[self.number + 1 : self.number + 4]
        end = self.chance.choice(self.ends)
        return self.chance.choice([*near, *near, *near, end]) if near else end

    def _back(self):
        """Where something leads that takes its time."""
        if self.loops and self._one_in(2):
            return self.chance.choice(self.names[: self.number + 1])
        return self._ahead()

    def _back_after(self, asked):
        """The same for what ends a wait: it must come anew each time."""
        anew = asked != "goal" and "in_last" not in str(asked)
        return self._back() if anew else self._ahead()

    def _one_in(self, n):
        return self.chance.randrange(n) == 0

    def _length(self):
        return self.chance.choice(self.lengths)

    def _pause_length(self):
        return self.chance.choice(self.pauses or self.lengths)

    def _moment(self):
        dates = [
            "$entry.due",
            "$entry.due - 4h",
            "$contact.renewal + 1d",
            "$past",
            "$entry.nothing",
        ]
        return self.chance.choice([*dates, "$entry.due", "$entry.due + 12h"])
