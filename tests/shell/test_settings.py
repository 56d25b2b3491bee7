import pytest

from kweek.shell.clock import Clock
from kweek.shell.settings import SettingMissing, Settings


def test_each_setting_is_read_where_it_is_used():
    given = Settings({"KWEEK_TABLE": "kweek", "KWEEK_PUBLIC_URL": "https://mail.example.com/"})

    assert given.table == "kweek"
    assert given.public_url == "https://mail.example.com"


def test_a_setting_that_the_function_was_not_given_is_named_in_the_error():
    with pytest.raises(SettingMissing, match="KWEEK_SECRET_ARN"):
        _ = Settings({}).secret_arn


def test_no_value_shows_in_a_repr():
    assert repr(Settings({"KWEEK_SECRET_ARN": "arn:aws:x"})) == "Settings()"


def test_the_clock_is_machine_time_unless_the_stack_runs_faster():
    fast = {"KWEEK_SPEED": "86400", "KWEEK_REAL_EPOCH": "5", "KWEEK_VIRTUAL_EPOCH": "7"}

    assert Settings({}).clock == Clock(1, 0, 0)
    assert Settings(fast).clock == Clock(86_400, 5, 7)
