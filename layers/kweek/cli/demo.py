"""`kweek local --demo`: a story on the running stack, each line of it read back from there."""

from aiohttp import ClientSession, DummyCookieJar

from kweek.cli import demo_report
from kweek.cli.demo_lines import Printer
from kweek.cli.demo_people import Person
from kweek.cli.demo_reading import Reading
from kweek.cli.demo_story import DRIP, Story
from kweek.cli.demo_watch import Watch
from kweek.cli.progress import Progress
from kweek.cli.starting import Running
from kweek.cli.telling import aside, product
from kweek.cli.trouble import Trouble, first_of

CAST = (
    ("Ada", "ada@example.org"),
    ("Bram", "bram@example.org"),
    ("Carla", "carla@example.org"),
    ("Dirk", "bounce+dirk@simulator.amazonses.com"),
)


async def play(running: Running, progress: Progress) -> bool:
    """Play it; was every line of it seen?"""
    begun = progress.elapsed
    told = running.addresses
    async with ClientSession(cookie_jar=DummyCookieJar()) as http:
        reading = Reading(
            told, running.outputs.machine_prefix, running.front.emulated, http, running.clock
        )
        watch = Watch(reading, Printer())
        people = [Person(name, address, http, told) for name, address in CAST]
        product("")
        try:
            await Story(watch, *people).play()
            await demo_report.show(watch, DRIP, people)
        except (Trouble, BaseExceptionGroup) as failed:
            trouble = first_of(failed)
            if not isinstance(trouble, Trouble):
                raise trouble from None
            aside(f"kweek: the demo stopped: {trouble}")
            return False
        demo_report.explore(told, people)
    progress.say(f"every line was seen; the story took {progress.elapsed - begun:.0f} s")
    return True
