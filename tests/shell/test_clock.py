from kweek.core.times import DAY, Instant
from kweek.shell.clock import Clock, machine_now

TEN = 1_795_255_200_000


def test_at_speed_one_campaign_time_is_machine_time():
    clock = Clock()

    assert clock.campaign(TEN) == TEN
    assert clock.real(Instant(TEN)) == TEN
    assert abs(clock.now() - machine_now()) < 1_000


def test_at_a_day_a_second_one_machine_second_is_one_campaign_day():
    clock = Clock(speed=86_400, real_epoch=TEN, virtual_epoch=TEN)

    assert clock.campaign(TEN + 1_000) == TEN + DAY
    assert clock.real(Instant(TEN + DAY)) == TEN + 1_000
    assert clock.campaign(TEN - 1_000) == TEN - DAY


def test_when_the_machine_reaches_an_instant_the_campaign_has_reached_it_too():
    clock = Clock(speed=86_400, real_epoch=TEN, virtual_epoch=TEN)

    late = [i for i in range(100_000) if clock.campaign(clock.real(Instant(TEN + i))) < TEN + i]

    assert late == []
