"""The `kweek` command: one subcommand for each thing a person does with Kweek."""

import argparse
import sys
import traceback
from collections.abc import Sequence

from kweek.cli import (
    backfill,
    check,
    deploying,
    doctor,
    enrol,
    erase,
    explain,
    export,
    graph,
    init,
    local,
    pausing,
    plan,
    preview,
    recover,
    send_test,
    simulate,
    watch,
)
from kweek.cli.telling import aside
from kweek.cli.trouble import Trouble

EXITS = """\
exit codes: 0 fine · 1 the content or the result is wrong · 2 called wrongly · 3 our bug
Results go to standard output, everything else to standard error.
"""
OUR_BUG = 3
COMMANDS = (
    *(init, local, check, simulate, graph, preview, send_test, watch, plan, deploying),
    *(backfill, enrol, explain, pausing, export, erase, recover, doctor),
)


def parser() -> argparse.ArgumentParser:
    """All subcommands; each sets `run`, a function of the parsed arguments."""
    top = argparse.ArgumentParser(
        prog="kweek",
        description="Lead nurturing in your own AWS account.",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit code is the verdict."""
    asked = parser().parse_args(arguments)
    try:
        verdict: int = asked.run(asked)
    except Trouble as trouble:
        aside(f"kweek: {trouble}")
        return trouble.exit_code
    except Exception:  # noqa: BLE001 - the outermost edge: what nobody foresaw is exit 3
        traceback.print_exc()
        aside("kweek: this is a bug in Kweek; please report the lines above")
        return OUR_BUG
    return verdict


if __name__ == "__main__":
    sys.exit(main())
