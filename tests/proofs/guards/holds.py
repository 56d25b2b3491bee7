"""What keeps a mail from going to whom it must not."""

from tests.proofs.guards.guard import Guard

HOLDS = (
    Guard(
        "Nobody is mailed who has no address",
        "core/holds.py",
        ('    if contact.address is None:\n        return Hold("no address")\n'),
        "",
        (
            "tests/core/test_holds.py"
            "::test_what_is_for_good_outranks_what_passes_and_the_graver_outranks_the_"
            "lighter[contact0-None-no address]"
        ),
    ),
    Guard(
        "No mail goes to a mailbox that bounced or complained",
        "core/holds.py",
        'if contact.suppressed or block in ("bounced", "complained"):',
        "if contact.suppressed:",
        "tests/core/test_holds.py::test_service_mail_never_passes_a_suppression[bounced]",
    ),
    Guard(
        "No mail goes to a contact who is suppressed",
        "core/holds.py",
        "if contact.suppressed or block in",
        "if block in",
        "tests/core/test_holds.py::test_service_mail_never_passes_a_suppression[bounced]",
    ),
    Guard(
        "No marketing goes to who opted out",
        "core/holds.py",
        'if contact.opted_out is not None or block == "unsubscribed":',
        'if block == "unsubscribed":',
        (
            "tests/core/test_holds.py"
            "::test_what_is_for_good_outranks_what_passes_and_the_graver_outranks_the_"
            "lighter[contact4-None-unsubscribed]"
        ),
    ),
    Guard(
        "No marketing goes to an address whose owner opted out under another record",
        "core/holds.py",
        'if contact.opted_out is not None or block == "unsubscribed":',
        "if contact.opted_out is not None:",
        (
            "tests/core/test_holds.py"
            "::test_what_is_for_good_outranks_what_passes_and_the_graver_outranks_the_"
            "lighter[contact5-unsubscribed-unsubscribed]"
        ),
    ),
    Guard(
        "No marketing goes to who never said yes",
        "core/holds.py",
        'if rule == "required" and topic not in contact.consent:',
        'if rule == "":',
        "tests/core/test_holds.py::test_a_topic_that_needs_no_yes_goes_without_one",
    ),
    Guard(
        "A confirmation reaches who opted out",
        "core/holds.py",
        ('    if kind == "service":\n        return None\n'),
        "",
        "tests/core/test_holds.py::test_service_mail_passes_the_night_and_the_missing_yes",
    ),
    Guard(
        "Nobody is mailed in the quiet hours",
        "core/holds.py",
        'return Hold("quiet hours", until) if until is not None else None',
        "return None",
        "tests/core/test_holds.py::test_the_night_is_the_contact_s_own",
    ),
    Guard(
        "A journey that is paused mails nobody",
        "core/holds.py",
        "for name in (journey, EVERY, FENCE) if",
        "for name in (EVERY, FENCE) if",
        (
            "tests/core/test_mailing.py"
            "::test_a_paused_journey_s_mail_asks_again_the_later_the_longer_the_pause_"
            "lasts[mail-paused0-60000-900000]"
        ),
    ),
    Guard(
        "When all is paused nobody is mailed",
        "core/holds.py",
        "for name in (journey, EVERY, FENCE) if",
        "for name in (journey, FENCE) if",
        (
            "tests/core/test_mailing.py"
            "::test_a_pause_may_last_longer_than_a_mail_may_be_held_and_takes_nothing_from_that"
        ),
    ),
    Guard(
        "Behind the fence nobody is mailed",
        "core/holds.py",
        "for name in (journey, EVERY, FENCE) if",
        "for name in (journey, EVERY) if",
        (
            "tests/functions/test_restored_table.py"
            "::test_nothing_leaves_behind_the_fence_and_what_waited_goes_when_it_is_down"
        ),
    ),
)
