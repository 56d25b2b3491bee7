"""What a stack shows to those who look: contacts, timelines, ledgers, mails, the report."""

from kweek.core.ids import digest
from kweek.shell.worker import world
from tests.stack.recount import recount


class Looking:
    """Reads as the functions do, and never changes anything."""

    def contact(self, address):
        return world().contacts.owner(address)

    def timeline(self, address):
        """The events of a contact, as they are shown."""
        items = world().items
        found = [e for one in self.contact(address).ids for e in items.under(one, "e#")]
        return sorted(found, key=lambda e: (e["at"], e["received_at"], e["order"], e["id"]))

    def told(self, address):
        """The names of what happened, in order."""
        return [event["event"] for event in self.timeline(address)]

    def rows(self, address):
        """`{mail: state}` of every mail that has a row."""
        return {row["mail"]: row["state"] for row in self.ledger(address)}

    def ledger(self, address):
        """Every row of a contact's ledger."""
        items = world().items
        return [row for one in self.contact(address).ids for row in items.under(one, "s#")]

    def runs(self, address):
        """`(journey, status, exit)` of every run, in order of entry."""
        runs = sorted(self.contact(address).enrolments.values(), key=lambda run: run.since)
        return [(run.journey, run.status, run.exit) for run in runs]

    def mails(self, address=None):
        """`(to, mail)` of every mail that SES has accepted, in order; or one person's."""
        if address:
            return [mail.name for mail in self.ses.mails if mail.to == address]
        return [(mail.to, mail.name) for mail in self.ses.mails]

    def mail(self, name):
        """The latest mail of this name."""
        return next(mail for mail in reversed(self.ses.mails) if mail.name == name)

    def user(self, user_id):
        """The contact of a user id."""
        return world().contacts.load(digest("user", user_id))

    def only_run(self, contact):
        """The one run of a contact."""
        [run] = contact.enrolments.values()
        return run

    def counted(self):
        """The report, counted anew from what lies in the table."""
        return recount()
