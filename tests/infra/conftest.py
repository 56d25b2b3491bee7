"""One synth for all tests here: the stack for AWS, and beside it one for the emulator."""

import json
import re
from dataclasses import dataclass

import pytest

from infra.app import new_app, read_campaigns
from infra.context import Context
from infra.stack import KweekStack
from infra.target import ROOT, Target

FAST = {"speed": 86_400}
HASH = re.compile(r"[0-9A-F]{8}$")


@dataclass(frozen=True)
class Template:
    """A synthesised template, and words to ask it by."""

    path: object
    resources: dict
    outputs: dict

    def every(self, kind):
        """The properties of each resource of a kind, in plain words, by its construct's name."""
        return {
            plain(name): said(resource.get("Properties", {}))
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def removal(self, name):
        """What becomes of the resource when the stack goes."""
        [found] = [r for key, r in self.resources.items() if plain(key) == name]
        return found.get("DeletionPolicy")

    def machines(self):
        """The definition of each journey's machine, placeholders and all."""
        return {
            machine["StateMachineName"]: json.loads(machine["DefinitionString"])
            for machine in self.every("AWS::StepFunctions::StateMachine").values()
        }


def plain(logical_id):
    """A logical id without the hash the CDK puts behind it."""
    return HASH.sub("", logical_id)


def said(value):
    """An intrinsic as short text: what a resource is called, and what stands around it."""
    match value:
        case {"Fn::GetAtt": [name, attribute]}:
            return plain(name) if attribute.endswith("Arn") else f"{plain(name)}.{attribute}"
        case {"Ref": name}:
            return name.removeprefix("AWS::") if name.startswith("AWS::") else plain(name)
        case {"Fn::Join": ["", parts]}:
            return "".join(said(part) for part in parts)
        case list():
            return [said(part) for part in value]
        case dict():
            return {key: said(part) for key, part in value.items()}
    return value


@pytest.fixture(scope="session")
def assembly(tmp_path_factory):
    out = tmp_path_factory.mktemp("assembly")
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    app = new_app(outdir=str(out), context=context)
    for asked in (Context(), Context(stage="local", local=True, **FAST)):
        target = Target(asked)
        KweekStack(app, target, read_campaigns(target))
    app.synth()
    return out


def _template(path):
    whole = json.loads(path.read_text("utf-8"))
    return Template(path, whole["Resources"], whole["Outputs"])


@pytest.fixture(scope="session")
def aws(assembly):
    return _template(assembly / "kweek.template.json")


@pytest.fixture(scope="session")
def local(assembly):
    return _template(assembly / "kweek-local.template.json")
