"""A plan in the making: each change gives another draft, and what is seen is always what would be saved."""

from dataclasses import dataclass

from mentorkit.plan import Plan
from mentorkit.planfile.asking import Add, Asking, Drop, Move, Reword, edit_asking
from mentorkit.planfile.edit import Changes, edit_plan
from mentorkit.planfile.load import parse_plan


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a plan file, and the plan that it is. Sections and prompts are counted from 0.

    Each method returns the draft after a change; UsageError, with the cure, where it cannot be made.
    """

    text: str
    plan: Plan
    name: str
    """What messages call it."""
    schema: str
    """Address of the JSON Schema, for the file's first line."""

    @classmethod
    def begin(cls, text: str, name: str, schema: str, title: str) -> "Draft":
        """Return the draft of a plan of that title, made from the text of another one; PlanError where that is none."""
        return cls._of(edit_plan(text, name, Changes(title=title), schema), name, schema)

    @classmethod
    def _of(cls, text: str, name: str, schema: str) -> "Draft":
        return cls(text, parse_plan(text, name, name), name, schema)

    def _changed(self, changes: Changes) -> "Draft":
        return self._of(edit_plan(self.text, self.name, changes, self.schema), self.name, self.schema)

    def _asking(self, section: int, change: Asking) -> "Draft":
        return self._of(edit_asking(self.text, self.name, section, change), self.name, self.schema)

    def titled(self, title: str) -> "Draft":
        """Return it with another title."""
        return self._changed(Changes(title=title))

    def renamed(self, section: int, title: str) -> "Draft":
        """Return it with another title of a section."""
        return self._changed(Changes(rename=((str(section + 1), title),)))

    def retimed(self, section: int, time: str) -> "Draft":
        """Return it with another time of a section, as a plan has it: "15", "30+ min"."""
        return self._changed(Changes(minutes=((str(section + 1), time),)))

    def without(self, section: int) -> "Draft":
        """Return it without a section."""
        return self._changed(Changes(drop=(str(section + 1),)))

    def moved(self, section: int, to: int) -> "Draft":
        """Return it with a section at another place."""
        return self._changed(Changes(move=((str(section + 1), to + 1),)))

    def with_section(self, at: int, title: str, time: str) -> "Draft":
        """Return it with one more section at that place."""
        last = len(self.plan.sections) + 1
        return self._changed(Changes(add=((title, time),), move=((str(last), at + 1),)))

    def asks(self, section: int, text: str) -> "Draft":
        """Return it with one more question in a section."""
        return self._asking(section, Add(text))

    def reworded(self, section: int, prompt: int, text: str) -> "Draft":
        """Return it with other words for a prompt."""
        return self._asking(section, Reword(prompt, text))

    def no_longer_asks(self, section: int, prompt: int) -> "Draft":
        """Return it without a prompt."""
        return self._asking(section, Drop(prompt))

    def asks_elsewhere(self, section: int, prompt: int, to: int) -> "Draft":
        """Return it with a prompt at another place of its section."""
        return self._asking(section, Move(prompt, to))
