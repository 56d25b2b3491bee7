"""What bodies from anywhere may hold, and how much."""

from tests.proofs.guards.guard import Guard

BODIES = (
    Guard(
        "A sender's time never runs ahead of when it was received",
        "core/tracking.py",
        "round(max(0, ago) * self.speed)",
        "round(ago * self.speed)",
        (
            "tests/core/test_tracking.py"
            "::test_event_time_is_the_clients_corrected_by_when_it_was_sent_and_never_"
            "later[times5-0]"
        ),
    ),
    Guard(
        "A client's clock may be wrong by any amount",
        "core/tracking.py",
        "(self.machine if sent is None else sent) - happened",
        "self.machine - happened",
        (
            "tests/core/test_tracking.py"
            "::test_event_time_is_the_clients_corrected_by_when_it_was_sent_and_never_"
            "later[times3-60000]"
        ),
    ),
    Guard(
        "A call without an id that is made again is the same event",
        "core/tracking.py",
        'if name not in ("sentAt", "writeKey")',
        "if name",
        ("tests/core/test_tracking.py::test_without_a_message_id_the_same_body_has_the_same_id"),
    ),
    Guard(
        "No event is larger than 32 KB",
        "core/tracking.py",
        "if size > LARGEST_EVENT:",
        "if size < 0:",
        "tests/core/test_tracking.py::test_an_event_may_have_32_kilobytes",
    ),
    Guard(
        "No batch has events without end",
        "core/tracking.py",
        "if len(batch) > MOST_EVENTS:",
        "if not batch:",
        (
            "tests/core/test_tracking.py"
            "::test_a_refusal_names_the_place_and_the_reason[batch-body17-batch: "
            "2501 events are too many; send 2500 at a time]"
        ),
    ),
    Guard(
        "A request is taken whole or not at all",
        "core/tracking.py",
        ("    if problems:\n        raise Refused(problems)\n    return messages"),
        "    return messages",
        "tests/core/test_tracking.py::test_an_answer_names_a_few_problems_not_hundreds",
    ),
    Guard(
        "Of a call's context only what is named is kept",
        "core/tracking.py",
        "given = {name: fields.get(name) for name in names}",
        "given = dict(fields)",
        "tests/core/test_tracking.py::test_a_page_call_tells_the_page_and_derives_its_path",
    ),
    Guard(
        "A call names somebody",
        "core/calls.py",
        (
            "        if not self.anonymous_id and not self.user_id:\n"
            '            raise ValueError("anonymousId or userId is required")\n'
        ),
        "",
        (
            "tests/core/test_tracking.py"
            "::test_a_refusal_names_the_place_and_the_reason[track-body1-the body: "
            "anonymousId or userId is required]"
        ),
    ),
    Guard(
        "An id has an end",
        "core/calls.py",
        (
            "Annotated[str, StringConstraints(max_length=LONGEST_ID)] | None, "
            "BeforeValidator(_given)"
        ),
        "str | None, BeforeValidator(_given)",
        (
            "tests/core/test_tracking.py"
            "::test_a_refusal_names_the_place_and_the_"
            "reason[track-body6-anonymousId: string should have at most 256 characters]"
        ),
    ),
    Guard(
        "A message's id has an end",
        "core/calls.py",
        "Annotated[str, StringConstraints(max_length=LONGEST_MESSAGE_ID)] | None,",
        "str | None,",
        (
            "tests/core/test_tracking.py"
            "::test_a_refusal_names_the_place_and_the_reason[track-body5-messageId: "
            "string should have at most 100 characters]"
        ),
    ),
    Guard(
        "A gzip bomb is not unpacked beyond the limit",
        "core/bodies.py",
        "packed.decompress(body, limit + 1)",
        "packed.decompress(body)",
        "tests/core/test_tracking.py::test_a_bomb_takes_no_more_room_than_the_limit",
    ),
    Guard(
        "No body is larger than its limit",
        "core/bodies.py",
        "if len(body) > limit:",
        "if len(body) < 0:",
        "tests/core/test_tracking.py::test_a_bomb_is_not_unpacked_beyond_the_limit",
    ),
    Guard(
        "Gzip that was cut off is refused",
        "core/bodies.py",
        "if not packed.eof and len(plain) <= limit:",
        "if not packed:",
        "tests/core/test_tracking.py::test_a_bomb_is_not_unpacked_beyond_the_limit",
    ),
    Guard(
        "A body that nothing later could write is refused",
        "core/bodies.py",
        "return from_json(body, allow_inf_nan=False)",
        "return from_json(body)",
        'tests/core/test_tracking.py::test_what_is_no_json_is_refused[{"a": NaN}]',
    ),
    Guard(
        "A form has no fields without end",
        "core/post_body.py",
        "max_num_fields=MOST_FIELDS)",
        "max_num_fields=None)",
        (
            "tests/core/test_form_post.py"
            "::test_a_body_that_is_no_post_says_"
            "why[application/x-www-form-urlencoded-body0-fields]"
        ),
    ),
    Guard(
        "A multipart form has no fields without end",
        "core/post_body.py",
        "if len(parts) > MOST_FIELDS:",
        "if not delimiter:",
        (
            "tests/core/test_form_post.py"
            "::test_a_body_that_is_no_post_says_why[multipart/form-data; "
            "boundary=b-body2-too many fields]"
        ),
    ),
    Guard(
        "A form's file is no field",
        "core/post_body.py",
        "if name and not _FILE.search(head):",
        "if name:",
        "tests/core/test_form_post.py::test_the_three_encodings_say_the_same",
    ),
    Guard(
        "A sender who sends without end is slowed",
        "shell/brake.py",
        "if wait > 0:",
        "if wait < -10**9:",
        ("tests/shell/test_brake.py::test_a_large_flush_passes_and_what_follows_at_once_waits"),
    ),
    Guard(
        "The brake's memory has an end",
        "shell/brake.py",
        "if len(self._full_at) > MOST_SENDERS:",
        "if not counts:",
        "tests/shell/test_brake.py::test_the_brake_remembers_only_so_many_senders",
    ),
)
