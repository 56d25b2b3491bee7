"""What a story comes to, in the same words for each world."""

from dataclasses import dataclass

CLASSES = {
    "open": ("inflight", "later"),
    "sent": ("sent", "delivered", "bounced", "complained"),
    "held": ("held",),
    "failed": ("failed",),
    "unknown": ("unknown",),
}


@dataclass(frozen=True)
class Ending:
    """Where a person and their runs stand in the end, and all that was mailed."""

    runs: tuple  # (journey, (step, outcome) in their order, status, exit), by these
    mails: tuple  # to the person, in order
    notices: tuple  # about them, by name
    ledger: tuple  # (mail, class), by these
    stage: str
    traits: tuple
    lists: tuple
    opted_out: bool

    @classmethod
    def of(cls, profile, path_of, mails, notices):
        """The ending by a contact's profile, as the admin API has it, and what was mailed.

        `path_of(journey, run)` gives the steps and outcomes of a run.
        """
        runs = [
            (one["journey"], path_of(one["journey"], one["run"]), one["status"], one["exit"] or "")
            for one in profile["enrolments"]
        ]
        return cls(
            runs=tuple(sorted(runs)),
            mails=tuple(mails),
            notices=tuple(sorted(notices)),
            ledger=tuple(sorted((one["mail"], _class(one["state"])) for one in profile["sends"])),
            stage=profile["stage"],
            traits=tuple(sorted(profile["traits"].items(), key=lambda one: one[0])),
            lists=tuple(sorted(profile["lists"])),
            opted_out=profile["consent"]["opted_out"] is not None,
        )


def _class(state):
    return next(name for name, states in CLASSES.items() if state in states)
