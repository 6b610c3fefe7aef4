"""The page of a session: what it shows, and what its keys do. It holds no time and no store: the runner does."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Digits, TextArea

from mentorkit import views, when, words
from mentorkit.agenda import Event, Level, Phase, Status, View
from mentorkit.editor import edit_text
from mentorkit.errors import MentorkitError, NotSavedError, RefusedError
from mentorkit.flow import COMMANDS, Ask, Reply
from mentorkit.live.entry import Entry
from mentorkit.live.keys import HELP_KEYS, KEYS, footer
from mentorkit.live.panes import Agenda, Line, Records, SectionLine
from mentorkit.plan import Audience
from mentorkit.runner import How, Runner
from mentorkit.text import for_terminal, one_line

if TYPE_CHECKING:
    from mentorkit.live.app import LiveApp

GUARD = 20
"""Seconds after entering a section in which `next` by key asks once more (`agenda.md`)."""
WIDE, AGENDA_WIDTHS = 110, (29, 38)
"""Columns from which the agenda is wide, and how wide it is below and above."""
DRAFT_AFTER = 0.25
"""Seconds: the half-typed line is on the disk at most 0.3 s behind the keys."""
KEPT = 6
"""Rows of the latest records that the guidance leaves room for."""
SIGINT = 2


class SessionScreen(Screen[None]):
    """One page: agenda, clock, prompt, records, input."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key.keys, key.action, key.label, id=key.action, show=False, tooltip=key.does) for key in KEYS
    ]

    def __init__(self, runner: Runner, *, practice: bool, welcome: str) -> None:
        super().__init__()
        self.runner = runner
        self.practice = practice
        self._status = welcome
        self._bad = False
        self._hidden = False
        self._asked_to_leave = False
        self._asked_to_go_on = False
        self._warned: tuple[str, Level] | None = None
        self._title_shown = ""
        self._draft_timer = False
        self._asked_to_drop = False
        self._paused = False

    def compose(self) -> ComposeResult:
        yield Line(id="top")
        with Horizontal(id="body"):
            yield Agenda(len(self.runner.session.plan.sections))
            with Vertical(id="main"):
                yield Line(id="title")
                with Horizontal(id="clock"):
                    yield Digits("", id="digits")
                    yield Line(id="word")
                yield Line(id="guide")
                yield Line(id="ask")
                yield Records()
        yield Line(id="status")
        with Horizontal(id="line"):
            yield Line(id="label")
            yield Entry(self.submit)
        yield Line(id="keys")

    def on_mount(self) -> None:
        """Show everything; keys typed during the start are handled once this is done, behind the draft."""
        self.set_focus(self.entry)
        cast("LiveApp", self.app).line = self.entry
        self.set_class(self.runner.guidance_folded, "noguide")
        if self.runner.draft:
            self.entry.put(self.runner.draft)
        self.show_all()
        self._tick()
        if not self.runner.draft:
            self.call_after_refresh(self.app.call_later, self._ask_what_to_drop)

    @property
    def entry(self) -> Entry:
        """The input."""
        return self.query_one(Entry)

    # ---- showing

    def _tick(self) -> None:
        """Show the time, and again at the next full second: computed from the clock, never counted."""
        self._show_time(self.runner.view())
        cast("LiveApp", self.app).stop_if_left()
        self.set_timer(1.0 - self.runner.moment().at % 1.0, self._tick)

    def show_all(self) -> View:
        """Show the session as it is now; return the view that was shown."""
        view = self.runner.view()
        self._paused = view.phase is Phase.PAUSED
        self._show_time(view)
        self._show_ask(self.runner.ask())
        self._show_records()
        self._show_status()
        return view

    def _line(self, name: str) -> Line:
        return self.query_one(f"#{name}", Line)

    def _show_time(self, view: View) -> None:
        self._line("top").show(self._top(view))
        self.query_one(Agenda).tell(view)
        if view.current is None:
            return
        if self.has_class("tiny"):
            self._line("top").show(views.time_line(view, self.runner.wall))
        digits, word, level = clock_face(view, self.runner)
        shown = self.query_one("#digits", Digits)
        if shown.value != digits:
            shown.update(digits)
        self._line("word").show("\n".join(filter(None, (word, " · ".join(self.runner.clocks())))))
        for widget in (shown, self._line("word")):
            widget.set_classes("" if level is Level.CALM else level.value)
        self._line("title").show(views.section_line(view))
        self._warn(view, level)
        self._show_title(view)

    def _top(self, view: View) -> str:
        names = words.join_and([one_line(s.name, 20) for s in self.runner.session.students]) or "nobody named"
        now = when.say_time(self.runner.now())
        end = when.say_time(self.runner.wall(view.expected_end - view.session_elapsed + views.now_of(view)))
        shown = "PRACTICE - NOTHING IS SAVED" if self.practice else names
        return f"{shown} · {now} · ends {end} · {views.standing(view, self.runner.wall)}"

    def _warn(self, view: View, level: Level) -> None:
        """Ring at most once when a section's time is up, and only where the mentor wants that."""
        current = (view.current.id if view.current else "", level)
        urgent = (Level.RED, Level.OVER)
        rung = self._warned is not None and self._warned[0] == current[0] and self._warned[1] in urgent
        if level in urgent and not rung and self.runner.settings.bell:
            self.app.bell()
        self._warned = current

    def _show_title(self, view: View) -> None:
        """The terminal's title holds the minutes left, and never a name."""
        minutes = f"{words.about(view.section_remaining)} left" if view.section_remaining else "time is up"
        if minutes != self._title_shown:
            self._title_shown = minutes
            cast("LiveApp", self.app).write_raw(f"\x1b]2;{minutes}\x07")

    def _show_ask(self, asked: Ask) -> None:
        guide, ask, label = self._line("guide"), self._line("ask"), self._line("label")
        if asked.section is not None:
            guide.show(Text(views.spoken(asked.section.guide)), layout=True)
        ask.show(self._asked(asked), layout=True)
        label.show(asked.label, layout=True)
        label.set_classes(asked.audience.value)
        self.entry.mask(self._hidden and asked.audience is not Audience.STUDENT)

    def _asked(self, asked: Ask) -> Text:
        """The question in bold, under what earlier calls left; hidden, only what the student may read of it."""
        private = () if self._hidden else asked.private
        shown = not self._hidden or asked.audience is Audience.STUDENT
        styled = [(line, "not bold") for line in private]
        styled += [(line, "") for line in asked.lines if shown]
        styled += [(line, "not bold") for line in asked.hints if not self._hidden]
        if asked.saved:
            styled.append(("✓ Enter goes on; another line adds to it", "not bold"))
        return Text("\n").join([Text(for_terminal(line), style) for line, style in styled])

    def _show_records(self) -> None:
        session = self.runner.session
        tick = "practice" if self.practice else "✓"
        carried = {record.id for record in session.carried}
        shown = [
            Text(
                f"{'↻' if record.id in carried else tick} {views.record_line(record, session, hidden=self._hidden)}"
            )
            for record in session.records
            if not self._hidden or record.audience is Audience.STUDENT
        ]
        records = self.query_one(Records)
        records.tell(shown)
        self._fit_guide(shown)

    def _fit_guide(self, records: Sequence[Text]) -> None:
        """Give the guidance the room that the clock, the question and the latest records leave, and no other layout."""
        width = max(
            20,
            self.size.width - (0 if self.has_class("narrow") else AGENDA_WIDTHS[self.size.width >= WIDE]) - 2,
        )

        def rows(text: Text) -> int:
            return len(text.wrap(self.app.console, width)) if text else 0

        asked = self._line("ask").content
        wanted = rows(asked) if isinstance(asked, Text) else 0
        noted = sum(rows(record) for record in records[-KEPT:])
        room = self.size.height - 4 - 4 - wanted - max(2, min(noted, KEPT))
        self._line("guide").styles.max_height = max(3, room)

    def _show_status(self) -> None:
        status = self._line("status")
        status.show(
            "HIDDEN: only what is for the student is shown. F7 shows everything again."
            if self._hidden and not self._status
            else for_terminal(self._status).replace("\n", " "),
            layout=True,
        )
        status.set_class(self._bad, "bad")
        self._line("keys").show(footer(self.size.width, paused=self._paused))

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something in the line above the input."""
        self._status, self._bad = text, bad
        self._show_status()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what does not fit, and say so."""
        width, height = event.size.width, event.size.height
        self.set_class(width < 70, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < 28, "short")
        self.set_class(height >= 36, "tall")
        tiny = width < 60 or height < 15
        self.set_class(tiny, "tiny")
        if tiny:
            self.tell("Small screen: 60 x 15 shows everything. Notes are taken all the same.")
        self._show_status()
        self._show_records()

    # ---- doing

    def submit(self, text: str) -> bool:
        """Do an input line; return whether it was taken. What was not stays in the input."""
        return self._do(lambda: self.runner.do(text))

    def _do(self, act: Callable[[], Reply]) -> bool:
        self._asked_to_leave = False
        try:
            reply = act()
        except RefusedError as error:
            why = " ".join(filter(None, (error.message, error.hint)))
            self.tell("Not taken: it stays in the line. F7 shows why." if self._hidden else why)
            return False
        except NotSavedError as error:
            self.tell(f"NOT SAVED: {error.message}. Enter to try again.", bad=True)
            return False
        self._after(reply)
        return True

    def _after(self, reply: Reply) -> None:
        said = list(reply.said)
        if self.has_class("tiny") and reply.saved and not self._hidden:  # there is no room for the records
            said[:0] = [f"✓ {views.record_line(reply.saved[-1], self.runner.session)}"]
        if reply.price:
            said.append(views.price_line(reply.price))
        if reply.show == "time":
            said.append(views.time_line(self.runner.view(), self.runner.wall))
        if self._hidden and reply.said:  # what is said may name what only the mentor may read
            said = ["Done. F7 shows everything again.", *said[len(reply.said) :]]
        self._status, self._bad = " ".join(said), False
        view = self.show_all()
        if view.phase is Phase.ENDED or reply.leaving:
            self.app.exit(How.ENDED if view.phase is Phase.ENDED else How.LEFT)
        elif reply.show == "help":
            self.action_help()
        elif any(
            isinstance(change, Event) for change in reply.changes
        ):  # not after a note: somebody is typing
            self.app.call_later(self._ask_what_to_drop)

    def _ask_what_to_drop(self) -> None:
        """Where even the least of everything does not fit before the hard stop, ask what to leave out.

        Called in the application's own queue, so that the answer counts before the next key does.
        """
        view = self.runner.view()
        if view.cannot_fit_by < 1 or self._asked_to_drop or view.phase is Phase.ENDED:
            return
        self._asked_to_drop = True
        answers = [
            (line.section.id, f"{one_line(line.section.title)} ({round(line.budget / 60)} min)")
            for line in view.sections
            if line.status is Status.PENDING
        ]
        from mentorkit.live.dialogs import Choice

        question = f"It {words.short_by(view.cannot_fit_by)}. Leave something out?"
        choice = Choice(question, [("", "Leave it as it is"), *answers], by_itself=True)
        self.app.push_screen(choice, self._drop)

    def _drop(self, section: str | None) -> None:
        self._asked_to_drop = not section  # what was dropped may not be enough: then it is asked again
        if section:
            self._press("skip", section)

    def _press(self, command: str, rest: str = "") -> None:
        self._do(lambda: self.runner.press(command, rest))

    @on(TextArea.Changed)
    def _typed(self) -> None:
        """Keep the half-typed line soon: not at each key, at most 0.3 s behind."""
        self._asked_to_go_on = False
        if not self._draft_timer:
            self._draft_timer = True
            self.set_timer(DRAFT_AFTER, self.keep_draft)

    def keep_draft(self) -> None:
        """Have the half-typed line on the disk now."""
        self._draft_timer = False
        try:
            self.runner.keep_draft(self.entry.text)
        except MentorkitError as error:
            self.tell(f"NOT SAVED: {error.message}.", bad=True)

    @on(SectionLine.Chosen)
    def _go_to(self, event: SectionLine.Chosen) -> None:
        self._press("goto", event.section)

    # ---- the keys

    def action_help(self) -> None:
        """Everything that can be done."""
        from mentorkit.live.dialogs import Page  # here, since the first frame need not wait for it

        commands = [f"{f'/{name} {takes}':<24} {does}" for name, (takes, does) in COMMANDS.items()]
        self.app.push_screen(Page("\n".join([*HELP_KEYS, "", *commands])))

    def action_next(self) -> None:
        """On to the next section; asks once more right after one was entered."""
        view = self.runner.view()
        since = views.now_of(view) - view.entered
        if since < GUARD and view.entered > view.started and not self._asked_to_go_on and view.current:
            self._asked_to_go_on = True
            self.tell(f"{one_line(view.current.title)} has just begun. F5 once more goes on.")
            return
        self._asked_to_go_on = False
        self._press("next")

    def action_back(self) -> None:
        """Back to the section before."""
        self._press("back")

    def action_pause(self) -> None:
        """Stop the section's clock, or let it run again."""
        self._press("resume" if self.runner.view().phase is Phase.PAUSED else "pause")

    def action_add(self) -> None:
        """More time here: the price first."""
        from mentorkit.live.dialogs import Choice

        answers = []
        for minutes in (5, 10, 2, -5):
            try:
                price = self.runner.price(minutes * 60)
            except RefusedError:
                continue
            answers.append((str(minutes), views.price_line(price)))
        self.app.push_screen(
            Choice("More time here?", answers), lambda chosen: self._press("add", chosen) if chosen else None
        )

    def action_undo(self) -> None:
        """Take back the last move of the clock."""
        self._press("undo")

    def action_skip(self) -> None:
        """Leave this section out."""
        self._press("skip")

    def action_hint(self) -> None:
        """The next rung of the ladder."""
        self._press("hint")

    def action_audience(self) -> None:
        """The next reader for the lines that follow."""
        order = list(Audience)
        reader = order[(order.index(self.runner.ask().audience) + 1) % len(order)]
        self._press("note" if reader is Audience.MENTOR else reader.value)

    def action_hide(self) -> None:
        """Hide everything that is not for the student, or show it again."""
        self._hidden = not self._hidden
        self.set_class(self._hidden, "hidden")
        self.tell("")
        self.show_all()

    def action_guide(self) -> None:
        """Fold the guidance away, or show it again, in the calls to come too."""
        folded = not self.has_class("noguide")
        self.set_class(folded, "noguide")
        try:
            self.runner.fold_guidance(folded)
        except NotSavedError:
            return  # a liking: nothing to alarm a mentor in a call with
        self.tell("The guidance is folded away. Tab shows it again." if folded else "")

    def action_editor(self) -> None:
        """A long note in the mentor's own editor; what stands in the input goes along."""
        desk = self.runner.desk
        if desk is None:
            self.tell("In practice no file is written, and an editor needs one.")
            return
        before = self.entry.text
        self.keep_draft()
        try:
            with self.app.suspend():
                self._take_over(before, *_edited(desk, before))
        except SuspendNotSupported:
            self.tell("This terminal cannot be handed over to an editor.")

    def _take_over(self, before: str, text: str, trouble: str) -> None:
        """Save what came from the editor; where that fails it stands in the input, and in its file until then."""
        self.entry.put("")
        changed = text != before.strip()
        if trouble or not changed or not text:
            self.entry.put(text or (before if trouble else ""))
            self.keep_draft()
            self.tell(trouble or ("Nothing was written." if not text else "Nothing was changed."))
        elif not self._do(lambda: self.runner.write(text)):
            self.entry.put(text)
            return
        if self.runner.draft == self.entry.text:
            self.runner.clear_desk(failed=bool(trouble))

    def action_leave(self) -> None:
        """Ctrl-C: copies a selection; asks once, and then saves and leaves."""
        if self.entry.selected_text:
            self.app.copy_to_clipboard(self.entry.selected_text)
            self.tell("Copied.")
        elif not self._asked_to_leave:
            self._asked_to_leave = True
            kept = (
                "Nothing of this is saved: practice."
                if self.practice
                else "Everything is saved, this line too."
            )
            kept = kept if self.entry.text or self.practice else "Everything is saved."
            self.tell(f"{kept} Ctrl-C once more leaves; anything else goes on.")
        else:
            cast("LiveApp", self.app).stop(SIGINT)

    def action_suspend(self) -> None:
        """Ctrl-Z: to the shell, with everything kept; `fg` comes back."""
        self.keep_draft()
        self.app.action_suspend_process()


def _edited(desk: Path, before: str) -> tuple[str, str]:
    """What came from the editor, and what went wrong. It raises nothing: Textual would stay suspended for good."""
    try:
        return edit_text(desk, before)
    except MentorkitError as error:
        return before, " ".join(filter(None, (error.message, error.hint)))


def clock_face(view: View, runner: Runner) -> tuple[str, str, Level]:
    """Return the large digits, the word for them, and how urgent they are."""
    if view.phase is Phase.PAUSED:
        return words.countdown(view.section_remaining), "paused", Level.AMBER
    if view.section_overtime > 0:
        return words.clock(view.section_overtime), "over", Level.OVER
    if view.minimum_met:
        leave = (
            f" · leave by {when.say_time(runner.wall(view.leave_by))}" if view.leave_by is not None else ""
        )
        return words.clock(view.section_elapsed), f"minimum met{leave}", view.section_level
    word = {Level.AMBER: "left · soon over", Level.RED: "left · time to close"}.get(
        view.section_level, "left"
    )
    return (
        words.countdown(view.section_remaining),
        word if view.section_remaining else "time is up",
        view.section_level,
    )
