"""The next call."""

from mentorkit import when
from mentorkit.changes import SetNextCall
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import NextCall


class Schedule(Handler):
    """When the next call is, in human words; a second line replaces the first."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        call = scene.session.next_call
        settled = (f"Settled: {_said(scene, call)}. (empty: go on)",) if call else ()
        return (prompt.text, *settled)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        if len(scene.session.students) > 1 and scene.walk.who is not None:
            raise RefusedError("The next call is the whole group's.", "First: /who all")
        begun = scene.session.created_at.astimezone(scene.now.tzinfo).time().replace(second=0, microsecond=0)
        at = when.parse_moment(text, scene.now, order=scene.settings.day_order, usual=begun)
        minutes = (prompt.length or scene.plan.planned) // 60
        call = NextCall(at=at, minutes=minutes, audience=scene.audience(prompt.audience))
        return stay(
            scene, (SetNextCall(call),), f"Next call, for the {call.audience.value}: {_said(scene, call)}."
        )


def _said(scene: Scene, call: NextCall) -> str:
    return when.say_moment(call.at.astimezone(scene.now.tzinfo), scene.now)
