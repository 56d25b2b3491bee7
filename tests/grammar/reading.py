"""A journey's file as the interpreter reads it: values in their places, each step one flat map."""

ACTIONS = (
    *("send", "wait", "wait_for", "branch", "split", "update"),
    *("handoff", "notify", "task", "webhook", "start", "end"),
)
FLAT = ("update", "handoff", "webhook")
WORDS = ("opened", "clicked", "goal")
ACCEPTED = {"clicked": "accepted"}  # an owner's click, so to say


def as_read(data):
    """The journey, with its steps by name; each says what it does as `do`."""
    said = _with_values(data, data.get("values", {}))
    steps = {step["step"]: _flat(step) for step in said["steps"]}
    ways = said["enter"] if isinstance(said["enter"], list) else [said["enter"]]
    if isinstance(said.get("goal"), dict):
        said["goal"].pop("target", None)
    if "exit_when" in said:
        said["exit_when"] = _leaving(said["exit_when"], said.get("goal"))
    return {**said, "steps": steps, "enter": [way for way in ways if way != "manual"]}


def _with_values(part, values):
    if isinstance(part, dict):
        return {name: _with_values(one, values) for name, one in part.items()}
    if isinstance(part, list):
        return [_with_values(one, values) for one in part]
    if isinstance(part, str) and part.startswith("$"):
        return values.get(part[1:], part)
    return part


def _leaving(rule, goal):
    """Where an exit names the goal, it is the goal's own condition."""
    if rule == "goal":
        return goal
    if isinstance(rule, dict) and "any" in rule:
        return {"any": [_leaving(one, goal) for one in rule["any"]]}
    return rule


def _flat(step):
    do = next(action for action in ACTIONS if action in step)
    found = {**step, "do": do}
    if do == "wait":
        del found["wait"]
        found |= step["wait"] if isinstance(step["wait"], dict) else {"for": step["wait"]}
    elif do in FLAT:
        found |= step[do]
    elif do == "branch":
        found["cases"] = [(case["if"], case["to"]) for case in step["branch"] if "if" in case]
        found |= next((case for case in step["branch"] if "otherwise" in case), {})
    return found


def waited_for(step):
    """What ends a step's wait at once, and what is judged at its deadline; by outcome."""
    said = step.get("wait_for", [])
    immediate = {}
    for each in said if isinstance(said, list) else [said]:
        named = {each: each} if isinstance(each, str) else each
        for name, rule in named.items():
            immediate[name] = {"clicked": rule} if name == "clicked" and rule != name else rule
    judged = [name for name in step.get("then", {}) if name in WORDS and name not in immediate]
    return immediate, {name: name for name in judged}
