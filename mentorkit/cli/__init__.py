"""The command line: thin commands, each of which imports what it needs when it runs. `--help` loads none of that."""

import os
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorkit import __version__
from mentorkit.cli import complete
from mentorkit.cli.exits import mapped

app = typer.Typer(
    name="mentorkit",
    help="Walks a mentor through a session, live: the section, the time, the next thing to ask, and the notes.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    rich_markup_mode=None,  # Rich's help costs 120 ms more at every --help
    pretty_exceptions_enable=False,  # a traceback with local variables would show notes
    add_completion=True,
)
students_app = typer.Typer(help="Who you mentor: list, add, edit, forget.", rich_markup_mode=None)
app.add_typer(students_app, name="students")

NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; end with 5 where an answer is needed.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of the screen.")]
OutOrInto = Annotated[
    str | None,  # not a Path, which forgets the separator at the end
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Write to this file, or into this folder, under a name of its own.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]


_PROFILE: dict[str, Any] = {
    "full_name": typer.Option("--full-name", metavar="NAME", help="For you alone."),
    "pronouns": typer.Option("--pronouns", help="Such as she/her."),
    "channel": typer.Option("--channel", help="Where you write to each other."),
    "rhythm": typer.Option("--rhythm", metavar="TIME", help='Call to call: "2 weeks", weekly.'),
    "hours": typer.Option("--hours", metavar="N", help="Hours a week that they have."),
    "starts": typer.Option("--starts", metavar="DATE", help="First day of the course."),
    "ends": typer.Option("--ends", metavar="DATE", help="Last day of the course."),
}
"""The options for what is known about a student, by field."""


