"""What gives a wait one outcome, in its time."""

from tests.proofs.guards.guard import Guard

WAITS = (
    Guard(
        "A wait is given one outcome, by whoever comes first",
        "core/waits.py",
        "if wait is None or wait.claimed is not None or turn.at >= _counts_until(wait):",
        "if wait is None or turn.at >= _counts_until(wait):",
        (
            "tests/core/test_runs.py"
            "::test_the_awaited_event_claims_the_wait_and_answers_its_machine_once"
        ),
    ),
    Guard(
        "What happens after the machine's timer has fired wakes nothing",
        "core/waits.py",
        " or turn.at >= _counts_until(wait):",
        ":",
        (
            "tests/core/test_runs.py"
            "::test_an_event_counts_until_the_machine_s_own_timer[0-answered1]"
        ),
    ),
    Guard(
        "A wait that is claimed is not judged at its deadline",
        "core/waits.py",
        (
            "        if wait is None or wait.claimed is not None:\n"
            "            continue\n"
            "        outcome = _judged"
        ),
        ("        if wait is None:\n            continue\n        outcome = _judged"),
        (
            "tests/core/test_only_once.py"
            "::test_g7_a_wait_that_was_claimed_is_not_claimed_again_at_its_deadline[plan0]"
        ),
    ),
    Guard(
        "No outcome is judged before the deadline",
        "core/waits.py",
        ("    if turn.now < wait.deadline:\n        return None\n"),
        "",
        ("tests/core/test_only_once.py::test_g7_a_wait_is_judged_at_its_deadline_and_not_before"),
    ),
    Guard(
        "What the machine's timer has decided is not decided again",
        "core/waits.py",
        "if over and not wait.by_tick:",
        "if not over and over:",
        ("tests/core/test_waits.py::test_where_the_machine_has_gone_on_nothing_is_told_any_more"),
    ),
    Guard(
        "A wait until a moment, told late of what came after it, ended at its moment",
        "core/waits.py",
        "if wait and wait.claimed is None and wait.plan and wait.deadline <= turn.at:",
        "if wait and wait.claimed is None and wait.plan and turn is None:",
        (
            "tests/core/test_waits.py"
            "::test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it"
        ),
    ),
    Guard(
        "A wait that is over for a moment is claimed once",
        "core/waits.py",
        "if wait and wait.claimed is None and wait.plan and",
        "if wait and wait.plan and",
        (
            "tests/core/test_only_once.py"
            "::test_g7_a_wait_that_was_claimed_is_not_claimed_again_at_its_deadline[plan1]"
        ),
    ),
    Guard(
        "A wait looks back to the end of the wait before it",
        "core/opening.py",
        "since=run.waited_until or run.since,",
        "since=begins,",
        (
            "tests/core/test_waits.py"
            "::test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it"
        ),
    ),
    Guard(
        "What came at a judged moment is the next wait's",
        "core/waits.py",
        "return Instant(wait.deadline - 1)",
        "return turn_now if (turn_now := wait.closes) else None",
        (
            "tests/core/test_waits.py"
            "::test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it"
        ),
    ),
    Guard(
        "A step entered anew goes on waiting as it did",
        "core/opening.py",
        ("    if run.wait is not None:\n        _goes_on"),
        ("    if run.wait is not None and run is None:\n        _goes_on"),
        (
            "tests/core/test_waits.py"
            "::test_a_wait_entered_by_another_execution_keeps_its_beginning_and_its_end"
        ),
    ),
    Guard(
        "A wait that was answered while no machine ran is answered once more",
        "core/opening.py",
        ("    if wait.claimed is not None:\n        after ="),
        ("    if wait is None:\n        after ="),
        (
            "tests/core/test_waits.py"
            "::test_g7_what_came_while_no_machine_ran_ends_it_with_the_new_token"
        ),
    ),
    Guard(
        (
            "A wait that was asked for late is judged while its machine waits, and "
            "not before its deadline"
        ),
        "core/opening.py",
        "or not wait.deadline <= turn.now < wait.closes:",
        "or not turn.now < wait.closes:",
        (
            "tests/core/test_waits.py"
            "::test_a_wait_whose_message_came_after_its_deadline_is_judged_while_the_"
            "machine_waits[not over]"
        ),
    ),
    Guard(
        "A wait that was asked for late and is claimed is not judged",
        "core/opening.py",
        "if wait is None or wait.claimed is not None or not wait.deadline",
        "if wait is None or not wait.deadline",
        (
            "tests/core/test_waits.py"
            "::test_a_wait_that_begins_after_its_moment_is_over_at_once[judged]"
        ),
    ),
    Guard(
        "The answer goes to the machine that waits now",
        "core/opening.py",
        "wait.changed(entered=entered, by_tick=True)",
        "wait.changed(by_tick=True)",
        (
            "tests/core/test_mailing.py"
            "::test_g9_a_mail_that_is_out_is_not_sent_by_another_execution_and_its_wait_goes_on"
        ),
    ),
    Guard(
        "A wait whose timer began anew is ended by tick",
        "core/opening.py",
        "wait.changed(entered=entered, by_tick=True)",
        "wait.changed(entered=entered)",
        "tests/core/test_waits.py::test_what_tick_told_says_nothing_of_a_timer",
    ),
    Guard(
        "A wait opened in a later execution than its mail's is ended by tick",
        "core/opening.py",
        "by_tick=by_moment or resumed,",
        "by_tick=by_moment,",
        (
            "tests/core/test_only_once.py"
            "::test_g7_a_wait_that_opens_in_a_later_execution_than_its_mail_s_is_ended_by_tick"
        ),
    ),
    Guard(
        "A wait whose timer a backlog has eaten is entered anew",
        "core/opening.py",
        '2 * passed > plan["grace"]',
        "passed < 0",
        (
            "tests/core/test_waits.py"
            "::test_a_timer_that_leaves_tick_less_than_half_of_the_grace_begins_"
            "anew[{'immediate': [['goal', {'event': 'registered', 'count': 1}]], "
            "'judged': [['looked', {'event': 'looked', 'count': 1}]], 'within': "
            "259200000, 'grace': 600000, 'predicates': {'registered': {'events': "
            "['Registered'], 'where': {}, 'keep': 1}, 'looked': {'events': ['Page "
            "Viewed'], 'where': {}, 'keep': 1}, 'asked': {'events': ['Question "
            "Asked'], 'where': {}, 'keep': 1}}}-300001-True]"
        ),
    ),
    Guard(
        "Half of the grace is left for tick to judge in",
        "core/opening.py",
        '2 * passed > plan["grace"]',
        'passed > plan["grace"]',
        (
            "tests/core/test_waits.py"
            "::test_a_timer_that_leaves_tick_less_than_half_of_the_grace_begins_"
            "anew[{'immediate': [['goal', {'event': 'registered', 'count': 1}]], "
            "'judged': [['looked', {'event': 'looked', 'count': 1}]], 'within': "
            "259200000, 'grace': 600000, 'predicates': {'registered': {'events': "
            "['Registered'], 'where': {}, 'keep': 1}, 'looked': {'events': ['Page "
            "Viewed'], 'where': {}, 'keep': 1}, 'asked': {'events': ['Question "
            "Asked'], 'where': {}, 'keep': 1}}}-300001-True]"
        ),
    ),
    Guard(
        "An answer tells until when its machine surely waits",
        "core/waits.py",
        "turn.effects.append(answer_order(turn, run_id, run, *at, outcome, closes))",
        "turn.effects.append(answer_order(turn, run_id, run, *at, outcome))",
        (
            "tests/core/test_runs.py"
            "::test_the_awaited_event_claims_the_wait_and_answers_its_machine_once"
        ),
    ),
    Guard(
        "Where tick decides, a machine that is closed was answered already",
        "core/waits.py",
        "closes = wait.closes if waited and not wait.by_tick else None",
        "closes = wait.closes if waited else None",
        "tests/core/test_waits.py::test_what_tick_told_says_nothing_of_a_timer",
    ),
    Guard(
        "A wait whose moment is past is over at once",
        "core/opening.py",
        "if by_moment and deadline <= begins:",
        "if by_moment and deadline < 0:",
        (
            "tests/core/test_waits.py"
            "::test_a_wait_that_begins_after_its_moment_is_over_at_once[silent]"
        ),
    ),
    Guard(
        "A wait that outlasts its execution is handed to another",
        "core/waits.py",
        "elif wait.by_tick and turn.now >= _renewal(run):",
        "elif wait is None:",
        (
            "tests/core/test_waits.py"
            "::test_a_wait_longer_than_an_execution_may_live_is_handed_to_another"
        ),
    ),
    Guard(
        "Somebody looks at each deadline at which something is to be judged",
        "core/waits.py",
        "if not over and first_true(turn, run, wait, wait.judged):",
        "if over and wait is None:",
        "tests/core/test_waits.py::test_a_judged_outcome_is_told_at_the_deadline_as_ever",
    ),
    Guard(
        "Somebody looks when a wait that tick ends is over",
        "core/waits.py",
        "return wait.closes if wait.by_tick else None",
        "return None",
        "tests/core/test_waits.py::test_silence_is_told_also_by_a_look_that_comes_late",
    ),
)
