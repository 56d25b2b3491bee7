"""What a decision takes of an event, and when it is asked again."""

from tests.proofs.guards.guard import Guard

DECIDING = (
    Guard(
        "An event that comes a day late starts and wakes nothing",
        "core/decide.py",
        "late = incoming.received_at - incoming.at > scaled(LATE, speed)",
        "late = False",
        "tests/core/test_runs.py::test_a_late_event_wakes_nothing",
    ),
    Guard(
        "How late is late is machine time, at any speed",
        "core/decide.py",
        "> scaled(LATE, speed)",
        "> LATE",
        ("tests/core/test_only_once.py::test_how_late_an_event_comes_is_machine_time_at_any_speed"),
    ),
    Guard(
        "An older value of a trait never replaces a newer one",
        "core/decide.py",
        "if name not in known or known[name].at <= incoming.at:",
        "if name:",
        (
            "tests/core/test_turn.py"
            "::test_of_two_writers_of_a_trait_the_later_event_wins_whichever_comes_last"
        ),
    ),
    Guard(
        "A contact who is not due is not decided upon",
        "core/decide.py",
        "if not is_due(contact, now):",
        "if not now:",
        "tests/core/test_due.py::test_a_look_before_its_time_changes_nothing",
    ),
    Guard(
        "Each commit is a version of its own",
        "core/decide.py",
        ("version=contact.version + 1,\n    )\n    partition"),
        ("version=contact.version or 1,\n    )\n    partition"),
        (
            "tests/core/test_webhook.py"
            "::test_an_answer_gives_its_traits_its_place_in_the_timeline_and_the_"
            "outcome_in_one_commit"
        ),
    ),
    Guard(
        "A failure of an earlier execution does not fail the run",
        "core/decide.py",
        " or run.epoch != epoch:",
        ":",
        (
            "tests/core/test_only_once.py"
            "::test_g10_a_failure_of_a_run_that_is_over_or_in_another_execution_fails_"
            "nothing[run1]"
        ),
    ),
    Guard(
        "A failure of a run that is over fails it no more",
        "core/decide.py",
        'if run is None or run.status != "active" or run.epoch',
        "if run is None or run.epoch",
        (
            "tests/core/test_only_once.py"
            "::test_g10_a_failure_of_a_run_that_is_over_or_in_another_execution_fails_"
            "nothing[run0]"
        ),
    ),
    Guard(
        "SES's word settles a mail as sent",
        "core/decide.py",
        'if send.state in ("inflight", "unknown"):',
        "if send is None:",
        (
            "tests/core/test_only_once.py"
            "::test_the_word_of_ses_settles_a_mail_that_nobody_else_has_settled[inflight-sent]"
        ),
    ),
    Guard(
        "A yes lifts no opt-out",
        "core/decide.py",
        ("    turn.update(consent={**turn.contact.consent, **dict.fromkeys(given.topics, one)})\n"),
        (
            "    turn.update(consent={**turn.contact.consent, "
            "**dict.fromkeys(given.topics, one)}, opted_out=None)\n"
        ),
        "tests/core/test_only_once.py::test_g5_a_yes_lifts_no_opt_out",
    ),
    Guard(
        "A contact is due no later than anything about them changes",
        "core/due.py",
        "if before is not None and before <= turn.now and not turn.settled:",
        "if not turn:",
        (
            "tests/core/test_entering.py"
            "::test_what_commits_before_tick_has_looked_leaves_the_occasion_to_it"
        ),
    ),
    Guard(
        "A due contact's index entry is moved only when that is worth it",
        "core/due.py",
        "soonest = before if before is not None and turn.now + NEAR < before else None",
        "soonest = before",
        (
            "tests/core/test_due.py"
            "::test_an_index_entry_moves_only_when_it_must[86486400000-87609600000]"
        ),
    ),
)
