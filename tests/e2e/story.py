"""Stories: what people do and what is seen of it, all told side by side so that waits overlap."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.people import Person

STORIES = {}
#: Seconds between two beginnings: all at once would start a worker for each, on two cores.
APART = 0.5


def story(tell):
    """Make a function of the stack a story: tests that name it get what it returned.

    Its fixture lives as long as its folder's stack.
    """
    name = tell.__name__
    STORIES[name] = tell

    @pytest.fixture(scope="package", name=name)
    def told(telling):
        return telling[name].result()

    return told


def wanted(items, folder):
    """The stories that these tests ask for, of those that are told in this folder."""
    told = [name for name, tell in STORIES.items() if _folder(tell) == folder]
    names = {name for item in items if item.path.parent == folder for name in item.fixturenames}
    return [name for name in told if name in names or "everybody" in names]


def _folder(tell):
    return Path(tell.__code__.co_filename).parent


def wake(stack):
    """Start a worker of each function: what the first story waits for is not what it tests."""
    first = Person(stack, "first@example.org")
    first.fill_in("ebook", first_name="First")
    first.follow(first.mail("ebook"))
    first.event("File Downloaded")


def begin(stack, names):
    """Begin the named stories; what each returned, by name, as a future."""
    pool = ThreadPoolExecutor(max_workers=len(names) or 1, thread_name_prefix="story")
    telling = {}
    for name in names:
        telling[name] = pool.submit(STORIES[name], stack)
        time.sleep(APART)
    pool.shutdown(wait=False)
    return telling
