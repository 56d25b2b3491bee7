"""The campaigns that explorers play: small, and with one of everything that can race."""

from kweek.catalogue.build import build
from kweek.core.incoming import Incoming
from kweek.core.rules import Rules
from kweek.core.times import DAY, Instant
from kweek.testing.virtual_world import START
from tests.proofs.exploring_bugs import Sound
from tests.proofs.exploring_scene import Scene
from tests.proofs.exploring_tasks import Given, Job, Task
from tests.stack.campaign import policy, put, put_mail
from tests.stack.kweek_stack import PAGES

ADA = "ada@example.org"
LONG = 30 * DAY
#: What races with nobody any more, and is done in the end: steps behind, a stopped machine.
TAIL = frozenset({"glad", "late", "seen", "over", "end", "status change"})
PATIENCE = """\
title: Patience
status: live
topic: news
enter: { event: Trial Started }
exit_when: { event: Order Completed }
steps:
  - step: first
    wait_for: { used: { event: Feature Used } }
    within: 2d
    then: { used: glad, otherwise: second }
  - step: glad
    update: { traits: { first: used } }
    next: end
  - step: second
    wait_for: { used: { event: Feature Used } }
    within: 2d
    then: { used: late, otherwise: end }
  - step: late
    update: { traits: { second: used } }
"""
LETTER = """\
title: A letter
status: live
topic: news
enter: { event: Form Submitted, where: { form: letter } }
exit_when: { event: Order Completed }
steps:
  - step: write
    send: letter
    wait_for: clicked
    within: 1d
    then: { clicked: glad, opened: seen, otherwise: over }
  - step: glad
    update: { traits: { way: clicked } }
    next: end
  - step: seen
    update: { traits: { way: opened } }
    next: end
  - step: over
    update: { traits: { way: silent } }
"""
KEYED = """\
title: By order
status: live
topic: news
enter: { event: Ordered }
re_entry: { key: $entry.order_id, again: refresh }
steps:
  - step: wait
    wait: { until: $entry.day }
  - step: after
    update: { traits: { done: yes } }
"""
FORM = """\
title: A form
topic: news
fields:
  - { field: email, label: E-mail, type: email, required: true }
consent: { topics: [news], wording: "Yes, mail me", required: false }
button: Send
thanks: { title: Thanks, text: Thanks. }
"""


def compiled(folder):
    """The campaigns, compiled once."""
    for name, text in {
        "policy.yaml": policy("news: { title: News, consent: none }"),
        "scoring.yaml": "scores: {}\ninterests: {}\n",
        "stages.yaml": "mql: { event: Form Submitted }\n",
        "segments.yaml": "{}\n",
        "journeys/patience.yaml": PATIENCE,
        "journeys/letter.yaml": LETTER,
        "journeys/keyed.yaml": KEYED,
        "forms/letter.yaml": FORM,
    }.items():
        put(folder / name, text)
    put_mail(folder, "letter")
    built = build(folder, PAGES, folder / "built")
    return Given(built, Rules.from_json(built.rules))


def event(name, number=1, at=START, **fields):
    """Something that Ada does, as a message of ingest."""
    said = {"type": "track", "user_id": "ada", "at": at, "received_at": at, **fields}
    return Incoming(id=f"{name}-{number}", event=name, **said)


def takes(scene, *tasks):
    """The scene with these to be done by workers of their own."""
    scene.jobs += [Job.of(task) for task in tasks]
    return scene


def incoming(*args, **fields):
    return Task("events", event(*args, **fields))


def begun(given, bug=Sound, crashes=0, first=None):
    """Ada has entered a journey, and its machine has asked for the first step."""
    scene = Scene(given, bug, crashes)
    takes(scene, first or incoming("Trial Started"))
    while not any(job.task.queue in ("steps", "mails") for job in scene.jobs):
        scene.works_off_one()
    return scene


def waiting(given, **about):
    """Ada's wait is registered, and begins at this instant."""
    scene = begun(given, **about)
    scene.works_off()
    return scene


def ends(scene):
    """Let everything end."""
    scene.finish(Instant(scene.clock.ms + LONG))


def passes(scene):
    """A machine's timer fires, when it is due."""
    scene.fires()


def only_contact(scene):
    [contact] = list(scene.contacts)
    return contact


def only_run(scene):
    [(run_id, run)] = only_contact(scene).enrolments.items()
    return run_id, run
