"""What makes an event count once and leave nothing undone."""

from tests.proofs.guards.guard import Guard

EVENTS = (
    Guard(
        "An event that was done before is not done again",
        "shell/applying.py",
        "if not done.isdisjoint(causes):",
        "if not causes:",
        (
            "tests/functions/test_guarantees_events.py"
            "::test_g1_the_same_event_three_times_changes_a_contact_once"
        ),
    ),
    Guard(
        "An event that was decided before a crash is not decided again",
        "shell/applying.py",
        "if cause not in contact.outbox:",
        "if cause:",
        (
            "tests/shell/test_died_between.py"
            "::test_g1_an_event_that_was_decided_before_its_worker_died_is_not_decided_again"
        ),
    ),
    Guard(
        "An event is looked for where it lay before its visitor was joined",
        "shell/applying.py",
        "homes = dict.fromkeys((home, contact.id))",
        "homes = dict.fromkeys((home,))",
        (
            "tests/functions/test_guarantees_events.py"
            "::test_g1_an_event_that_comes_again_after_its_visitor_was_joined_counts_once"
        ),
    ),
    Guard(
        "An event's own item is put last: it says that the rest is done",
        "shell/applying.py",
        (
            "        decided = commit(world, contact, decision, left)\n"
            "        world.performer.perform(decided.effects)\n"
            "    else:"
        ),
        (
            "        decided = commit(world, contact, decision, left)\n"
            "        world.items.put_record(_record(causes[cause], incoming, decided))\n"
            "        world.performer.perform(decided.effects)\n"
            "    else:"
        ),
        (
            "tests/shell/test_died_between.py"
            "::test_g2_what_was_ordered_happens_though_its_worker_died[order]"
        ),
    ),
    Guard(
        "Nobody who was erased is looked at again",
        "shell/applying.py",
        (
            "    if contact.erased is not None:\n"
            "        return\n"
            '    cause = f"c#{contact.id}|m#{incoming.id}"\n'
            "    done ="
        ),
        ('    cause = f"c#{contact.id}|m#{incoming.id}"\n    done ='),
        (
            "tests/functions/test_erasing.py"
            "::test_what_means_her_by_her_id_is_dropped_whenever_it_comes"
        ),
    ),
    Guard(
        "Nobody who was erased learns of a mail's fate or a lost run",
        "shell/applying.py",
        (
            "    if contact.erased is not None:\n"
            "        return\n"
            '    cause = f"c#{contact.id}|m#{incoming.id}"\n'
            "    left ="
        ),
        ('    cause = f"c#{contact.id}|m#{incoming.id}"\n    left ='),
        (
            "tests/functions/test_erasing.py"
            "::test_what_means_her_by_her_id_is_dropped_whenever_it_comes"
        ),
    ),
    Guard(
        "Somebody erased who is due is swept, and decided upon no more",
        "shell/applying.py",
        ("    if contact.erased is not None:\n        sweep_again"),
        ("    if contact.version < 0:\n        sweep_again"),
        (
            "tests/functions/test_erasing.py"
            "::test_the_second_sweep_takes_what_landed_meanwhile_and_the_address_too"
        ),
    ),
    Guard(
        "Rows and marks are put last: they say that the rest is done",
        "shell/performing.py",
        "for effect in sorted(effects, key=_comes_last):",
        "for effect in sorted(effects, key=_comes_last, reverse=True):",
        (
            "tests/shell/test_performing.py"
            "::test_rows_and_marks_come_last_since_they_say_that_the_rest_is_done"
        ),
    ),
    Guard(
        "What earlier causes left behind is performed by whoever comes next",
        "shell/performing.py",
        ("            self.perform(one.effects)\n        return"),
        ("            self.perform(())\n        return"),
        (
            "tests/testing/test_virtual_world.py"
            "::test_a_worker_that_dies_is_another_one_afterwards_and_its_message_comes_again"
        ),
    ),
    Guard(
        "An event without its item stays in the outbox until its message comes again",
        "shell/performing.py",
        'if "|e#" in cause}',
        "if not cause}",
        (
            "tests/shell/test_performing.py"
            "::test_what_is_not_done_is_done_and_only_an_event_stays_until_its_message_"
            "comes_again"
        ),
    ),
    Guard(
        "What is done leaves the outbox",
        "shell/performing.py",
        ("if cause not in done}\n        for one"),
        ("if cause}\n        for one"),
        (
            "tests/shell/test_died_between.py"
            "::test_g1_what_came_in_between_leaves_the_decided_event_in_the_outbox"
        ),
    ),
    Guard(
        "What an erasure ordered is performed by whoever sweeps, and by nobody after",
        "shell/performing.py",
        ("        if contact.erased is not None:\n            return {}\n"),
        "",
        (
            "tests/functions/test_erasing.py"
            "::test_what_an_erasure_ordered_is_done_by_whoever_sweeps_and_by_nobody_after"
        ),
    ),
    Guard(
        "A message about somebody erased after it came is dropped",
        "shell/finding.py",
        "if incoming.received_at <= erased_at:",
        "if incoming.received_at < 0:",
        (
            "tests/functions/test_erasing.py"
            "::test_what_was_received_before_is_dropped_whatever_it_is_and_whoever_it_names"
        ),
    ),
    Guard(
        "A link or fate of somebody erased is no act of who came after them",
        "shell/finding.py",
        ("    if contact.erased is not None:\n        raise Gone(contact_id)\n"),
        "",
        (
            "tests/functions/test_erasing.py"
            "::test_what_means_her_by_her_id_is_dropped_whenever_it_comes"
        ),
    ),
    Guard(
        "Whoever comes back after an erasure begins a new record",
        "shell/finding.py",
        "while contact.erased is not None:",
        "while contact.erased is not None and not contact_id:",
        (
            "tests/functions/test_erasing.py"
            "::test_who_comes_back_by_an_act_of_her_own_is_somebody_new[1000]"
        ),
    ),
)
