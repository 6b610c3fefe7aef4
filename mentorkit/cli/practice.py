"""An invented student with a history, for practice. Lives in memory and is gone with it."""

from datetime import timedelta

from mentorkit import agenda, flow
from mentorkit.agenda import Do
from mentorkit.changes import Change, Put
from mentorkit.flow import Walk
from mentorkit.plan import Audience, Plan
from mentorkit.records import Evidence, Goal, Note, NoteKind, Session, State, Student, Topic
from mentorkit.runner import Clock
from mentorkit.store import Anchor, Moment, Store


def invented(store: Store, plan: Plan, clock: Clock) -> Student:
    """Return a student with one earlier call: open goals, a topic with what was tried, praise, something to ask about."""
    begun = clock.read().utc - timedelta(days=14)
    sam = Student(id="sam", name="Sam (invented)", added_at=begun)
    call = Session(
        id="practice-1",
        plan=plan,
        students=(sam,),
        created_at=begun,
        state=State.ENDED,
        seen_at=0.0,
    )
    start = agenda.act(plan, (), Do.START, 0.0)
    log = [start] if start else []
    end = agenda.act(plan, log, Do.END, 4200.0)
    later = begun + timedelta(minutes=60)
    records: list[Change] = [
        Put(
            Note(
                "p.1", 1, begun, "Their sister's wedding on Saturday", kind=NoteKind.REMEMBER, student=sam.id
            )
        ),
        Put(Goal("p.2", 2, later, "Finish the exercise about arrays", student=sam.id, set_in=call.id)),
        Put(
            Goal(
                "p.3",
                3,
                later,
                "Send the link to the loops video",
                owner="mentor",
                student=sam.id,
                set_in=call.id,
            )
        ),
        Put(
            Topic(
                "p.4", 4, later, "return values", student=sam.id, evidence=Evidence.NOT_YET, opened_in=call.id
            )
        ),
    ]
    records += [
        Put(Note("p.5", 5, later, "prints the value and then looks for it", student=sam.id, topic="p.4")),
        Put(
            Note(
                "p.6",
                6,
                later,
                "You found the missing bracket by yourself",
                audience=Audience.STUDENT,
                kind=NoteKind.PRAISE,
                student=sam.id,
            )
        ),
    ]
    walk = flow.as_data(Walk())
    store.begin(call, Anchor("practice", 0.0, Moment(0.0, begun)), log, walk)
    ending = [end] if end else []
    store.save(call.id, [*records, *ending], Moment(4200.0, later), walk, "", ended=True)
    return sam
