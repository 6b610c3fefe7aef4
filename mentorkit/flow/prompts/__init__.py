"""How each type of prompt is asked and answered: the table of `input.md`, "Answering, by prompt type".

A handler is pure: it gets the scene and says what to save and where the mentor is then.
"""

from mentorkit.flow.prompts.checklist import Checklist
from mentorkit.flow.prompts.goals import Goals
from mentorkit.flow.prompts.handler import Handler, about_topic, homework_in
from mentorkit.flow.prompts.praise import OpenText
from mentorkit.flow.prompts.questions import Questions
from mentorkit.flow.prompts.review import GoalReview, closing
from mentorkit.flow.prompts.schedule import Schedule
from mentorkit.flow.prompts.single import Choice, Number
from mentorkit.flow.prompts.topics import FeedbackLines, Topics, worded
from mentorkit.plan import PromptType

__all__ = ["HANDLERS", "Handler", "about_topic", "closing", "homework_in", "worded"]

HANDLERS: dict[PromptType, Handler] = {
    PromptType.TEXT: OpenText(),
    PromptType.QUESTIONS: Questions(),
    PromptType.CHOICE: Choice(),
    PromptType.NUMBER: Number(),
    PromptType.CHECKLIST: Checklist(),
    PromptType.GOAL_REVIEW: GoalReview(),
    PromptType.TOPICS: Topics(),
    PromptType.FEEDBACK: FeedbackLines(),
    PromptType.GOALS: Goals(),
    PromptType.SCHEDULE: Schedule(),
}
"""One handler a type: a further type is a class and a row."""
