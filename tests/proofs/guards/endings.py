"""What an opt-out and an erasure end, at once and for good."""

from tests.proofs.guards.guard import Guard

ENDINGS = (
    Guard(
        "An opt-out is on the address before anybody is answered",
        "shell/optout.py",
        (
            "    if contact.address is not None:\n"
            '        contacts.block_address(contact.address, "unsubscribed")\n'
        ),
        "",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g5_an_opt_out_is_on_the_address_and_on_the_contact"
        ),
    ),
    Guard(
        "An opt-out is on the contact before anybody is answered",
        "shell/optout.py",
        ("    if contact.version and contact.opted_out is None:\n        contacts.commit"),
        ("    if not contact.version:\n        contacts.commit"),
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g5_an_opt_out_is_on_the_address_and_on_the_contact"
        ),
    ),
    Guard(
        "Whoever opts out by an old mail after their erasure is heard",
        "shell/optout.py",
        (
            "        if contact.erased.address:\n"
            '            contacts.block(contact.erased.address, "unsubscribed")\n'
        ),
        "",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g6_whoever_opts_out_by_an_old_mail_after_their_erasure_is_heard"
        ),
    ),
    Guard(
        "Nobody who was erased is made anew by opting out",
        "shell/optout.py",
        ("    if contact.erased is not None:\n        # Whoever"),
        ("    if contact.version < 0:\n        # Whoever"),
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g6_whoever_opts_out_by_an_old_mail_after_their_erasure_is_heard"
        ),
    ),
    Guard(
        "Nobody is made anew by opting out",
        "shell/optout.py",
        "if contact.version and contact.opted_out is None:",
        "if contact.opted_out is None:",
        "tests/shell/test_no_more_mail.py::test_nobody_is_made_by_opting_out",
    ),
    Guard(
        "A bounce of an old address leaves the contact's new one",
        "shell/optout.py",
        "if contact.address == address and contact.suppressed is None:",
        "if contact.suppressed is None:",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g5_a_bounce_of_an_old_address_is_on_that_address_alone"
        ),
    ),
    Guard(
        "A bounce is on the address though the contact has another",
        "shell/optout.py",
        ("    contacts.block_address(address, reason)\n    racing"),
        "    racing",
        (
            "tests/shell/test_no_more_mail.py"
            "::test_g5_a_bounce_of_an_old_address_is_on_that_address_alone"
        ),
    ),
    Guard(
        "What was in flight to somebody erased is shown as unknown",
        "core/erasing.py",
        'if send.state == "inflight":',
        "if send is None:",
        (
            "tests/core/test_tombstones.py"
            "::test_runs_are_left_and_stopped_mails_closed_and_what_was_decided_is_counted"
        ),
    ),
    Guard(
        "An erasure ends every run",
        "core/erasing.py",
        ("    for run_id, _ in turn.active():\n        runs.exit_run(turn, run_id, ERASED)\n"),
        "",
        (
            "tests/core/test_tombstones.py"
            "::test_runs_are_left_and_stopped_mails_closed_and_what_was_decided_is_counted"
        ),
    ),
    Guard(
        "What somebody counted for is counted though they are erased",
        "core/erasing.py",
        "[one for decided in left.values() for one in decided.counts]",
        "[]",
        (
            "tests/core/test_tombstones.py"
            "::test_runs_are_left_and_stopped_mails_closed_and_what_was_decided_is_counted"
        ),
    ),
    Guard(
        "What was in flight at an erasure is swept a second time",
        "core/erasing.py",
        "due_at=Instant(now + scaled(SWEPT_AGAIN, speed)),",
        "due_at=None,",
        "tests/core/test_tombstones.py::test_the_second_sweep_is_in_machine_time",
    ),
    Guard(
        "An erasure that comes twice is one",
        "shell/sweeping.py",
        "tombstone = contact if contact.erased else bury(world, contact, incoming)",
        "tombstone = bury(world, contact, incoming)",
        (
            "tests/shell/test_died_between.py"
            "::test_g6_an_erasure_whose_worker_died_is_finished_by_its_message_and_"
            "asked_twice_it_is_one"
        ),
    ),
    Guard(
        "What an erasure ordered is done before it counts as swept",
        "shell/sweeping.py",
        ("        if cause not in done:\n            world"),
        ("        if cause in done:\n            world"),
        (
            "tests/shell/test_died_between.py"
            "::test_g6_an_erasure_whose_worker_died_is_finished_by_its_message_and_"
            "asked_twice_it_is_one"
        ),
    ),
    Guard(
        "Nobody is erased who was never there",
        "shell/sweeping.py",
        ("    if contact.version == 0:\n        return\n"),
        "",
        "tests/functions/test_erasing.py::test_nobody_is_erased_who_is_not_known",
    ),
    Guard(
        "The second sweep comes when everything has landed",
        "shell/sweeping.py",
        "if tombstone.due_at is None or now < tombstone.due_at:",
        "if tombstone.due_at is None:",
        (
            "tests/shell/test_died_between.py"
            "::test_g6_the_second_sweep_comes_when_everything_has_landed_and_not_before"
        ),
    ),
    Guard(
        "The second sweep forgets the address too",
        "shell/sweeping.py",
        "        world.contacts.forget_address(erased.address, erased.at)\n",
        "        pass\n",
        (
            "tests/functions/test_erasing.py"
            "::test_the_second_sweep_takes_what_landed_meanwhile_and_the_address_too"
        ),
    ),
)
