"""Copies of a scene, to begin again from there."""

import io
import pickle

from kweek.core.contact import Contact
from kweek.core.effects import KeepToken, LedgerRow, Mark, Record
from kweek.core.incoming import Incoming
from kweek.testing import program
from tests.proofs.exploring_tasks import Given, Job, Task

#: What never changes: a copy of a scene need not copy it.
SHARED = {
    *(Contact, Record, Mark, LedgerRow, KeepToken, Incoming, Given, Task, Job),
    *(program.Program, program.Task, program.Wait),
}


class Saved:
    """A scene written down; what never changes is not copied."""

    def __init__(self, scene):
        self.kept = []
        file = io.BytesIO()
        saver = pickle.Pickler(file, protocol=5)
        saver.persistent_id = self._named
        saver.dump(scene)
        self.bytes = file.getvalue()

    def _named(self, one):
        if type(one) not in SHARED:
            return None
        self.kept.append(one)
        return len(self.kept) - 1

    def restored(self):
        loader = pickle.Unpickler(io.BytesIO(self.bytes))  # noqa: S301 - our own bytes
        loader.persistent_load = self.kept.__getitem__
        return loader.load()
