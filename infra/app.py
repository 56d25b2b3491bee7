"""The CDK app: builds the campaigns, and the stack that carries them.

Run by the CDK (`cdk.json`), or alone with CDK_OUTDIR saying where the result goes.
"""

import sys
from typing import Any

from aws_cdk import App

from kweek.catalogue.build import build
from kweek.catalogue.problems import ContentError

from .assets import MissingFunctionsError
from .content import Content
from .context import Context, ContextError
from .layer import LayerError
from .stack import KweekStack
from .target import KWEEK, Target

PAGES = KWEEK / "console" / "pages"


def new_app(**settings: Any) -> App:
    """An app without the CDK's tree, reports and template check.

    They double the time of a synth; cfn-lint looks closer, in the tests.
    """
    return App(
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
        stack_traces=False,
        tree_metadata=False,
        **settings,
    )


def synthesise(app: App) -> None:
    """Build what the context asks for, and write the cloud assembly."""
    target = Target(Context.read(app.node.try_get_context))
    KweekStack(app, target, read_campaigns(target))
    app.synth()


def read_campaigns(target: Target) -> Content:
    """Build the content layer, and note what AWS must be told of it."""
    directory = target.workshop / "content" / target.stack
    said = target.context
    built = build(target.campaigns, PAGES, directory, said.speed, said.stage)
    for notice in built.notices:
        sys.stderr.write(f"{notice}\n")
    own = [mail["sender"] for mail in built.mails.values() if mail.get("sender")]
    senders = {sender["address"] for sender in (built.policy["sender"], *own)}
    rate = built.policy["mail_rate"]
    return Content(directory, built.machines, tuple(sorted(senders)), rate)


if __name__ == "__main__":
    try:
        synthesise(new_app())
    except (ContentError, ContextError, LayerError, MissingFunctionsError) as wrong:
        sys.exit(str(wrong))
