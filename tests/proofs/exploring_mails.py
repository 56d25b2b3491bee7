"""Races for a mail and for the wait that begins with it; and what is lawful."""

from kweek.core.times import DAY, MINUTE, SECOND, Instant
from tests.proofs.exploring_journeys import (
    ADA,
    TAIL,
    begun,
    ends,
    incoming,
    only_contact,
    passes,
    takes,
)
from tests.proofs.exploring_scene import Scene
from tests.proofs.exploring_tasks import Moment, Task


def lettered(given, **about):
    """A letter is asked for, and nobody has taken the message."""
    form = incoming(
        "Form Submitted",
        type="form",
        user_id=None,
        address=ADA,
        traits={"email": ADA},
        properties={"form": "letter"},
    )
    return begun(given, first=form, **about)


def mailed(given, others=(), mailers=1, tells=(), answers=(), **about):
    """So many mailers with the one message, and what else happens meanwhile."""
    scene = lettered(given, **about)
    scene.mailbox.tells = tells
    scene.mailbox.answers.extend(answers)
    scene.later = TAIL
    scene.clock.ms += SECOND
    takes(scene, *[job.task for job in scene.jobs] * (mailers - 1))
    for other in others:
        other(scene)
    return scene


def opts_out(scene):
    takes(scene, Task("opt_out", only_contact(scene).id))


def buys(scene):
    contact = only_contact(scene).id
    takes(scene, incoming("Order Completed", user_id=None, contact=contact, at=scene.clock.now()))


def is_paused(scene):
    scene.moments += (Moment("pause", scene.clock.ms, pauses),)


def is_settled(scene):
    """Half an hour on, tick finds what has stayed silent."""
    scene.moments += (Moment("tick", Instant(scene.clock.ms + 30 * MINUTE), Scene.ticks),)


def pauses(scene):
    scene.contacts.paused["*"] = scene.clock.now()


def of_paused_letter(scene):
    """A pause is no end: once it is over, the mail goes."""
    ends(scene)
    scene.contacts.paused.clear()
    return of_letter(scene)


def judged(given, **about):
    """Opened, and clicked in the last moment, when tick judges and the machine's timer fires."""
    scene = lettered(given, **about)
    scene.works_off()
    [mail] = scene.mailbox
    deadline = Instant(scene.clock.ms + DAY)
    opened = incoming(
        "Email Opened",
        type="open",
        user_id=None,
        contact=mail.contact,
        at=scene.clock.now(),
        properties={"send": mail.send_id},
    )
    takes(scene, opened)
    scene.works_off()
    scene.clock.ms = deadline
    scene.later = TAIL
    closes = Instant(deadline + 10 * MINUTE)
    scene.moments = (
        Moment("tick", deadline, Scene.ticks),
        Moment("the timer", closes, passes),
    )
    return takes(scene, clicked(given, mail, scene.clock.now()))


def clicked(given, mail, at, number=1):
    """A click on the letter's link."""
    [link] = given.content.mails["letter"]["links"]
    about = {"send": mail.send_id, "link": link}
    return incoming(
        "Email Link Clicked",
        number,
        at,
        type="click",
        user_id=None,
        contact=mail.contact,
        properties=about,
    )


def of_letter(scene):
    """One way and no other, the one that was claimed; the mail at most once."""
    ends(scene)
    contact, counted = only_contact(scene), scene.items.counted
    claimed = [one for one in ("clicked", "opened") if counted["letter", "write", f"outcome {one}"]]
    way = contact.trait("way")
    wrong = []
    if len(claimed) > 1:
        wrong.append(f"two outcomes: {claimed}")
    [run] = contact.enrolments.values()
    if run.status == "finished" and not scene.closed_early and way != [*claimed, "silent"][0]:
        wrong.append(f"the machine took {way}, the contact says {claimed}")
    rows = tuple(sorted(row["state"] for row in scene.rows_of(contact.id)))
    return wrong, (way, *claimed, scene.closed_early, run.status, run.exit, rows)
