"""What a deploy would change, and what it refuses for the sake of runs under way."""

from kweek.cli.planning import Machine, plan

EMPTY = {"States": {}}


def machine(**step):
    """A machine with one step."""
    state = {"Type": "Task", "Parameters": {"MessageBody": {"step": step}}}
    return {"States": {"one": state}}


def known(**names):
    return {"mail": (), "owner": (), "journey": (), **names}


def sentences(found):
    return [change.sentence for change in found.changes]


def test_new_changed_and_untouched_journeys_are_told_apart():
    found = plan(
        {"new": EMPTY, "same": EMPTY, "other": machine(do="send", mail="b")},
        {"same": Machine(EMPTY, 3), "other": Machine(machine(do="send", mail="a"), 2)},
        known(),
    )

    assert sentences(found) == [
        "new: new",
        "other: changed; 2 runs go on by the definition they began with",
        "same: unchanged",
    ]
    assert found.refusals == ()


def test_a_removed_journey_lets_its_runs_go_on_and_its_machine_goes_when_they_have_ended():
    found = plan(
        {},
        {
            "going": Machine(EMPTY, 1),
            "gone": Machine(EMPTY, 0, in_stack=False),
            "still": Machine(EMPTY, 4, in_stack=False),
        },
        known(),
    )

    assert sentences(found) == [
        "going: removed; 1 run goes on to the end",
        "gone: was removed, and nobody is in it any more: its machine is deleted",
        "still: removed; 4 runs go on to the end",
    ]
    assert found.drained == ["gone"]


def test_what_runs_under_way_name_may_not_be_taken_away():
    old = {
        "States": {
            **machine(do="send", mail="nudge")["States"],
            "two": machine(do="task", mail="task", to="care")["States"]["one"],
            "three": machine(do="start", start="drip")["States"]["one"],
        }
    }

    found = plan(
        {"webinar": EMPTY},
        {"webinar": Machine(EMPTY, 2, (EMPTY, old))},
        known(mail=["task"], owner=["sales"]),
    )

    assert found.refusals == (
        "webinar: runs under way still need the journey 'drip'; keep it until they have ended",
        "webinar: runs under way still need the mail 'nudge'; keep it until they have ended",
        "webinar: runs under way still need the owner 'care'; keep it until they have ended",
    )


def test_a_journey_that_comes_back_waits_for_the_runs_of_its_old_machine():
    back = {"webinar": EMPTY}

    drained = plan(back, {"webinar": Machine(EMPTY, 0, in_stack=False)}, known())
    going = plan(back, {"webinar": Machine(EMPTY, 5, in_stack=False)}, known())

    assert drained.drained == ["webinar"]
    assert drained.refusals == ()
    [refusal] = going.refusals
    assert refusal == (
        "webinar: was removed, and 5 of its runs are still under way; wait until they have "
        "ended, or give the journey another name"
    )
