"""One random step of each kind, as it stands in a file."""

from tests.grammar.asking import condition, where
from tests.grammar.drawing import Drawing

WORDS = ("opened", "clicked", "goal")
HOOKS = ("yes", "no", "refused")
AT, LATE_MORNING = "09:00", "11:30"
KINDS = (
    *("pause", "local_pause", "date_pause", "plain_send", "branch", "split", "update", "handoff"),
    *("waiting_send", "waiting_send", "waiting_send", "wait_for", "wait_for"),
    *("notify", "task", "webhook", "start"),
)


class Steps(Drawing):
    """Draws what a step does, and where its outcomes lead."""

    def _pause(self):
        return {"wait": self._pause_length(), "next": self._back()}

    def _local_pause(self):
        wait = {"for": self._pause_length(), "at": AT}
        if self._one_in(2):
            wait["days"] = self.chance.choice(["weekdays", "weekends", ["mon", "thu"], "every"])
        if self._one_in(4):
            del wait["for"]
        return {"wait": wait, "next": self._ahead() if "for" not in wait else self._back()}

    def _date_pause(self):
        wait = {"until": self._moment()}
        if self._one_in(2):
            wait["at"] = LATE_MORNING
        if self._one_in(2):
            wait["late"] = self._ahead()
        return {"wait": wait, "next": self._ahead()}

    def _plain_send(self):
        step = {"send": self.chance.choice(self.mails), "next": self._ahead()}
        return step | self._hold() | self._not_sent(2)

    def _hold(self):
        return {"hold_up_to": self.chance.choice(["2h", "9h", "3d"])} if self._one_in(3) else {}

    def _not_sent(self, one_in):
        then = {}
        for outcome in ("held", "failed"):
            if self._one_in(one_in):
                then[outcome] = self._ahead()
        return {"then": then} if then else {}

    def _waiting_send(self):
        mail = {"send": self.chance.choice(self.mails), **self._hold()}
        if self._one_in(4):  # only judged
            return mail | self._wait([], self.chance.sample(self._words(), 1), of_mail=True)
        names = self.chance.sample([*self._words(), "link", "acted"], self.chance.randint(1, 2))
        if {"link", "clicked"} <= set(names):
            names.remove("link")
        rest = [word for word in self._words() if word not in names and "link" not in names]
        judged = [word for word in rest if self._one_in(2)]
        self.chance.shuffle(judged)
        return mail | self._wait(names, judged, of_mail=True)

    def _words(self):
        return [word for word in WORDS if word != "goal" or self.has_goal]

    def _wait_for(self):
        known = ["acted", "acted", "bought", *(["goal"] if self.has_goal else [])]
        names = list(dict.fromkeys(self.chance.sample(known, self.chance.randint(1, 2))))
        judged = ["goal"] if self.has_goal and "goal" not in names and self._one_in(3) else []
        return self._wait(names, judged, of_mail=False)

    def _wait(self, names, judged, *, of_mail):
        """`wait_for`, its deadline, and where each outcome leads."""
        said_of = [self._waited_for(name) for name in names]
        said = {"wait_for": said_of} if names else {}
        if len(names) == 1 and self._one_in(2):
            said["wait_for"] = said_of[0]
        by_date = self._one_in(4)
        if by_date:
            said |= {"until": self._moment()} | ({"at": LATE_MORNING} if self._one_in(3) else {})
            if self._one_in(2):
                said["late"] = self._ahead()
        else:
            said["within"] = self._length()
        immediate = ["clicked" if name == "link" else name for name in names]
        then = {
            name: self._back_after(asked) for name, asked in zip(immediate, said_of, strict=True)
        }
        then |= {name: self._ahead() if by_date else self._back() for name in judged}
        then["otherwise"] = self._ahead() if by_date else self._back()
        if of_mail:  # what never went has not been waited for
            then |= {name: self._ahead() for name in ("held", "failed") if self._names(then)}
        return {**said, "then": then}

    def _names(self, then):
        """Whether a wait must say what follows a mail that did not go."""
        below = self.names[self.number + 1 :]
        return then["otherwise"] not in (*below, *self.ends) or self._one_in(3)

    def _waited_for(self, name):
        if name == "link":
            return {"clicked": self.chance.choice(["read", "more"])}
        if name == "acted":
            return {"acted": condition(self.chance, "wait")}
        if name == "bought":
            return {"bought": {"event": "Bought", "where": where(self.chance, named=True)}}
        return name

    def _branch(self):
        cases = [
            {"if": condition(self.chance, "rule"), "to": self._ahead()}
            for _ in range(self.chance.randint(1, 3))
        ]
        if self._one_in(3):
            return {"branch": cases, "next": self._ahead()}
        return {"branch": [*cases, {"otherwise": self._ahead()}]}

    def _split(self):
        parts = list(dict.fromkeys(self._ahead() for _ in range(self.chance.randint(2, 3))))
        first = 100 - 30 * (len(parts) - 1)
        step = {"split": dict.fromkeys(parts[1:], 30) | {parts[0]: first}}
        if self._one_in(2):
            step |= {"judged_by": condition(self.chance, "judged"), "within": "3d"}
        return step

    def _update(self):
        changes = [
            {"traits": {"mark": "Mark", "item": "$entry.item"}},
            {"traits": {"liked": "$contact.item", "country": "DE"}},
            {"traits": {"liked": "$thing", "other": None}},
            {"add_to": "vip", "remove_from": ["test"]},
            {"add_to": ["vip", "test"], "traits": {"price": "$big"}},
            {"remove_from": "vip"},
        ]
        return {"update": self.chance.choice(changes), "next": self._ahead()}

    def _handoff(self):
        give = {"to": "account-owner"}
        if self._one_in(3):
            return {"handoff": give, "next": self._ahead()}
        then = {"accepted": self._ahead(), "otherwise": self._ahead()}
        return {"handoff": {**give, "accept_within": self._length()}, "then": then}

    def _notify(self):
        notify = {"to": "account-owner", "mail": "tell"}
        return {"notify": notify, "next": self._ahead(), **self._not_sent(3)}

    def _task(self):
        title = self.chance.choice(["Call them", "$thing", "$entry.item"])
        task = {"to": "account-owner", "title": title}
        task |= {"due": "3d"} if self._one_in(2) else {}
        task |= {"mail": "tell"} if self._one_in(3) else {}
        return {"task": task, "next": self._ahead(), **self._not_sent(3)}

    def _webhook(self):
        call = {"url": f"https://{self.chance.choice(HOOKS)}.example.com/in"}
        if self._one_in(2):
            call |= {"send": {"item": "$entry.item", "who": "$contact.email"}}
        if self._one_in(2):
            call |= {"keep": {"crm": "found.id"}, "timeout": "5s"}
        step = {"webhook": call, "next": self._ahead()}
        return step | ({"then": {"failed": self._ahead()}} if self._one_in(2) else {})

    def _start(self):
        return {"start": "other", "next": self._ahead()}
