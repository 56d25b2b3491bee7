"""What lets a contact into a journey once."""

from tests.proofs.guards.guard import Guard

ENTRIES = (
    Guard(
        "An occasion opens its journey only to who waited for it",
        "core/entering.py",
        "due = turn.now if contact.due_at is None else Instant(contact.due_at - 1)",
        "due = contact.as_of if contact.due_at is None else Instant(contact.due_at - 1)",
        (
            "tests/core/test_entering.py"
            "::test_an_occasion_before_its_journey_was_deployed_opens_nothing_and_the_next_one_does"
        ),
    ),
    Guard(
        "A join marks a visitor's run of a journey that the person is in",
        "core/doubles.py",
        'if any(one.status == "active" and _are_same(one, run) for one in theirs):',
        "if not theirs and run is None:",
        (
            "tests/core/test_doubles.py"
            "::test_of_two_runs_under_way_the_visitor_s_ends_and_its_machine_is_stopped[re_entry1]"
        ),
    ),
    Guard(
        "A join leaves a visitor's run that is over as it ended",
        "core/doubles.py",
        'if run.status == "active" and _is_one_too_many(',
        "if _is_one_too_many(",
        "tests/core/test_doubles.py::test_a_run_that_was_over_before_stays_as_it_ended",
    ),
    Guard(
        "A join lets nobody into a journey again that would not have let them in",
        "core/doubles.py",
        ("return journey is not None and keeps_out(journey, subject.passed.get(run.journey), run)"),
        "return False",
        (
            "tests/core/test_doubles.py"
            "::test_whom_the_journey_would_not_have_let_in_again_does_not_get_in_by_a_join"
            "[re_entry4-passed4-going_on4]"
        ),
    ),
    Guard(
        "A run that is one too many ends at the next decision",
        "core/runs.py",
        "if run.doubled:",
        "if run is None:",
        (
            "tests/core/test_doubles.py"
            "::test_of_two_runs_under_way_the_visitor_s_ends_and_its_machine_is_stopped[re_entry0]"
        ),
    ),
    Guard(
        "A run has one entry for one cause",
        "core/entering.py",
        "if run_id in contact.enrolments:",
        "if run_id is None:",
        (
            "tests/core/test_only_once.py"
            "::test_one_cause_enters_a_journey_once_also_when_its_run_is_over"
        ),
    ),
    Guard(
        "An entry without its key is refused",
        "core/entering.py",
        ("        if key is None:\n            _refuse"),
        ('        if key == "":\n            _refuse'),
        (
            "tests/core/test_re_entry.py"
            "::test_an_entry_without_its_key_is_refused_and_said_so[said0]"
        ),
    ),
    Guard(
        "A run's id says for which key and which time it is",
        "core/entering.py",
        "return (key, str(passed.times)) if passed.times else (key,)",
        "return (key,)",
        (
            "tests/core/test_re_entry.py"
            "::test_a_key_is_free_again_when_its_run_had_no_date_to_wait_for"
        ),
    ),
    Guard(
        "An event that comes too late starts nothing",
        "core/entering.py",
        ("    if not turn.wake:\n        return\n"),
        "",
        (
            "tests/core/test_entering.py"
            "::test_an_event_of_yesterday_s_yesterday_starts_nothing_but_a_member_is_one"
        ),
    ),
    Guard(
        "An entry's properties never make a contact's item heavy",
        "core/entering.py",
        "if size <= room:",
        "if size:",
        "tests/core/test_runs.py::test_an_entry_s_properties_are_kept_while_they_are_small",
    ),
    Guard(
        "One journey at a time has a contact once",
        "core/admission.py",
        "if not keyed and turn.contact.active(journey.name):",
        "if not journey.name:",
        "tests/core/test_entering.py::test_asking_twice_by_hand_starts_one",
    ),
    Guard(
        "A key is used once",
        "core/re_entry.py",
        "return used(passed, run.key)",
        "return passed is None",
        "tests/core/test_entering.py::test_a_member_enters_once_for_each_key",
    ),
    Guard(
        "A restart begins anew only while nothing was sent",
        "core/re_entry.py",
        "if any(s.run == run_id and s.state in _SENT for s in turn.contact.sends.values()):",
        "if not turn:",
        (
            "tests/core/test_re_entry.py"
            "::test_nothing_begins_anew_once_something_was_sent[False-inflight]"
        ),
    ),
    Guard(
        "An older order that comes late changes nothing of a newer one",
        "core/re_entry.py",
        "if turn.at < (run.entry_at or run.since):",
        "if not run:",
        "tests/core/test_re_entry.py::test_an_older_asking_that_comes_late_says_nothing_new",
    ),
    Guard(
        "A run that restarts has mails of its own, in another lap",
        "core/re_entry.py",
        "lap=run.lap + called,",
        "lap=run.lap,",
        (
            "tests/core/test_re_entry.py"
            "::test_a_run_that_has_moved_on_without_a_mail_begins_again_in_another_"
            "execution_and_lap"
        ),
    ),
    Guard(
        "A wait that was answered is not moved by a new entry",
        "core/re_entry.py",
        'run.wait is not None and run.wait.claimed is None and "until"',
        'run.wait is not None and "until"',
        "tests/core/test_re_entry.py::test_a_wait_that_was_answered_stands",
    ),
    Guard(
        "A new epoch is begun where time moves earlier",
        "core/re_entry.py",
        "if until < pause.until:",
        "if until is None:",
        (
            "tests/core/test_re_entry.py"
            "::test_an_earlier_day_also_a_past_one_calls_the_machine_back[2027-03-08]"
        ),
    ),
    Guard(
        "Only where time moves earlier a new epoch is begun",
        "core/re_entry.py",
        "if until < pause.until:",
        "if until:",
        "tests/core/test_re_entry.py::test_the_same_day_calls_nobody",
    ),
)
