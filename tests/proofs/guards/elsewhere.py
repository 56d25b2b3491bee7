"""What looks like a guard and is none of the list, and why: file, line, reason."""

ONE = "the condition stands in the next line, or with whoever calls"
LOOKS = "only tells or looks for what is; nothing is decided by it"
SPARES = "spares a write that is refused: items.put_token never takes an older token"
TWICE = "a look too many changes nothing: the claim itself is guarded"

ELSEWHERE: dict[str, dict[str, str]] = {
    "functions/forms.py": {"if request.shows:": "showing a form or taking its post"},
    "infra/work_queue.py": {
        "dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=RECEIVES),": (
            "RECEIVES is the guard"
        ),
    },
    "layers/kweek/core/brought.py": {'if run.status == "active":': LOOKS},
    "layers/kweek/core/contact.py": {
        'return any(e.journey == journey and e.status == "active" '
        "for e in self.enrolments.values())": LOOKS,
    },
    "layers/kweek/core/due.py": {
        "if wait is not None and wait.claimed is None:": TWICE,
    },
    "layers/kweek/core/enrolment.py": {
        'return "failed" if self.broken else self.status': LOOKS,
    },
    "layers/kweek/core/entering.py": {
        "if at is not None and (passed is None or passed.entered < at):": (
            "when the journey was entered, not the step of a run"
        ),
    },
    "layers/kweek/core/explaining_runs.py": {
        'r.journey == journey and r.status == "active" for r in contact.enrolments.values()': LOOKS,
        'if run.status != "active":': LOOKS,
        "if run.wait is not None and run.wait.claimed is None:": LOOKS,
    },
    "layers/kweek/core/ledger.py": {
        'if not plan["wait"] and opened is not None and opened.claimed is None:': (
            "behind open_wait, which claims only what is over"
        ),
        'if late and run is not None and run.status == "active":': (
            "the answer to a run that is over would find its machine closed"
        ),
    },
    "layers/kweek/core/listing.py": {'if run is None or run.status != "active":': LOOKS},
    "layers/kweek/core/members.py": {
        "return passed.entered < opened(journey.season, turn.now, firms)": (
            "when the journey was entered, not the step of a run"
        ),
    },
    "layers/kweek/core/turn.py": {
        'self._active = runs, [one for one in runs.items() if one[1].status == "active"]': LOOKS,
    },
    "layers/kweek/core/waits.py": {
        "if wait is None or wait.claimed is not None:": TWICE,
        "if run.broken:": "epochs.renew begins no broken run anew; this saves the looks",
    },
    "layers/kweek/core/waking.py": {
        'if run and run.status == "active" and (run.step, run.lap) == (send.step, lap):': (
            "a run that is over keeps no mail for later: runs.drop_held"
        ),
    },
    "layers/kweek/shell/address_writes.py": {'"ConditionExpression": (': ONE},
    "layers/kweek/shell/codec.py": {
        'versions.check_item(item.get("schema", {}).get("N"), f"an item of kind {_kind(item)}")': (
            "core/versions.py is the guard"
        ),
    },
    "layers/kweek/shell/contacts.py": {
        "if after.erased is not None:": "notes on a tombstone that it is one, for listings",
    },
    "layers/kweek/shell/counters.py": {
        'return {"Put": {"TableName": self.table, "Item": item, '
        '"ConditionExpression": condition}}': ONE,
    },
    "layers/kweek/shell/everyone.py": {
        'last = answer.get("LastEvaluatedKey")': "who asks takes page by page",
    },
    "layers/kweek/shell/items.py": {
        "ConditionExpression=(": ONE,
        "ConditionExpression=condition,": ONE,
    },
    "layers/kweek/shell/mailing.py": {
        "if run is not None and message.entered >= run.entered:": SPARES,
    },
    "layers/kweek/shell/stepping.py": {
        "if run is not None and message.token and message.entered >= run.entered:": SPARES,
    },
}
