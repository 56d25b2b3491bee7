"""The steps of a journey as a graph: which are reached, and which need not say where they lead."""


def tidied(steps, chance):
    """Only the steps that are reached; some fall into the one below, where that may be."""
    reached, ahead = set(), [steps[0]["step"]]
    by_name = {step["step"]: step for step in steps}
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += [to for to in targets(by_name[name]) if to in by_name]
    kept = [step for step in steps if step["step"] in reached]
    for step, below in zip(kept, [*kept[1:], {"step": "end"}], strict=True):
        if step.get("next") == below["step"] and chance.random() < 0.5:
            _fall(step, below["step"], kept)
    return kept


def _fall(step, below, steps):
    """Leave `next` out, unless other ways lead below, or a skipped step would go elsewhere."""
    if "otherwise" in step.get("then", {}) or any("otherwise" in c for c in step.get("branch", ())):
        return
    said = step.pop("next")
    if below != "end" and any(below in targets(one) for one in steps):
        step["next"] = said


def targets(step):
    """The names that a step says, in the order of its file."""
    wait = step.get("wait")
    late = wait.get("late") if isinstance(wait, dict) else step.get("late")
    said = [
        *(step.get("then") or {}).values(),
        *(case.get("to") or case.get("otherwise") for case in step.get("branch", ())),
        *step.get("split", {}),
        step.get("next"),
        late,
    ]
    return [name for name in said if name]
