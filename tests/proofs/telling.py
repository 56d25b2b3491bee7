"""What the proofs have counted, told in one table when a run ends; a plug-in of the tests."""

import pytest

PROVEN = "proven"


@pytest.fixture
def proven(record_property):
    """Tell of something proven: its name, and one line of what was counted in this run."""

    def tell(name, figures):
        record_property(PROVEN, f"{name}|{figures}")

    return tell


def pytest_terminal_summary(terminalreporter):
    told = [
        value.split("|", 1)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == PROVEN
    ]
    if told:
        terminalreporter.section("proven")
    for name, figures in sorted(told):
        terminalreporter.write_line(f"| {name} | {figures} |")
