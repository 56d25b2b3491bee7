"""Bugs planted between a worker and the world, which an explorer that sees must find."""

from typing import ClassVar


class Sound:
    """No bug: everything is as it is."""

    stale: ClassVar[frozenset[str]] = frozenset()  # the calls that may answer as things stood

    def __init__(self, scene, *, stale=False):
        self.scene, self.behind = scene, stale
        self.was_stale = False

    def below(self, adapter, name):
        """What a worker's calls reach."""
        del name
        return adapter

    def above(self, proxy, name):
        """How a worker calls it."""
        del name
        return proxy


class StaleContacts(Sound):
    """Contacts are read as an index would have them: perhaps one commit behind."""

    stale = frozenset({"contacts.load"})

    def below(self, adapter, name):
        return Changed(adapter, load=self.load) if name == "contacts" else adapter

    def load(self, contact_id):
        before = self.scene.contacts.before.get(contact_id)
        if self.behind and before is not None:
            self.was_stale = True
            return before
        return self.scene.contacts.load(contact_id)


class StaleMarks(Sound):
    """The latest done mark cannot be read yet."""

    stale = frozenset({"items.existing"})

    def below(self, adapter, name):
        return Changed(adapter, existing=self.existing) if name == "items" else adapter

    def existing(self, causes):
        found = self.scene.items.existing(causes)
        if self.behind and found:
            self.was_stale = True
            return set()
        return found


class BlindCommits(Sound):
    """A commit asks nobody whether another came in between."""

    def below(self, adapter, name):
        return Changed(adapter, commit=self.commit) if name == "contacts" else adapter

    def commit(self, before, after):
        contacts = self.scene.contacts
        contacts.commit(contacts.load(before.id), after)


class TokensAfterCommits(Sound):
    """A step's token is kept only when its decision has been committed."""

    def __init__(self, scene, *, stale=False):
        super().__init__(scene, stale=stale)
        self.tokens, self.items = [], None

    def above(self, proxy, name):
        if name == "items":
            self.items = proxy
            return Changed(proxy, put_token=self.tokens.append)
        return Changed(proxy, commit=self.commit(proxy)) if name == "contacts" else proxy

    def commit(self, proxy):
        def commit(before, after):
            proxy.commit(before, after)
            while self.tokens:
                self.items.put_token(self.tokens.pop())

        return commit


class AnyToken(Sound):
    """An answer takes whatever token its run has now, and never asks for which wait it is."""

    def below(self, adapter, name):
        return Changed(adapter, token=self.token) if name == "items" else adapter

    def token(self, run, entered):
        del entered
        return self.scene.items.latest_token(run)


class TimersFromTheMessage(Sound):
    """A wait is reckoned from when its message came, and not from when its machine asked."""

    def above(self, proxy, name):
        return Changed(proxy, campaign=lambda _: proxy.now()) if name == "clock" else proxy


class CrossedSends(Sound):
    """A mail that is in flight is tried once more by whoever is given its message again."""

    def below(self, adapter, name):
        return Changed(adapter, load=self.load) if name == "contacts" else adapter

    def load(self, contact_id):
        contact = self.scene.contacts.load(contact_id)
        flying = {key for key, send in contact.sends.items() if send.state == "inflight"}
        if self.scene.at_work != "mails" or not flying:
            return contact
        rest = {key: send for key, send in contact.sends.items() if key not in flying}
        return contact.changed(sends=rest)


class Changed:
    """An adapter with some of its methods replaced."""

    def __init__(self, real, **methods):
        self.__dict__.update(methods)
        self._real = real

    def __getattr__(self, operation):
        return getattr(self._real, operation)
