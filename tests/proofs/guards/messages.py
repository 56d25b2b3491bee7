"""What names a step's message: its run, epoch, lap and visit."""

from tests.proofs.guards.guard import Guard

MESSAGES = (
    Guard(
        "No step of a later release is carried out by guess",
        "core/step_message.py",
        '        check_message(body.get("v"), "a step")\n',
        "",
        (
            "tests/core/test_versions.py"
            "::test_a_message_of_a_later_release_is_refused_and_all_others_are_read[<lambda>0]"
        ),
    ),
    Guard(
        "A run that is over takes no step any more",
        "core/step_message.py",
        'run.status == "active" and run.epoch == self.epoch else None',
        "run.epoch == self.epoch else None",
        (
            "tests/core/test_steps.py"
            "::test_g10_a_step_of_a_run_that_has_gone_on_changes_nothing[over]"
        ),
    ),
    Guard(
        "An execution that another has replaced takes no step any more",
        "core/step_message.py",
        'if run and run.status == "active" and run.epoch == self.epoch else',
        'if run and run.status == "active" else',
        (
            "tests/core/test_steps.py"
            "::test_g10_a_step_of_a_run_that_has_gone_on_changes_nothing[an older epoch]"
        ),
    ),
    Guard(
        "A run whose machine broke takes no step, for nobody would take the answer",
        "core/step_message.py",
        "return run if run and not run.broken else None",
        "return run",
        (
            "tests/core/test_only_once.py"
            "::test_a_step_of_a_run_whose_machine_broke_is_answered_left_and_changes_nothing"
        ),
    ),
    Guard(
        "One step's message and another's are not taken for one, in any epoch, lap or visit",
        "core/step_message.py",
        "parts = (self.run, str(self.epoch), self.name, str(self.lap), str(self.entered))",
        "parts = (self.run, str(self.epoch), self.name, str(self.lap))",
        (
            "tests/core/test_only_once.py"
            "::test_every_visit_of_a_run_to_a_step_has_a_done_mark_of_its_own"
        ),
    ),
    Guard(
        "An execution's message and its successor's are not taken for one",
        "core/step_message.py",
        "parts = (self.run, str(self.epoch), self.name,",
        "parts = (self.run, self.name,",
        (
            "tests/core/test_only_once.py"
            "::test_every_visit_of_a_run_to_a_step_has_a_done_mark_of_its_own"
        ),
    ),
    Guard(
        "Each lap has a mail of its own",
        "core/step_message.py",
        "digest(self.run, self.name, str(self.lap))",
        "digest(self.run, self.name)",
        "tests/core/test_mailing.py::test_each_lap_has_a_mail_of_its_own",
    ),
    Guard(
        "Each step has a mail of its own",
        "core/step_message.py",
        "digest(self.run, self.name, str(self.lap))",
        "digest(self.run, str(self.lap))",
        (
            "tests/core/test_webhook_call.py"
            "::test_a_call_carries_who_and_where_and_the_values_that_its_step_sends"
        ),
    ),
    Guard(
        "A wait ends when its run enters another step",
        "core/step_message.py",
        "wait=wait if self._names(wait) else None,",
        "wait=wait,",
        (
            "tests/core/test_waits.py"
            "::test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it"
        ),
    ),
    Guard(
        "A wait is not that of the same step in another lap",
        "core/step_message.py",
        "(kept.step, kept.lap) == (self.name, self.lap)",
        "kept.step == self.name",
        ("tests/core/test_webhook.py::test_the_tries_of_another_step_or_lap_are_not_this_ones"),
    ),
    Guard(
        "A wait that ended in silence ended at its deadline: the next looks back to there",
        "core/step_message.py",
        "ended = wait.deadline",
        "ended = run.waited_until",
        (
            "tests/functions/test_guarantees_waits.py"
            "::test_g7_a_wait_looks_back_to_where_the_one_before_it_ended_and_no_further"
        ),
    ),
    Guard(
        "A wait that was answered ended when it was answered",
        "core/step_message.py",
        "if wait and wait.claimed is None and not self",
        "if wait and not self",
        (
            "tests/core/test_waits.py"
            "::test_g7_the_wait_after_it_looks_back_to_the_moment_and_includes_it"
        ),
    ),
    Guard(
        "A pause of one step is not that of the next",
        "core/step_message.py",
        "pause=run.pause if self._names(run.pause) else None,",
        "pause=run.pause,",
        ("tests/core/test_steps.py::test_what_an_earlier_step_paused_for_is_forgotten_at_the_next"),
    ),
    Guard(
        "The calls of an execution are counted",
        "core/step_message.py",
        "calls=run.calls + 1,",
        "calls=run.calls,",
        (
            "tests/core/test_steps.py"
            "::test_an_outcome_is_noted_with_its_time_and_forgotten_at_the_next_step"
        ),
    ),
)
