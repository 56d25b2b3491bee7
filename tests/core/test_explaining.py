"""Why a contact is where they are, told from what was recorded."""

from catalogue_of import journey, predicate, raw

from kweek.core.contact import Contact, Given, Score, Send
from kweek.core.enrolment import Enrolment, Wait
from kweek.core.explaining import explanation
from kweek.core.ids import digest
from kweek.core.times import DAY, HOUR, parse_iso

NOW = parse_iso("2026-11-20T12:00:00Z")
THEN = NOW - 30 * DAY  # on 21 October at 14:00 in Amsterdam
RULES = raw(
    predicates={
        "form": predicate("Form Submitted"),
        "pricing": predicate("Page Viewed", path=[["is", ["/pricing"]]]),
    },
    scores={
        "engagement": {
            "half_life": 30 * DAY,
            "expires": None,
            "points": [{"pid": "pricing", "points": 40, "label": "Prices", "per_day": None}],
        }
    },
    stages=[["mql", {"event": "form", "count": 1, "in_last": None}]],
    segments={"warm": {"event": "pricing", "count": 1, "in_last": 14 * DAY}},
    journeys={"drip": journey()},
)


def event(event_id, name="Page Viewed", at=THEN, order=0, changed=(), **properties):
    return {
        "home": "ada", "id": event_id, "event": name, "at": at, "received_at": at,
        "properties": properties, "changed": list(changed), "counts": [], "order": order,
    }  # fmt: skip


def following(cause, number, name, at=THEN, **properties):
    return event(f"{digest(cause)}~{number}", name, at, number, **properties)


def row(send, **parts):
    return {
        "home": "ada", "id": send, "mail": "ebook", "journey": "drip", "step": "deliver",
        "run": "r1", "at": THEN + HOUR, "state": "delivered", "hold": None, "to_owner": False,
        **parts,
    }  # fmt: skip


FORM = event("f1", "Form Submitted", form="ebook")
FROM_FORM = "c#ada|e#f1"
BEGAN = [
    FORM,
    following(FROM_FORM, 1, "Stage Changed", before="lead", to="mql"),
    following(FROM_FORM, 2, "Journey Started", journey="drip", run="r1"),
]
BECAUSE = {
    "kind": "event", "event": "Form Submitted", "id": "f1", "properties": {"form": "ebook"},
    "at": "2026-10-21T12:00:00.000Z",
}  # fmt: skip
ADA = Contact(
    "ada",
    version=7,
    address="ada@example.org",
    stage="mql",
    consent={"nurture": Given(THEN, "Yes", "ebook")},
    enrolments={"r1": Enrolment("drip", THEN, "nurture", step="deliver")},
)


def explained(contact=ADA, events=BEGAN, rows=(), rules=RULES, paused=None):
    return explanation(contact, events, rows, rules, paused or {}, NOW)


def test_a_stage_is_explained_by_its_rule_and_the_event_that_met_it():
    shown = explained()

    assert shown["contact"] == "ada"
    assert shown["why"]["stage"] == [
        {
            "stage": "mql",
            "before": "lead",
            "at": "2026-10-21T12:00:00.000Z",
            "rule": "Form Submitted",
            "because": BECAUSE,
        }
    ]
    assert shown["sentences"][:2] == [
        "ada@example.org is at stage mql.",
        (
            "They went from lead to mql on 21 Oct 2026 at 14:00, because of Form Submitted "
            "(ebook). Its rule: Form Submitted."
        ),
    ]


def test_nobody_s_stage_is_explained_when_no_rule_has_held():
    sentence = explained(Contact("ada", version=1), [])["sentences"][0]

    assert sentence == "Contact ada is at stage lead: no rule for another has held so far."


