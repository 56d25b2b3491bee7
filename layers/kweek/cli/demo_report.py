"""The end of the demo: the journey's report, recounted from the contacts, and where to look on."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kweek.cli.demo_people import Person
from kweek.cli.demo_reading import Facts, Reading
from kweek.cli.demo_watch import NotSeen, Watch
from kweek.cli.telling import product

#: The ledger's states, and what each counts as in a report.
COUNTS = {"sent": ("sent",), "delivered": ("sent", "delivered"), "bounced": ("sent", "bounced")}


async def show(watch: Watch, journey: str, people: Sequence[Person]) -> None:
    """Print the report once it says what the contacts' ledgers and enrolments say."""

    async def look() -> Facts | None:
        report = await watch.reading.report(journey)
        recount = await _recount(watch.reading, journey, people)
        return report if report and _same(report, recount) else None

    report = await watch.until("a report that equals the recount of its contacts", look)
    mails = report["mails"]
    product(f"\nreport of {journey}, equal to a recount from its contacts:")
    product(
        "  "
        + " · ".join(f"{report[n]} {n}" for n in ("started", "finished", "exited", "unreachable"))
    )
    named = ("sent", "delivered", "bounced", "opened", "clicked", "unsubscribed")
    product("  mails: " + " · ".join(f"{mails[name]} {name}" for name in named))
    if mails["click_through"] is not None:
        product(f"  click-through: {mails['click_through']:.0%} of delivered")
    await _no_dead_letters(watch.reading)


async def _no_dead_letters(reading: Reading) -> None:
    """Nothing got stuck on the way."""
    counted = await reading.dead_letters()
    stuck = {queue: count for queue, count in counted.items() if count}
    if stuck or not counted:
        msg = f"the dead-letter queues are not empty: {stuck}"
        raise NotSeen(msg)
    product(f"  dead letters: 0 in {len(counted)} queues")


async def _recount(reading: Reading, journey: str, people: Sequence[Person]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for person in people:
        contact: Any = await reading.contact(person.address) or {"enrolments": [], "sends": []}
        runs = [run for run in contact["enrolments"] if run["journey"] == journey]
        counted["started"] += len(runs)
        counted["finished"] += sum(run["status"] == "finished" for run in runs)
        for send in contact["sends"]:
            if send["journey"] == journey:
                counted.update(COUNTS.get(send["state"], ()))
    return counted


def _same(report: Facts, recount: Counter[str]) -> bool:
    told = {**report["mails"], "started": report["started"], "finished": report["finished"]}
    return all(told[name] == n for name, n in recount.items())


def explore(addresses: Facts, people: Sequence[Person]) -> None:
    """Where a person looks next."""
    api, mailbox = addresses["api"], addresses["mailbox"]
    product("\nlook on:")
    product(f"  every mail          {mailbox}/")
    product(f"  Ada's               {mailbox}/?to={people[0].address}")
    product(f"  a form to fill in   {api}/f/whitepaper")
    product(f"  Bram, as JSON       curl -H 'Authorization: Bearer {addresses['admin_token']}' \\")
    product(f"                        '{api}/api/v1/contacts?email={people[1].address}'")
