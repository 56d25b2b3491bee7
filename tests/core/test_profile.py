"""A contact as the admin API shows it (DESIGN 6)."""

from catalogue_of import rules

from kweek.core.contact import Contact, Given, Score, Send, Trait
from kweek.core.enrolment import Enrolment
from kweek.core.profile import profile
from kweek.core.times import DAY, parse_iso

NOW = parse_iso("2026-11-20T12:00:00Z")
BEFORE = parse_iso("2026-11-19T12:00:00Z")
CATALOGUE = rules(
    scores={
        "engagement": {"half_life": 30 * DAY, "points": []},
        "partner": {"half_life": None, "points": []},
    }
)


def happened(event_id, at=NOW, received_at=NOW, order=0):
    return {
        "id": event_id, "event": "Page Viewed", "at": at, "received_at": received_at,
        "properties": {"path": "/"}, "changed": [], "counts": [], "order": order,
    }  # fmt: skip


def row(send, at, **parts):
    return {
        "id": send, "mail": "ebook", "journey": "drip", "step": "deliver", "run": "r1", "at": at,
        "state": "delivered", "hold": None, "message_id": "m1", "to_owner": False, **parts,
    }  # fmt: skip


def send(**parts):
    fields = {"state": "later", "at": NOW, "asked_at": NOW, "hold": "quiet hours", **parts}
    return Send("video", "drip", "video", "r1", **fields)


def test_everything_that_is_known_is_shown():
    contact = Contact(
        "ada",
        version=5,
        address="ada@example.org",
        user_id="u1",
        traits={"country": Trait("NL", BEFORE)},
        stage="mql",
        scores={"engagement": Score(50, NOW - 30 * DAY)},
        segments={"warm": BEFORE, "dutch": BEFORE},
        lists=("press",),
        consent={"nurture": Given(BEFORE, "Yes, mail me", "ebook")},
        enrolments={
            "r2": Enrolment("onboarding", NOW, "nurture", step="welcome"),
            "r1": Enrolment("drip", BEFORE, "nurture", "exited", goal_at=NOW, exit="stage sql"),
        },
    )

    shown = profile(contact, [happened("e1", BEFORE)], [row("s1", BEFORE)], CATALOGUE, NOW)

    noon, day_before = "2026-11-20T12:00:00.000Z", "2026-11-19T12:00:00.000Z"
    assert shown == {
        "id": "ada",
        "email": "ada@example.org",
        "user_id": "u1",
        "traits": {"country": "NL"},
        "stage": "mql",
        "scores": {"engagement": 25, "partner": 0},
        "grade": None,
        "segments": ["dutch", "warm"],
        "lists": ["press"],
        "consent": {
            "opted_out": None,
            "topics": {
                "nurture": {"at": day_before, "wording": "Yes, mail me", "form": "ebook"}
            },
        },
        "suppressed": None,
        "enrolments": [
            {
                "journey": "drip", "run": "r1", "step": "", "since": day_before,
                "status": "exited", "exit": "stage sql", "goal": noon,
            },
            {
                "journey": "onboarding", "run": "r2", "step": "welcome", "since": noon,
                "status": "active", "exit": None, "goal": None,
            },
        ],
        "sends": [
            {
                "id": "s1", "mail": "ebook", "journey": "drip", "step": "deliver",
                "at": day_before, "state": "delivered", "hold": None,
            }
        ],
        "timeline": [
            {
                "id": "e1", "event": "Page Viewed", "at": day_before,
                "properties": {"path": "/"}, "changed": [],
            }
        ],
    }  # fmt: skip


def test_the_timeline_is_in_the_order_in_which_things_happened():
    events = [
        happened("followed-2", order=2),
        happened("came-later", received_at=NOW + 1),
        happened("followed-1", order=1),
        happened("early", at=BEFORE, received_at=NOW + 5),
        happened("first"),
    ]

    shown = profile(Contact("ada"), events, [], CATALOGUE, NOW)["timeline"]

    assert [one["id"] for one in shown] == [
        "early", "first", "followed-1", "followed-2", "came-later",
    ]  # fmt: skip


def test_a_send_on_its_way_stands_among_the_ledger_rows_once():
    contact = Contact("ada", sends={"s1": send(state="sent", hold=None), "s2": send()})

    shown = profile(contact, [], [row("s1", BEFORE)], CATALOGUE, NOW)["sends"]

    assert [(one["id"], one["step"], one["state"], one["hold"]) for one in shown] == [
        ("s1", "deliver", "delivered", None),
        ("s2", "video", "later", "quiet hours"),
    ]


def test_notices_to_owners_are_not_the_contact_s_mail():
    contact = Contact("ada", sends={"s2": send(to_owner=True)})

    assert profile(contact, [], [row("s1", NOW, to_owner=True)], CATALOGUE, NOW)["sends"] == []


def test_points_that_expire_are_shown_as_many_as_there_are_left():
    catalogue = rules(scores={"recent": {"half_life": None, "expires": 30 * DAY, "points": []}})
    today = NOW // DAY
    contact = Contact("ada", buckets={"recent": {str(today - 40): 9, str(today): 2, "0": 5}})

    assert profile(contact, [], [], catalogue, NOW)["scores"] == {"recent": 2}