def test_a_score_is_the_sum_of_what_each_event_gave_and_what_time_has_left_of_it():
    points = {"what": "score", "name": "engagement", "points": 40, "to": 40, "by": "Prices"}
    events = [
        event("p1", changed=[points], path="/pricing"),
        event("p2", at=NOW, changed=[{**points, "to": 60}], path="/pricing"),
    ]
    contact = Contact("ada", version=2, scores={"engagement": Score(60, NOW)})

    shown = explained(contact, events)

    assert shown["why"]["scores"] == {
        "engagement": {
            "now": 60,
            "half_life_days": 30,
            "expires_days": None,
            "points": [
                {
                    "label": "Prices", "points": 40, "left": 20, "event": "Page Viewed",
                    "id": "p1", "at": "2026-10-21T12:00:00.000Z",
                },
                {
                    "label": "Prices", "points": 40, "left": 40, "event": "Page Viewed",
                    "id": "p2", "at": "2026-11-20T12:00:00.000Z",
                },
            ],
        }
    }  # fmt: skip
    assert shown["sentences"][1:3] == [
        "Score engagement is 60. Its points halve every 30 days.",
        (
            "Prices (Page Viewed) gave 80 points 2 times, the last time on 20 Nov 2026 at 13:00; "
            "60 of them are left."
        ),
    ]


def test_points_that_expired_are_told_as_gone():
    rules = raw(
        scores={
            "visits": {
                "half_life": None,
                "expires": 7 * DAY,
                "points": [{"pid": "p", "points": 1, "label": "Pages", "per_day": 5}],
            }
        }
    )
    change = {"what": "score", "name": "visits", "points": 1, "to": 1, "by": "Pages"}
    contact = Contact("ada", version=2, buckets={"visits": {}})

    shown = explained(contact, [event("p1", changed=[change])], rules=rules)

    assert shown["why"]["scores"]["visits"]["points"][0]["left"] == 0
    assert shown["sentences"][1:3] == [
        "Score visits is 0. Its points expire after 7 days.",
        "Pages (Page Viewed) gave 1 point on 21 Oct 2026 at 14:00; none of them is left.",
    ]


def test_a_segment_left_because_time_passed_says_so():
    events = [
        event("p1", path="/pricing"),
        following("c#ada|e#p1", 1, "Segment Entered", segment="warm"),
        following("c#ada|m#due-6", 1, "Segment Exited", at=THEN + 14 * DAY, segment="warm"),
    ]

    shown = explained(events=events)

    rule = "Page Viewed (path /pricing) in the last 14 days"
    left_at = "2026-11-04T12:00:00.000Z"
    assert shown["why"]["segments"] == {
        "warm": {
            "inside": False,
            "since": left_at,
            "because": {"kind": "time", "at": left_at},
            "rule": rule,
        }
    }
    assert (
        f"Left segment warm on 04 Nov 2026 at 13:00, because time passed. Its rule: {rule}."
        in shown["sentences"]
    )


def test_a_run_under_way_tells_what_began_it_and_what_it_waits_for():
    wait = Wait(
        "deliver", 0, 1, THEN, NOW + DAY, NOW + DAY + HOUR,
        immediate=(("bought", {"event": "order", "count": 1}), ("clicked", {"clicked": None})),
        predicates={"order": predicate("Order Completed")},
    )  # fmt: skip
    run = Enrolment("drip", THEN, "nurture", step="deliver", wait=wait, goal_at=NOW)

    shown = explained(Contact("ada", version=7, enrolments={"r1": run}))

    assert shown["why"]["journeys"] == [
        {
            "journey": "drip",
            "run": "r1",
            "status": "active",
            "since": "2026-10-21T12:00:00.000Z",
            "because": BECAUSE,
            "step": "deliver",
            "waits": {
                "for": ["bought (Order Completed)", "clicked (a link was clicked)"],
                "until": "2026-11-21T12:00:00.000Z",
            },
            "goal": "2026-11-20T12:00:00.000Z",
            "ended": None,
            "reason": None,
        }
    ]
    assert (
        "Entered journey drip on 21 Oct 2026 at 14:00, because of Form Submitted (ebook). Stands "
        "at step deliver and waits for bought (Order Completed) or clicked (a link was clicked) "
        "until 21 Nov 2026 at 13:00. Its goal was reached on 20 Nov 2026 at 13:00."
    ) in shown["sentences"]


