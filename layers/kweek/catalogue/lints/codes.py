"""The warnings that there are, by the code under which each can be accepted."""

CODES = {
    "dead-end": "a wait after which nothing follows",
    "date-passes": "people can enter after the date that a step waits for",
    "endless": "steps from which no way leads to the end",
    "hangs-on-opens": "a way that depends on nothing but opens, of which many are never seen",
    "hold-too-short": "a mail that one night of quiet hours is enough to drop",
    "nobody-enters": "a way in that nobody can come by",
    "no-fallback": "a merge field that may be empty, and nothing to say then",
    "not-https": "a link to one's own site that is not encrypted",
    "only-these": "addresses that mail goes to, and to no others, in production too",
    "outlives-end": "a wait that is not over when the runs end",
    "outlives-season": "a wait that is longer than the season",
    "same-way": "a choice whose answers all lead to the same step",
    "shadowed": "an outcome that another one always takes first",
    "starts-nothing": "a step that starts a journey into which nobody may come",
    "too-busy": "a loop that goes round more than once an hour",
    "too-close": "nurture mails that may come closer together than the pace",
    "too-silent": "nurture mails that may come further apart than the pace",
    "unknown-event": "an event that nobody is known to send",
    "unknown-property": "a property that no event is known to bring",
    "unknown-trait": "a trait that nobody is known to tell",
    "unused-form": "a form that starts nothing, changes no stage and brings no consent",
    "unused-link": "a link of mail.yaml that the mail does not use",
    "unused-mail": "a mail that no journey sends",
    "unused-segment": "a segment that nothing asks for",
}
#: An acceptance of what is told no more; it cannot be accepted itself.
STALE = "accepted-in-vain"
