from kweek.shell.brake import AT_ONCE, MOST_SENDERS, PER_SECOND, Brake


def test_a_large_flush_passes_and_what_follows_at_once_waits():
    brake = Brake()

    assert brake.seconds_to_wait(["ada"] * (AT_ONCE + 2 * PER_SECOND), 100.0) == 0
    assert brake.seconds_to_wait(["ada"], 100.0) == 2
    assert brake.seconds_to_wait(["ada"], 101.5) == 1
    assert brake.seconds_to_wait(["ada"], 102.1) == 0


def test_one_senders_flood_slows_no_other_sender():
    brake = Brake()
    brake.seconds_to_wait(["ada"] * 2 * AT_ONCE, 100.0)

    assert brake.seconds_to_wait(["bob"], 100.0) == 0
    assert brake.seconds_to_wait(["bob", "ada"], 100.0) == 10


def test_a_steady_stream_at_the_rate_is_never_braked():
    brake = Brake()

    waits = {brake.seconds_to_wait(["ada"] * PER_SECOND, second) for second in range(1_000)}

    assert waits == {0}


def test_the_brake_remembers_only_so_many_senders():
    brake = Brake()
    for number in range(2 * MOST_SENDERS):
        brake.seconds_to_wait([str(number)], 100.0)

    assert len(brake._full_at) <= MOST_SENDERS + 1  # noqa: SLF001 - its memory is the point