def test_a_run_that_the_contact_has_forgotten_is_told_from_the_timeline():
    left = following("c#ada|e#f1", 9, "Journey Exited", at=NOW, journey="drip", run="r1", reason="stage sql")  # noqa: E501 # fmt: skip

    shown = explained(Contact("ada", version=7), [*BEGAN, left])

    assert [(one["status"], one["ended"], one["reason"]) for one in shown["why"]["journeys"]] == [
        ("exited", "2026-11-20T12:00:00.000Z", "stage sql")
    ]
    assert any(
        one.endswith("Left on 20 Nov 2026 at 13:00: stage sql.") for one in shown["sentences"]
    )


def test_each_mail_tells_whose_step_asked_for_it_and_what_began_that_run():
    later = Send(
        "video", "drip", "video", "r1", "later", NOW, NOW, hold="quiet hours", until=NOW + 8 * HOUR
    )
    contact = Contact("ada", version=7, address="ada@example.org", sends={"s2": later})

    shown = explained(contact, BEGAN, [row("s1"), row("s0", to_owner=True)])

    assert shown["why"]["mails"] == [
        {
            "id": "s1", "mail": "ebook", "journey": "drip", "run": "r1", "step": "deliver",
            "at": "2026-10-21T13:00:00.000Z", "state": "delivered", "hold": None, "until": None,
            "because": BECAUSE,
        },
        {
            "id": "s2", "mail": "video", "journey": "drip", "run": "r1", "step": "video",
            "at": "2026-11-20T12:00:00.000Z", "state": "later", "hold": "quiet hours",
            "until": "2026-11-20T20:00:00.000Z", "because": BECAUSE,
        },
    ]  # fmt: skip
    assert (
        "Mail video, step video of journey drip, is held back (quiet hours) until 20 Nov 2026 at "
        "21:00; they entered because of Form Submitted (ebook)."
    ) in shown["sentences"]
    assert (
        "Mail ebook, step deliver of journey drip, was delivered on 21 Oct 2026 at 15:00; they "
        "entered because of Form Submitted (ebook)."
    ) in shown["sentences"]


def test_what_keeps_mail_from_somebody_is_told_one_by_one():
    contact = Contact("ada", version=7, opted_out=THEN, suppressed="bounced")
    nothing = dict.fromkeys(("topic", "journey", "mail", "since", "until"))

    shown = explained(contact, [], paused={"*": NOW, "other": NOW})

    assert shown["why"]["holds"] == [
        {**nothing, "reason": "no address"},
        {**nothing, "reason": "suppressed: bounced"},
        {**nothing, "reason": "unsubscribed", "since": "2026-10-21T12:00:00.000Z"},
        {**nothing, "reason": "no consent", "topic": "nurture"},
        {**nothing, "reason": "paused", "since": "2026-11-20T12:00:00.000Z"},
    ]
    assert shown["sentences"][-5:] == [
        "No marketing mail goes to them: no address.",
        "No marketing mail goes to them: suppressed: bounced.",
        "No marketing mail goes to them: unsubscribed since 21 Oct 2026 at 14:00.",
        "No mail on topic nurture goes to them: they have not said yes to it.",
        "All mail is paused since 20 Nov 2026 at 13:00.",
    ]


def test_an_entry_that_was_kept_out_is_told():
    change = {"what": "journey", "name": "drip", "to": "refused", "reason": "never again"}
    events = [event("f2", "Form Submitted", changed=[change], form="ebook")]

    shown = explained(events=events)

    assert shown["why"]["refused"] == [
        {
            "journey": "drip",
            "reason": "never again",
            "at": "2026-10-21T12:00:00.000Z",
            "event": "Form Submitted",
        }
    ]
    assert (
        "Form Submitted on 21 Oct 2026 at 14:00 did not enter drip: never again."
        in shown["sentences"]
    )


def test_a_run_whose_machine_broke_has_failed_until_it_was_recovered():
    failed = following("c#ada|m#1", 1, "Journey Failed", THEN + 1, journey="drip", run="r1")
    mended = following("c#ada|m#2", 1, "Journey Recovered", THEN + 2, journey="drip", run="r1")

    for events, status in (([*BEGAN, failed], "failed"), ([*BEGAN, failed, mended], "active")):
        [told] = explained(ADA, events)["why"]["journeys"]
        assert told["status"] == status
