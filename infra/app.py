"""The CDK app: builds the campaigns, and the stack that carries them.

Run by the CDK (`cdk.json`), or alone with CDK_OUTDIR saying where the result goes.
"""

import sys

from aws_cdk import App
from kweek.catalogue.build import build
from pydantic import ValidationError

from infra.assets import MissingFunctions
from infra.content import Content
from infra.layer import LayerError
from infra.stack import KweekStack
from infra.target import ROOT, Context, Target

PAGES = ROOT / "layers" / "kweek" / "console" / "pages"


def synthesise(app: App) -> None:
    """Build what the context asks for, and write the cloud assembly."""
    target = Target(Context.read(app.node.try_get_context))
    KweekStack(app, target, read_campaigns(target))
    app.synth()


def read_campaigns(target: Target) -> Content:
    """Build the content layer, and note what AWS must be told of it."""
    directory = ROOT / ".kweek" / "content" / target.stack
    built = build(target.campaigns, PAGES, directory, target.context.speed)
    for notice in built.notices:
        print(notice, file=sys.stderr)
    policy = built.policy
    return Content(directory, built.machines, policy["sender"]["address"], policy["mail_rate"])


if __name__ == "__main__":
    try:
        # No tree.json, no reports: they take time, and nobody here reads them.
        synthesise(App(analytics_reporting=False, tree_metadata=False))
    except (LayerError, MissingFunctions, ValidationError) as wrong:
        sys.exit(f"kweek: {wrong}")
