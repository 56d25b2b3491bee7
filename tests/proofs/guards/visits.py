"""Whom a step turns away, and what is kept before it is taken."""

from tests.proofs.guards.guard import Guard

VISITS = (
    Guard(
        "A step of a run that is over is answered `left`",
        "core/visits.py",
        'left = (message.answer("left"),) if message.token else ()',
        "left = ()",
        (
            "tests/core/test_steps.py"
            "::test_g10_a_step_of_a_run_that_has_gone_on_changes_nothing[over]"
        ),
    ),
    Guard(
        "A message of a step that the machine has left does nothing",
        "core/visits.py",
        "if message.entered < run.entered:",
        "if message.entered < 0:",
        (
            "tests/core/test_steps.py"
            "::test_g10_a_step_of_a_run_that_has_gone_on_changes_nothing[superseded]"
        ),
    ),
    Guard(
        (
            "A step or mail that comes after its journey's end is turned away, "
            "though tick has not looked"
        ),
        "core/visits.py",
        "if runs.is_over(turn, message.run):",
        "if turn is None:",
        (
            "tests/core/test_steps.py"
            "::test_g10_a_step_after_the_end_of_its_journey_s_time_ends_the_run"
        ),
    ),
    Guard(
        "A run that was begun anew comes no earlier than its beginning says",
        "core/visits.py",
        "if run.not_before is not None and turn.now < run.not_before:",
        "if run is None:",
        "tests/core/test_mailing.py::test_a_mail_before_its_time_is_not_even_asked_for",
    ),
    Guard(
        "An execution that is worn is replaced before it ends",
        "core/visits.py",
        "if not _outlived(message, run, turn.now):",
        "if run:",
        (
            "tests/core/test_mailing.py"
            "::test_a_worn_execution_is_replaced_before_the_mail_is_asked_for"
        ),
    ),
    Guard(
        "A wait that would outlast its execution begins in a new one",
        "core/visits.py",
        "length = 0 if young else",
        "length = 0 if run else",
        (
            "tests/core/test_steps.py"
            "::test_a_wait_that_would_outlast_its_execution_begins_in_a_new_one"
        ),
    ),
    Guard(
        "A young execution is not replaced for a wait that no newer one would outlast",
        "core/visits.py",
        "young = now - (run.begun or run.since) < YOUNG",
        "young = False",
        (
            "tests/core/test_only_once.py"
            "::test_a_young_execution_is_not_replaced_for_a_wait_that_none_would_outlast"
        ),
    ),
    Guard(
        "An end that no machine waits for is not sent back",
        "core/visits.py",
        "return _sent_back(turn, message, run) if message.token else None",
        "return _sent_back(turn, message, run)",
        "tests/core/test_steps.py::test_the_end_of_a_run_is_never_told_to_come_back",
    ),
    Guard(
        "A decision's time never runs back behind the contact's",
        "core/visits.py",
        "at = max(now, contact.as_of)",
        "at = now",
        "tests/core/test_only_once.py::test_a_decision_is_never_before_the_one_before_it",
    ),
    Guard(
        "A step that comes back is counted as entered once",
        "core/visits.py",
        'if not again and message.step["do"] != "end":',
        'if message.step["do"] != "end":',
        (
            "tests/core/test_steps.py"
            "::test_a_step_is_counted_once_however_often_its_machine_comes_back"
        ),
    ),
    Guard(
        "A step that was let in is not skipped when it is entered anew",
        "core/visits.py",
        "if first and skips(turn, message):",
        "if skips(turn, message):",
        (
            "tests/core/test_steps.py"
            "::test_a_pause_that_began_is_not_skipped_when_its_machine_comes_back"
        ),
    ),
    Guard(
        "A step that was decided before is not decided again",
        "shell/stepping.py",
        (
            "    if message.cause in done or message.cause in contact.outbox:\n"
            "        return  # decided before; what it ordered has been performed by now\n"
        ),
        "",
        (
            "tests/functions/test_guarantees_events.py"
            "::test_g1_g2_every_message_delivered_twice_ends_as_if_delivered_once"
        ),
    ),
    Guard(
        "A machine's token is kept before anything can claim its wait",
        "shell/stepping.py",
        (
            "        world.items.put_token(token_of(message))\n"
            "    asked = world.clock.campaign(message.entered)\n"
            "    decision = on_step(contact, message, world.rules, world.clock.now(), asked)\n"
            "    if decision.contact is not contact:\n"
            "        commit(world, contact, decision, left)\n"
        ),
        (
            "        pass\n"
            "    asked = world.clock.campaign(message.entered)\n"
            "    decision = on_step(contact, message, world.rules, world.clock.now(), asked)\n"
            "    if decision.contact is not contact:\n"
            "        commit(world, contact, decision, left)\n"
            "    if run is not None and message.token and message.entered >= run.entered:\n"
            "        world.items.put_token(token_of(message))\n"
        ),
        (
            "tests/shell/test_died_between.py"
            "::test_g7_a_machine_s_token_is_kept_before_anything_can_claim_its_wait"
        ),
    ),
)