def _with_profile(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `_PROFILE`; it takes what they say as `said`, its last parameter, by field."""

    @wraps(command)
    def run(**given: Any) -> None:
        said = {field: given.pop(field) for field in _PROFILE}
        command(**given, said=said)

    *own, _ = signature(command).parameters.values()
    options = [
        Parameter(field, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])
        for field, option in _PROFILE.items()
    ]
    run.__signature__ = Signature([*own, *options])  # type: ignore[attr-defined]  # typer goes by it
    return run


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mentorkit {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
@mapped
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
    no_input: NoInput = False,
) -> None:
    """Walks a mentor through a session, live: the section, the time, the next thing to ask, and the notes."""
    if no_input:
        os.environ["MENTORKIT_NO_INPUT"] = "1"
    if context.invoked_subcommand is None:
        from mentorkit.cli.welcome import welcome

        welcome()


@app.command()
@mapped
def run(
    students: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STUDENT]...", autocompletion=complete.students, help="Who it is with."),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(metavar="NAME|FILE", autocompletion=complete.plans, help="The plan to follow."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="The call must end then, such as 19:10.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the session that was interrupted.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="A new session; say nothing of an interrupted one.")
    ] = False,
    practice: Annotated[
        bool, typer.Option("--practice", help="An invented student; nothing is saved.")
    ] = False,
    speed: Annotated[
        float, typer.Option(metavar="N", help="The clock runs N times as fast; practice only.")
    ] = 1.0,
    plain: Annotated[bool, typer.Option("--plain", help="By lines, without a full screen.")] = False,
    gap: Annotated[
        str | None,
        typer.Option(metavar="count|pause|end", help="With --resume: what the time since then was."),
    ] = None,
    no_input: NoInput = False,
) -> None:
    """Run a session: the call itself."""
    from mentorkit.cli.run import Wanted, run_session

    names = tuple(students or ())
    run_session(Wanted(names, plan, until, resume, fresh, practice, speed, plain, gap, no_input))


@app.command("new-plan")
@mapped
def new_plan(
    name: Annotated[
        str | None, typer.Argument(help="What it is called. Without a name it is made on a page, key by key.")
    ] = None,
    source: Annotated[
        str,
        typer.Option("--from", metavar="PLAN", autocompletion=complete.plans, help="The plan to start from."),
    ] = "default",
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    minutes: Annotated[
        list[str] | None, typer.Option(metavar="SECTION=MIN", help="Another length: recap=15.")
    ] = None,
    drop: Annotated[list[str] | None, typer.Option(metavar="SECTION", help="Leave a section out.")] = None,
    add: Annotated[
        list[str] | None, typer.Option(metavar="TITLE=MIN", help="A section more, at the end.")
    ] = None,
    rename: Annotated[list[str] | None, typer.Option(metavar="SECTION=TITLE", help="Another title.")] = None,
    move: Annotated[
        list[str] | None, typer.Option(metavar="SECTION=POS", help="Another place: goals=2.")
    ] = None,
    ask: Annotated[
        list[str] | None, typer.Option(metavar="SECTION=TEXT", help="A question more in a section.")
    ] = None,
    edit: Annotated[
        bool, typer.Option("--edit", help="Open it in your editor ($VISUAL or $EDITOR).")
    ] = False,
    output: Out = None,
    force: Force = False,
    no_input: NoInput = False,
) -> None:
    """Make a plan of your own from another one: on a page, or by options without a question."""
    from mentorkit.cli.plans import Edits, make_plan

    edits = Edits(title, *(tuple(values or ()) for values in (minutes, drop, add, rename, move, ask)))
    make_plan(name, source, edits, output, edit=edit, force=force, no_input=no_input)


@app.command()
@mapped
def plans(
    name: Annotated[str | None, typer.Argument(autocompletion=complete.plans, help="Show this one.")] = None,
    check: Annotated[Path | None, typer.Option(metavar="FILE", help="Check a plan file.")] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="The JSON Schema of a plan file, for editors.")
    ] = False,
    actual: Annotated[
        bool, typer.Option("--actual", help="Beside the planned minutes what the sections really took.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the plans, show one or how it really went, or check a file."""
    from mentorkit.cli.plans import show_plans

    show_plans(name, check, schema=schema, actual=actual, as_json=as_json)


@app.command()
@mapped
def export(
    target: Annotated[
        str | None, typer.Argument(metavar="[SESSION|STUDENT]", autocompletion=complete.sessions_and_students)
    ] = None,
    reader: Annotated[
        str, typer.Option("--for", metavar="mentor|student|team", help="Who will read it.")
    ] = "mentor",
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="md|txt|html|json|csv|ics",
            help="Its form: md; txt for the student, who is sent it.",
        ),
    ] = None,
    student: Annotated[
        str | None,
        typer.Option(metavar="NAME", autocompletion=complete.students, help="Of a group call, this one's."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help='All sessions from then on: 2w, "3 March".')
    ] = None,
    initials: Annotated[bool, typer.Option("--initials", help="For the team: initials for names.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="The whole store; JSON, for the mentor.")] = False,
    series: Annotated[
        bool,
        typer.Option("--series", help="For a calendar: the next call and those after it, by the rhythm."),
    ] = False,
    schema: Annotated[bool, typer.Option("--schema", help="The JSON Schema of the JSON form.")] = False,
    output: OutOrInto = None,
    force: Force = False,
) -> None:
    """Get the notes out, each reader's own. Without a name: the last session."""
    from mentorkit.cli.export import Wish, export_sessions

    export_sessions(
        Wish(target, reader, format_, student, since, initials, everything, schema, output, force, series)
    )


@app.command("import")
@mapped
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help='What "mentorkit export --all" wrote; "-" is stdin.')
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, and change nothing.")
    ] = False,
) -> None:
    """Bring an export of everything (export --all) into what is here.

    What is new is added, all of it or nothing, after a backup. What is here already stays as it is: where the file says
    something else it is listed, and the exit code is 1. A student who is called as another one here is never taken for
    that one; then nothing is imported until one of them is renamed.
    """
    from mentorkit.cli.importing import import_file

    import_file(file, dry_run=dry_run)


@app.command()
@mapped
def show(
    target: Annotated[
        str | None, typer.Argument(metavar="[SESSION|STUDENT]", autocompletion=complete.sessions_and_students)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look back: the sessions, a student's progress, or one session with planned against actual."""
    from mentorkit.cli.show import show_sessions

    show_sessions(target, as_json=as_json)


@app.command()
@mapped
def prep(
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME...", autocompletion=complete.students, help="Who the call is with."),
    ],
    as_json: AsJson = False,
) -> None:
    """Before a call: where things stand, on one screen. Several names: a call with all of them."""
    from mentorkit.cli.prep import prepare

    prepare(names, as_json=as_json)


@app.command("next")
@mapped
def next_call(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="STUDENT... [WHEN]",
            autocompletion=complete.students,
            help='Who the call is with, and when it is to be: "thu 6pm", "same time in two weeks".',
        ),
    ],
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="N", min=1, max=1440, help="How long it takes.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """When the next call is. With a time: move it, or agree on one, between two calls."""
    from mentorkit.cli.nextcall import show_or_settle

    show_or_settle(words, minutes, as_json=as_json)


@students_app.callback(invoke_without_command=True)
@mapped
def students_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Who you mentor."""
    if context.invoked_subcommand is None:
        from mentorkit.cli.students import list_students

        list_students(as_json=as_json)


