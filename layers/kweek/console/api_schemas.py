"""What the admin API answers and takes: contacts, journeys, segments, figures."""

from kweek.console.api_words import (
    ANYTHING,
    COUNT,
    EMAIL,
    INSTANT,
    NEXT,
    NUMBER,
    TEXT,
    Schema,
    by_name,
    fields,
    many,
    maybe,
    one_of,
    ref,
    told,
)

STAGE = one_of("lead", "mql", "sql", "customer", "disqualified")
RUN_STATUS = one_of("active", "finished", "exited", "failed")
SEND_STATES = ("inflight", "later", "held", "failed", "unknown", "sent", "delivered", "bounced")
SEND_STATE = one_of(*SEND_STATES, "complained")

_CONSENT = fields(
    opted_out=told(maybe(INSTANT), "When all marketing mail was ended"),
    topics=by_name(fields(at=INSTANT, wording=TEXT, form=TEXT)),
)
_ENROLMENT = fields(
    journey=TEXT,
    run=TEXT,
    step=TEXT,
    since=INSTANT,
    status=RUN_STATUS,
    exit=told(maybe(TEXT), "Why the run was left"),
    goal=told(maybe(INSTANT), "When its goal was reached"),
)
_SEND = fields(
    id=TEXT,
    mail=TEXT,
    journey=TEXT,
    step=TEXT,
    at=INSTANT,
    state=SEND_STATE,
    hold=told(maybe(TEXT), "Why it was not sent, or not yet"),
)
_EVENT = fields(
    id=TEXT,
    event=TEXT,
    at=INSTANT,
    properties=ANYTHING,
    changed=told(many(ANYTHING), "What the decision on it changed, and by which rule"),
)
_MAIL_FIGURES = {
    "sent": COUNT,
    "delivered": COUNT,
    "bounced": COUNT,
    "complained": COUNT,
    "opened": told(COUNT, "Mails opened at least once"),
    "clicked": told(COUNT, "Mails clicked at least once"),
    "total_opens": COUNT,
    "total_clicks": COUNT,
    "click_through": told(maybe(NUMBER), "Clicked by delivered mails"),
    "unsubscribed": COUNT,
    "held": told(by_name(COUNT), "Held for good, by reason"),
    "failed": COUNT,
    "unknown": COUNT,
    "notices": told(COUNT, "Mails to owners, which are no sends"),
}
_REPORT = fields(
    journey=TEXT,
    started=COUNT,
    finished=COUNT,
    exited=COUNT,
    unreachable=COUNT,
    failed=COUNT,
    goals=COUNT,
    mails=fields(**_MAIL_FIGURES),
    steps=by_name(
        fields(
            entered=COUNT,
            outcomes=by_name(COUNT),
            won=told(by_name(COUNT), "Of a split: how many each of its parts has won"),
            **_MAIL_FIGURES,
        )
    ),
)
_WHO = {
    "contact": told(TEXT, "A contact's id"),
    "email": told(TEXT, "A contact's address"),
    "contacts": {
        **many({"type": "string", "minLength": 1, "maxLength": 256}),
        "minItems": 1,
        "maxItems": 100,
        "description": "Contacts' ids",
    },
}

SCHEMAS: dict[str, Schema] = {
    "Contact": fields(
        id=TEXT,
        email=EMAIL,
        user_id=maybe(TEXT),
        traits=ANYTHING,
        stage=STAGE,
        scores=by_name(NUMBER),
        grade=maybe(TEXT),
        segments=many(TEXT),
        lists=many(TEXT),
        consent=_CONSENT,
        suppressed=told(maybe(TEXT), "Why nothing is mailed to the address: bounced, complained"),
        enrolments=many(_ENROLMENT),
        sends=many(_SEND),
        timeline=many(_EVENT),
    ),
    "Contacts": fields(contacts=many(ref("Contact")), next=NEXT),
    "Erasure": fields(
        contact=told(TEXT, "The id that all others of this person lead to"),
        erased=told(maybe(INSTANT), "When it was done; null while it is queued"),
    ),
    "Export": fields(
        exported_at=INSTANT,
        ids=told(many(TEXT), "Every id that events of theirs came with, the present one first"),
        since=told(INSTANT, "When they were first heard of"),
        profile=ref("Contact"),
        address_blocked=told(maybe(TEXT), "Why nothing is mailed to the address"),
        events=told(many(ANYTHING), "Everything that happened, as it is kept, oldest first"),
        ledger=told(many(ANYTHING), "Every mail that was asked for, as it is kept"),
        record=told(ANYTHING, "The record itself, as it is kept; instants are ms since 1970, UTC"),
    ),
    "Journeys": fields(
        journeys=many(
            fields(
                journey=TEXT,
                title=TEXT,
                status=one_of("draft", "live", "closing"),
                paused=told(maybe(INSTANT), "Since when its mail is held"),
            )
        )
    ),
    "Report": _REPORT,
    "Reports": fields(reports=many(ref("Report"))),
    "Segments": fields(
        segments=many(fields(segment=TEXT, rule=told(TEXT, "The rule in plain words")))
    ),
    "Members": fields(
        segment=TEXT,
        contacts=told(
            many(fields(id=TEXT, email=EMAIL, since=INSTANT)),
            "Of one page of everyone: it may well be empty while `next` is not null.",
        ),
        next=NEXT,
    ),
    "Handoffs": fields(
        handoffs=many(
            fields(
                contact=TEXT,
                email=EMAIL,
                journey=TEXT,
                run=TEXT,
                step=TEXT,
                since=INSTANT,
                until=told(maybe(INSTANT), "Until when it waits to be accepted"),
                accepted=maybe(INSTANT),
            )
        ),
        next=NEXT,
    ),
    "Switch": fields(
        all=told(maybe(INSTANT), "Since when all mail is held"),
        journeys=told(by_name(INSTANT), "Since when the mail of journeys paused by name is"),
    ),
    "Enrolment": {
        "type": "object",
        "properties": {
            "journey": told(TEXT, "One with `enter: manual`"),
            **_WHO,
            "entry": told(ANYTHING, "What the run knows as `$entry`; 2 KB at most"),
            "id": {
                "type": "string",
                "minLength": 1,
                "maxLength": 100,
                "description": "A name of your own: the same request twice then enrols once.",
            },
        },
        "required": ["journey"],
        "oneOf": [{"required": [one]} for one in _WHO],
        "additionalProperties": False,
        "examples": [{"journey": "renewal", "email": "ada@example.org", "id": "renewal-2027"}],
    },
    "Queued": fields(id=TEXT, journey=TEXT, queued=many(fields(contact=TEXT, email=EMAIL))),
    "Page": {
        "type": "object",
        "properties": {"next": NEXT},
        "additionalProperties": False,
    },
    "Looked": fields(looked=told(COUNT, "How many of this page will be looked at"), next=NEXT),
    "Error": {
        **fields(message=told(TEXT, "What is wrong, in which field, and what to do about it")),
        "examples": [{"message": "email: say whose, as ?email=ada@example.org"}],
    },
}
