"""What they did not understand, and what the team is told about it."""

from mentorkit import coaching
from mentorkit.changes import Put
from mentorkit.flow.prompts.handler import Handler, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import updated


class Topics(Handler):
    """What they did not understand, from this call's recap and still open from earlier ones."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        still_open = [topic for topic in scene.session.topics if topic.is_open]
        earlier = {topic.id for topic in still_open if topic.opened_in != scene.session.id}
        listed = [
            f"#{t.number} {t.text}{' (from an earlier call)' if t.id in earlier else ''}" for t in still_open
        ]
        hint = ("Understood, by explaining or doing: /done N",) if listed else ()
        return (prompt.text, *listed, *hint)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        return stay(scene, (Put(scene.new_topic(text, scene.audience(prompt.audience), prompt)),))


class FeedbackLines(Handler):
    """Lines for the teaching team: which part | how you know | what could be done, or in words of one's own.

    What seems to be missing is asked once, gently; the line is saved as it is.
    """

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        line = scene.new_feedback(text, scene.audience(prompt.audience), prompt)
        named = dict(zip(("precise", "evidence", "action"), map(str.strip, text.split("|", 2)), strict=False))
        line = updated(line, **named) if len(named) > 1 else line
        return stay(scene, (Put(line),), coaching.nudge(text))