@students_app.command("list")
@mapped
def students_listed(as_json: AsJson = False) -> None:
    """List everybody you mentor."""
    from mentorkit.cli.students import list_students

    list_students(as_json=as_json)


@students_app.command("add")
@mapped
@_with_profile
def students_add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...")], said: dict[str, str | None]
) -> None:
    """Add somebody you mentor: the name that you call them by is enough. Options are for one name at a time."""
    from mentorkit.cli.students import add_students

    add_students(names, said)


@students_app.command("edit")
@mapped
@_with_profile
def students_edit(
    name: Annotated[str, typer.Argument(metavar="NAME", autocompletion=complete.students)],
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NEW", help="Call them by another name.")
    ] = None,
    *,
    said: dict[str, str | None],
) -> None:
    """Change what is known about a student. Without options it asks, in turn; a "-" empties a field."""
    from mentorkit.cli.students import edit_student

    edit_student(name, new_name, said)


@students_app.command("forget")
@mapped
def students_forget(
    name: Annotated[
        str, typer.Argument(metavar="NAME", autocompletion=complete.students, help="The whole name.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what there is, and change nothing.")
    ] = False,
    anonymous: Annotated[
        bool, typer.Option("--keep-anonymous", help="Of their calls keep the planned and actual times.")
    ] = False,
    leave_mentions: Annotated[
        bool, typer.Option("--leave-mentions", help="Leave the name in what you wrote about others.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="First write all there is of them to FILE, as JSON."
        ),
    ] = None,
) -> None:
    """Remove everything about a student for good: first it says what there is, and asks. Nothing brings it back."""
    from mentorkit.cli.forget import Wish, forget_student

    forget_student(Wish(name, yes, dry_run, anonymous, leave_mentions, output))


@app.command()
@mapped
def goals(
    student: Annotated[
        str | None,
        typer.Argument(autocompletion=complete.students, help="Only this student's, and their groups'."),
    ] = None,
    done: Annotated[
        list[str] | None,
        typer.Option(metavar="N", help="Close number N of the same list: reached. Repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What is open between calls: whose, and by when."""
    from mentorkit.cli.goals import close_goals, list_goals

    if done:
        close_goals(student, done, as_json=as_json)
    else:
        list_goals(student, as_json=as_json)


@app.command()
@mapped
def note(
    student: Annotated[
        str, typer.Argument(metavar="STUDENT", autocompletion=complete.students, help="Whom it is about.")
    ],
    edit: Annotated[
        bool, typer.Option("--edit", help="Write it in your editor ($VISUAL or $EDITOR).")
    ] = False,
    no_input: NoInput = False,
) -> None:
    """Note something between calls, for you alone. It asks for the text, or reads it from a pipe."""
    from mentorkit.cli.note import take_note

    take_note(student, edit=edit, no_input=no_input)


@app.command()
@mapped
def config(
    edit: Annotated[
        bool, typer.Option("--edit", help="Open the file in your editor ($VISUAL or $EDITOR).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show where things are and how they are set, or change that."""
    from mentorkit.cli.config import edit_config, show_config

    if edit:
        edit_config()
    else:
        show_config(as_json=as_json)


@app.command()
@mapped
def doctor(
    backup: Annotated[
        Path | None, typer.Option("--backup", metavar="FILE", help="Write a whole copy of the store to FILE.")
    ] = None,
    restore: Annotated[
        str | None,
        typer.Option("--restore", metavar="BACKUP", help="Put a backup back: its name, a file, or latest."),
    ] = None,
    force: Force = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --restore: do not ask.")] = False,
    no_input: NoInput = False,
    as_json: AsJson = False,
) -> None:
    """Is all well? Where things are, whether the store is sound, its backups, and how one is put back."""
    from mentorkit.cli.doctor import Asked, doctor

    doctor(Asked(backup, restore, force, yes, no_input, as_json))


@mapped
def main() -> None:
    """Run the command line; ends the process with its exit code."""
    from mentorkit.cli.home import tolerant_streams

    tolerant_streams()
    app(prog_name="mentorkit")
