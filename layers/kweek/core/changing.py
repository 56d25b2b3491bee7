"""Values that change often in a decision: copied without slots, since a dict is copied fast."""

from typing import Any, Self


class Changing:
    """What a frozen dataclass without slots needs to be copied with other values."""

    def changed(self, **changes: Any) -> Self:
        """The same with other values in these fields; raises TypeError on an unknown one.

        What `dataclasses.replace` does, in an eighth of its time: each decision asks it often.
        """
        known = self.__dict__
        if not changes.keys() <= known.keys():
            unknown = ", ".join(sorted(changes.keys() - known.keys()))
            msg = f"no {type(self).__name__} has {unknown}"
            raise TypeError(msg)
        after = object.__new__(type(self))
        after.__dict__.update(known, **changes)
        return after
