"""What holds at every commit and at every end, whoever worked in whatever order."""


class Unlawful(BaseException):
    """A guarantee is broken; a BaseException, so that no worker can hide it."""


def of_commit(latest, after):
    """What a commit must not do, given what was committed before it."""
    for send_id, send in after.sends.items():
        known = latest.sends.get(send_id)
        if send.state == "inflight" and (known is None or known.state != "inflight"):
            _may_go(latest, send, known)
    for run_id, run in latest.enrolments.items():
        if run_id in after.enrolments:
            _may_become(run, after.enrolments[run_id])


def _may_go(latest, send, known):
    """G5, G9, G10: whether a mail may be put in flight now."""
    if latest.opted_out is not None:
        msg = f"G5: a mail goes in flight after its reader has opted out: {send.mail}"
        raise Unlawful(msg)
    if known is not None and known.state != "later":
        msg = f"G9: a mail goes in flight again that was {known.state}"
        raise Unlawful(msg)
    if latest.enrolments[send.run].status != "active":
        msg = f"G10: a mail goes in flight for a run that is over: {send.mail}"
        raise Unlawful(msg)


def _may_become(run, after):
    """G7, G10: whether a run may become this."""
    if run.status != "active" and after != run:
        msg = f"G10: something happens in a run that is over: {run} {after}"
        raise Unlawful(msg)
    before, now = run.wait, after.wait
    if before is None or now is None or before.claimed is None:
        return
    same = (before.step, before.lap, before.entered) == (now.step, now.lap, now.entered)
    if same and now.claimed != before.claimed:
        msg = f"G7: a wait that was {before.claimed} is {now.claimed}"
        raise Unlawful(msg)


def of_end(scene):
    """G1, G2, G3, G8, G9, at the end: all is answered and counted once, no mail went twice."""
    wrong = []
    if scene.jobs:
        wrong.append(f"dead letters: {[str(job.task) for job in scene.jobs]}")
    open_ends = [one.name for one in scene.machines.executions.values() if one.status == "RUNNING"]
    if open_ends:
        wrong.append(f"machines still wait: {open_ends}")
    mails = [mail.send_id for mail in scene.mailbox]
    twice = {one for one in mails if mails.count(one) > 1}
    if twice:
        wrong.append(f"mails twice: {twice}")
    for contact in scene.contacts:
        wrong += _of_contact(scene, contact, set(mails))
    return wrong


def _of_contact(scene, contact, mails):
    rows = {row["id"]: row["state"] for one in contact.ids for row in scene.rows_of(one)}
    wrong = [
        f"a run goes on without a machine: {run.journey}"
        for run in contact.enrolments.values()
        if run.status == "active"
    ]
    for send_id, send in contact.sends.items():
        if send.state in ("inflight", "later"):
            wrong.append(f"a mail stays {send.state}")
        elif rows.get(send_id) != send.state:
            wrong.append(f"the ledger says {rows.get(send_id)} of a mail that is {send.state}")
        if send.state in ("held", "failed") and send_id in mails:
            wrong.append(f"a mail that went is {send.state}")
    for pid, tally in contact.tallies.items():
        names = scene.given.rules.predicates[pid]["events"]
        happened = sum(one["event"] in names for one in scene.timeline_of(contact))
        if tally.total != happened:
            wrong.append(f"{names} happened {happened} times and counts as {tally.total}")
    return wrong
