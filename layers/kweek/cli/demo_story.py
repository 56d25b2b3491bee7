"""The demo's story in acts: what four people do, and what must then be seen in the system."""

import asyncio
from dataclasses import dataclass

from kweek.cli.demo_people import Person
from kweek.cli.demo_watch import Watch

DRIP, HOT = "ebook-drip", "hot-lead"
SALES = "joris@example.com"  # the owner of Dutch leads, by policy.yaml


@dataclass(frozen=True, slots=True)
class Story:
    """Ada forgets and comes back; Bram warms up; Carla has had enough; Dirk's mailbox is gone."""

    watch: Watch
    ada: Person
    bram: Person
    carla: Person
    dirk: Person

    async def play(self) -> None:
        """All acts; Ada's days of silence pass while the others act."""
        await self.ada_asks()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.ada_forgets_and_comes_back())
            group.create_task(self.carla_has_enough())
            await self.bram_warms_up()
            await self.sales_takes_over()
            await self.dirk_bounces()

    async def ada_asks(self) -> None:
        """An anonymous visit; then the form says who it was."""
        await self.ada.visit("/cases/bakery", "A bakery that got quiet")
        await self.watch.visitor(self.ada, "/cases/bakery")
        await self.ada.fill_in(
            "whitepaper",
            first_name="Ada",
            company="Zuivel Noord",
            role="energy manager",
            country="BE",
        )
        form = await self.watch.event(self.ada, "Form Submitted", form="whitepaper")
        await self.watch.past_before(self.ada, form)
        await self.watch.run(self.ada, DRIP, "deliver", "RUNNING")
        await self.watch.mail(self.ada.address, "ebook")
        await self.watch.send(self.ada, "ebook", "delivered")

    async def ada_forgets_and_comes_back(self) -> None:
        """Silence brings the nudge; a click on the film turns the branch."""
        await self.watch.run(self.ada, DRIP, "remind", "RUNNING")
        await self.watch.mail(self.ada.address, "ebook-remind")
        film = await self.watch.mail(self.ada.address, "ebook-video")
        await self.ada.click(film)
        await self.watch.event(self.ada, "Email Link Clicked", mail="ebook-video")
        await self.watch.mail(self.ada.address, "ebook-case")
        await self.watch.run(self.ada, DRIP, "case", "SUCCEEDED")
        await self.watch.event(self.ada, "Journey Finished", journey=DRIP)

    async def bram_warms_up(self) -> None:
        """A download and some pages carry him over the threshold, and out of the drip."""
        await self.bram.fill_in("ebook", first_name="Bram", company="Bakkerij Smit", country="NL")
        await self.watch.event(self.bram, "Form Submitted", form="ebook")
        await self.bram.click(await self.watch.mail(self.bram.address, "ebook"))
        await self.watch.event(self.bram, "File Downloaded", file="ebook.pdf")
        for path, title in (
            ("/cases/bakery", "A bakery that got quiet"),
            ("/video/three-leaks-before-lunch", "Three leaks before lunch"),
            ("/pricing", "What it costs"),
        ):
            await self.bram.visit(path, title)
            await self.watch.event(self.bram, "Page Viewed", path=path)
        await self.watch.event(self.bram, "Stage Changed", to="sql")
        await self.watch.event(self.bram, "Journey Exited", journey=DRIP)

    async def sales_takes_over(self) -> None:
        """The hand-off mail with score and interests; by its link somebody takes the lead over."""
        handoff = await self.watch.mail(SALES, "lead-handoff", about=self.bram.address)
        await self.bram.accept(handoff)
        await self.watch.event(self.bram, "Handoff Accepted")
        await self.watch.run(self.bram, HOT, "beside", "RUNNING")

    async def carla_has_enough(self) -> None:
        """One press in her mail program; the journey meets it at its next mail, and ends."""
        await self.carla.fill_in("ebook", first_name="Carla", company="Staal BV", country="DE")
        await self.watch.event(self.carla, "Form Submitted", form="ebook")
        await self.watch.mail(self.carla.address, "ebook")
        await self.carla.unsubscribe(await self.watch.mail(self.carla.address, "ebook-remind"))
        await self.watch.event(self.carla, "Unsubscribed")
        await self.watch.opted_out(self.carla)
        await self.watch.event(self.carla, "Journey Exited", journey=DRIP)

    async def dirk_bounces(self) -> None:
        """SES's own test address: the mailbox does not exist, and gets no mail again."""
        await self.dirk.fill_in("ebook", first_name="Dirk", company="Oud Adres", country="NL")
        await self.watch.mail(self.dirk.address, "ebook")
        await self.watch.send(self.dirk, "ebook", "bounced")
        await self.watch.event(self.dirk, "Email Bounced")
