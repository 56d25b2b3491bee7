"""Mistakes in what a step does."""

import pytest
from planting import said

STEP = "steps:\n  - { step: a, %s }\n"
TASK = STEP % "task: { to: account-owner, title: Call them, %s }"
HOOK = STEP % "webhook: { url: https://hooks.example.com/x, %s }"
SPLIT = "steps:\n  - { step: a, %s }\n  - { step: b, send: hello }\n"
HTTPS = "write https:// and a public name, as in https://hooks.example.com/new-lead"

MISTAKES = {
    "no name": (
        "steps:\n  - { send: hello }\n",
        "6: steps[1]: a step is a map that begins with `step: NAME`",
    ),
    "no action": (
        STEP % "sned: hello",
        ("6: a: does not say what it does", "did you mean 'send'?"),
    ),
    "two actions": (
        STEP % "send: hello, notify: { to: x, mail: y }",
        ("6: a: does 2 things: send, notify", "give each a step of its own"),
    ),
    "an unknown key": (
        STEP % "send: hello, withn: 3d",
        ("6: a.withn: 'withn' is not known here", "did you mean 'within'?"),
    ),
    "a condition on a step that is misspelt": (
        STEP % "only_if: { segmnt: warm }, send: hello",
        ("6: a.only_if.segmnt: no condition is called 'segmnt'", "did you mean 'segment'?"),
    ),
    "a condition on a step that only a wait can ask": (
        STEP % "only_if: opened, send: hello",
        ("6: a.only_if: 'opened' can only be waited for", "write { mail: NAME, was: opened }"),
    ),
    "a condition on the end": (
        STEP % "only_if: { stage: mql }, end: ",
        ("6: a.only_if: an end cannot be skipped", "ask it of the steps before, or branch"),
    ),
    "a way on from the end": (
        "steps:\n  - { step: a, end: , next: b }\n  - { step: b, send: hello }\n",
        "6: a.next: nothing follows the end",
        ("7: b: is never reached", "lead a step to it, or remove it"),
    ),
    "a mail that is misspelt": (
        STEP % "send: helo",
        ("6: a.send: no mail is called 'helo'", "did you mean 'hello'?"),
    ),
    "a notice sent to the contact": (
        STEP % "send: lead-handoff",
        (
            "6: a.send: mail 'lead-handoff' goes to the owner, not to the contact",
            "send it with `notify`",
        ),
    ),
    "a mail for the contact as a notice": (
        STEP % "notify: { to: account-owner, mail: hello }",
        (
            "6: a.notify.mail: mail 'hello' goes to the contact, not to the owner",
            "say `to: owner` in its mail.yaml",
        ),
    ),
    "held for no length of time": (
        STEP % "send: hello, hold_up_to: two days",
        ("6: a.hold_up_to: 'two days' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "an owner nobody knows": (
        STEP % "handoff: { to: acount-owner }",
        ("6: a.handoff.to: no owner is called 'acount-owner'", "did you mean 'account-owner'?"),
    ),
    "a task for nobody": (
        STEP % "task: { title: Call them }",
        "6: a.task.to: is missing",
    ),
    "a task that says nothing": (
        STEP % "task: { to: account-owner }",
        "6: a.task.title: is missing",
    ),
    "a task due on a day": (
        TASK % "due: friday",
        ("6: a.task.due: 'friday' is no duration", "write 6d, 4h, 30m or 1d12h"),
    ),
    "a task by a mail to the contact": (
        TASK % "mail: hello",
        (
            "6: a.task.mail: mail 'hello' goes to the contact, not to the owner",
            "say `to: owner` in its mail.yaml",
        ),
    ),
    "a webhook without a map": (
        STEP % "webhook: https://hooks.example.com/x",
        "6: a.webhook: must be a map of names and values",
    ),
    "a webhook in the clear": (
        STEP % 'webhook: { url: "http://hooks.example.com/x" }',
        ("6: a.webhook.url: 'http://hooks.example.com/x' cannot be called: not https", HTTPS),
    ),
    "a webhook with a password": (
        STEP % 'webhook: { url: "https://us:pass@hooks.example.com/x" }',
        (
            (
                "6: a.webhook.url: 'https://us:pass@hooks.example.com/x' cannot be called: "
                "a user name in the URL"
            ),
            HTTPS,
        ),
    ),
    "a webhook into the firm's own network": (
        STEP % 'webhook: { url: "https://10.0.0.7/x" }',
        (
            "6: a.webhook.url: 'https://10.0.0.7/x' cannot be called: no public host name",
            HTTPS,
        ),
    ),
    "a webhook at another port": (
        STEP % 'webhook: { url: "https://hooks.example.com:8443/x" }',
        (
            (
                "6: a.webhook.url: 'https://hooks.example.com:8443/x' cannot be called: "
                "another port than 443"
            ),
            HTTPS,
        ),
    ),
    "a webhook whose address differs by contact": (
        STEP % 'webhook: { url: "https://hooks.example.com/$contact.id" }',
        (
            "6: a.webhook.url: the address of a webhook is the same for all",
            "put what differs under `send:`",
        ),
    ),
    "a webhook that sends what cannot be told from a reference": (
        HOOK % "send: { order: { ref: [ entry, order_id ] } }",
        (
            "6: a.webhook.send.order.ref: looks like a reference to whoever carries this out",
            "give it another name than 'ref'",
        ),
    ),
    "a webhook that sends what Step Functions reads as a path": (
        HOOK % "send: { lines: [ { x.$: 1 } ] }",
        "6: a.webhook.send.lines[1].x.$: a name must not end with '.$'",
    ),
    "a webhook that keeps nothing": (
        HOOK % "keep: { crm_id: customer..id }",
        (
            "6: a.webhook.keep.crm_id: 'customer..id' names no field of the answer",
            "write customer.id",
        ),
    ),
    "a webhook that takes a minute": (
        HOOK % "timeout: 1m",
        ("6: a.webhook.timeout: '1m' is longer than a call may take", "write 1s to 20s"),
    ),
    "an outcome that no webhook has": (
        STEP % "webhook: { url: https://hooks.example.com/x }, then: { ok: end }",
        ("6: a.then.ok: 'ok' is no outcome of this step", "name one of: otherwise, done, failed"),
    ),
    "parts that are more than all": (
        SPLIT % "split: { b: 60, end: 50 }",
        (
            "6: a.split: adds up to 110, not to 100",
            "write parts of a hundred, as in { a: 50, b: 50 }",
        ),
    ),
    "a part that is nobody's": (
        SPLIT % "split: { b: 100, end: 0 }",
        ("6: a.split.end: is nobody's part", "leave 'end' out"),
    ),
    "a part in percents": (
        SPLIT % "split: { b: 50%, end: 50 }",
        "6: a.split.b: must be a whole number",
    ),
    "a split that is judged at no time": (
        SPLIT % "split: { b: 50, end: 50 }, judged_by: { event: A }",
        ("6: a.judged_by: does not say when it is judged", "say `within: 14d`"),
    ),
    "a split of which nothing is judged": (
        SPLIT % "split: { b: 50, end: 50 }, within: 14d",
        ("6: a.within: does not say what is judged then", "say `judged_by: { event: … }`"),
    ),
    "an update that changes nothing": (
        STEP % "update: {}",
        "6: a.update: changes nothing",
    ),
    "a trait that Step Functions reads as a path": (
        STEP % "update: { traits: { x.$: 1 } }",
        "6: a.update.traits.x.$: a name must not end with '.$'",
    ),
    "a list that is not there": (
        STEP % "update: { add_to: vip }",
        "6: a.update.add_to: no list is called 'vip'",
    ),
    "how often they are mailed": (
        STEP % "update: { mail_frequency: monthly }",
        (
            "6: a.update.mail_frequency: not yet: `mail_frequency`",
            "this version reads it, but does not run it",
        ),
    ),
    "a journey that is not there": (
        STEP % "start: k",
        "6: a.start: no journey is called 'k'",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_what_a_step_does_is_told(mistake, planted):
    journey, *problems = MISTAKES[mistake]

    assert planted(journey) == said(problems)
