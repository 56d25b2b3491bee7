"""Runs the long form of every proof and puts what was counted into docs/reliability.md."""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
RESULTS = re.compile(r"(<!-- results -->\n).*?(<!-- end -->)", re.DOTALL)
LONG = ("-m", "pytest", "-q", "-m", "slow or night", "--timeout", "7200", "-n", "2")


def main() -> int:
    """Run them all, on two cores; the verdict is pytest's. A run of some leaves the page alone."""
    command = (sys.executable, *LONG, "--dist", "worksteal", *sys.argv[1:])
    told = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:  # noqa: S603
        for line in run.stdout or ():
            sys.stdout.write(line)
            if line.startswith("| "):
                told.append(line)
    if run.returncode == 0 and not sys.argv[1:]:
        PAGE.write_text(_with(told, PAGE.read_text()))
    return run.returncode


def _with(told: list[str], page: str) -> str:
    head = f"Last run: {dt.datetime.now(dt.UTC):%d %B %Y}, all passed.\n\n"
    table = "| what | counted |\n|---|---|\n" + "".join(told)
    return RESULTS.sub(lambda found: found[1] + head + table + found[2], page)


if __name__ == "__main__":
    raise SystemExit(main())
