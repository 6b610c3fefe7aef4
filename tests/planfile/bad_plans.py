"""Plans that cannot be used: a sign ¦ stands where each fault is to be told, and the words that have to be in it."""

from typing import NamedTuple


class Bad(NamedTuple):
    """One bad plan; `words` has one text for each ¦ in `marked`, in order."""

    name: str
    marked: str
    words: tuple[str, ...]


HEAD = "title: T\nsections:\n"
ONE = f"{HEAD}  - title: A\n    time: 10 min\n"
ASK = f"{ONE}    ask:\n"


def _plan(name: str, marked: str, *words: str) -> Bad:
    return Bad(name, marked, words)


def _section(name: str, line: str, *words: str) -> Bad:
    return Bad(name, f"{ONE}    {line}\n", words)


def _time(name: str, time: str, *words: str) -> Bad:
    return Bad(f"a time of {name}", f"{HEAD}  - title: A\n    time: ¦{time}\n", words)


def _ask(name: str, lines: str, *words: str) -> Bad:
    indented = "".join(f"      {line}\n" for line in lines.splitlines())
    return Bad(name, ASK + indented, words)


WHOLE = (
    _plan("an empty file", "¦", "nothing in this file"),
    _plan("a file of remarks only", "¦# title: T\n", "nothing in this file"),
    _plan("a file with the start of a document only", "¦---\n", "nothing in this file"),
    _plan("a plain sentence", "¦Hello there\n", 'a plan belongs here; write "title:" and "sections:"'),
    _plan("a list", "¦- title: T\n", "a plan belongs here"),
    _plan("a plan without a title", "¦sections:\n  - title: A\n    time: 5\n", "title: this is missing"),
    _plan("a plan without sections", "¦title: T\n", "sections: this is missing"),
    _plan("sections with nothing in them", "title: T\nsections:¦\n", "sections: there is nothing here"),
    _plan("an empty list of sections", "title: T\nsections: ¦[]\n", "sections: a plan needs one or more"),
    _plan("sections that are a text", "title: T\nsections: ¦none\n", 'begins with "- "'),
    _plan(
        "sections without dashes", "title: T\nsections:\n  ¦title: A\n  time: 5\n", "sections: this is a list"
    ),
    _plan("a newer format", f"mentorkit: ¦2\n{ONE}", "this program reads format 1"),
    _plan("a misspelt key of the plan", f"¦abuot: x\n{ONE}", 'did you mean "about"?'),
    _plan("a key in capitals", f"¦About: x\n{ONE}", 'did you mean "about"?'),
    _plan(
        "an unknown key",
        f"¦colour: red\n{ONE}",
        "a plan has mentorkit, title, about, every, before, sections",
    ),
    _plan("a misspelt title is not also missing", "¦tilte: T\nsections:\n- title: A\n  time: 5", '"title"?'),
    _plan("a key twice", f"title: S\n¦{ONE}", '"title" is already on line 1; remove one of the two'),
    _plan("a key of brackets", f"¦[a, b]: c\n{ONE}", "a key is one word before a colon"),
    _plan("a key of nothing", f"¦: c\n{ONE}", "this does not fit"),
    _plan(
        "a title that is a list", "title: ¦[T]\nsections:\n- title: A\n  time: 5", "title: text belongs here"
    ),
    _plan("a title of nothing", "title:¦\nsections:\n- title: A\n  time: 5", "title: there is nothing here"),
    _plan(
        "a title of blanks", 'title: ¦"  "\nsections:\n- title: A\n  time: 5', "title: there is no text in it"
    ),
    _plan(
        "a title of null",
        "title: ¦null\nsections:\n- title: A\n  time: 5",
        "title: ",
    ),
    _plan(
        "a title that is too long",
        f"title: ¦{'x' * 501}\nsections:\n- title: A\n  time: 5",
        "use at most 500",
    ),
    _plan(
        "a guide that is too long",
        f"{ONE}    guide: ¦{'x' * 20_001}\n",
        "guide: this is 20,001 characters long",
    ),
    _plan(
        "a rhythm that is none",
        f"every: ¦now and then\n{ONE}",
        "every: ",
    ),
    _plan("a bare number as rhythm", f"every: ¦14\n{ONE}", 'write "week", "2 weeks" or "10 days"'),
    _plan("a rhythm of no weeks", f"every: ¦0 weeks\n{ONE}", "every: "),
    _plan("a rhythm of years", f"every: ¦60 weeks\n{ONE}", "every: "),
    _plan("before that is one text", f"before: ¦read\n{ONE}", "before: this is a list"),
    _plan(
        "before with a text that YAML reads as a key", f"before:\n  - ¦Read: notes\n{ONE}", "put quotes round"
    ),
    _plan(
        "before with a list in a list", f"before:\n  - ¦- Read\n{ONE}", "text belongs here and this is a list"
    ),
    _plan("before with an entry in brackets", f"before:\n  - ¦{{name}}\n{ONE}", '"{" makes keys'),
    _plan("a list of more than a hundred", f"before: [{'a, ' * 100}¦b]\n{ONE}", "more than 100 entries"),
)

SECTION = (
    _plan(
        "a section that is a text",
        f"{HEAD}  - ¦Welcome\n",
        'a section belongs here; write "title:" and "time:"',
    ),
    _plan("a section without a title", f"{HEAD}  - ¦time: 5 min\n", "title: this is missing"),
    _plan("a section without a time", f"{HEAD}  - ¦title: A\n", "time: this is missing"),
    _plan("a section with nothing in it", f"{HEAD}  - ¦¦{{}}\n", "time: this is missing", "title: this"),
    _plan("a section that is a dash only", f"{HEAD}  -¦\n", "a section belongs here"),
    _plan("two sections of one title", f"{ONE}  - title: ¦A\n    time: 5\n", 'line 3 has the id "a" too'),
    _plan("two sections of one id", f"{ONE}  - title: B\n    time: 5\n    id: ¦a\n", 'such as "id: a-2"'),
    _plan("two ids that differ by case", f"{ONE}  - title: B\n    time: 5\n    id: ¦A\n", 'the id "A" too'),
    _section("an id with blanks", "id: ¦my section", '"my section" is not a short name'),
    _section("an id with a dot", "id: ¦a.b", "letters, digits and hyphens"),
    _section(
        "a misspelt key of a section",
        "¦tiem: 5 min",
        '"tiem" is not a key of a section; did you mean "time"?',
    ),
    _section("a prompt's key in a section", "¦options: [a, b]", '"options" is not a key of a section'),
    _section(
        "a minimum over the time", "min: ¦11 min", 'min: 11 min is more than the time; write "10 min" or less'
    ),
    _section("an open minimum", "min: ¦5+ min", 'min: "5+ min" has a "+"'),
    _section("a minimum that is none", "min: ¦short", 'min: "short" is not a duration'),
    _section("a tier of nothing", "give: ¦0", "write a whole number from 1 to 9"),
    _section("a tier of ten", "give: ¦10", "write a whole number from 1 to 9"),
    _section("half a tier", "give: ¦1.5", "write a whole number from 1 to 9"),
    _section("a tier in words", "give: ¦first", 'give: "first" does not fit here'),
    _section("a tier of 5,000 digits", f"give: ¦{'9' * 5000}", "write a whole number from 1 to 9"),
    _section("links that are a text", "links: ¦https://example.org", "write each link as"),
    _section("links in a list", "links:\n      ¦- a: https://example.org", "write each link as"),
    _section("links of nothing", "links:¦", "links: there is nothing here"),
    _section("a link to a script", "links: {a: ¦'javascript:alert(1)'}", 'begin it with "https://"'),
    _section("a link without a scheme", "links: {a: ¦www.example.org}", 'begin it with "https://"'),
    _section("a link with blanks", "links: {a: ¦https://example.org/a b}", "leave no blanks in it"),
    _section("a link of nothing", "links: {a:¦ }", "there is nothing here"),
    _section("a ladder that is a text", "ladder: ¦ask more", "ladder: this is a list"),
    _section("an ask of nothing", "ask:¦", "ask: there is nothing here; write it, or remove the line"),
    _section("an ask that is a text", "ask: ¦How are you?", "ask: this is a list"),
)

TIME = (
    _time("words", "10 mins or so", 'time: "10 mins or so" is not a duration; write "10 min" or "10+ min"'),
    _time("a colon", "1:10", 'time: nobody can tell what "1:10" means; write "10 min" or "1h 10min"'),
    _time("ten colon nothing", "10:00", 'nobody can tell what "10:00" means'),
    _time("a colon in quotes", '"10:00"', 'nobody can tell what "10:00" means'),
    _time("nothing at all", "0 min", "is nothing"),
    _time("more than a day", "25h", "more than a day"),
    _time("five thousand digits", "9" * 5000, "is not a duration"),
    _time("a decimal", "1.5 h", "is not a duration"),
    _time("less than nothing", "-5 min", "is not a duration"),
    _time("a list", "[10]", "time: text belongs here"),
    _time("a word for no", "no", 'time: "no" is not a duration'),
    _time("a date", "2024-02-30", "is not a duration"),
)

PROMPT = (
    _ask(
        "an unknown type",
        "- type: ¦txt\n  prompt: x",
        'type: "txt" is no type of prompt; did you mean "text"?',
    ),
    _ask(
        "a type like no other", "- type: ¦dance\n  prompt: x", "write one of text, questions, choice, number"
    ),
    _ask("a type in another spelling", "- type: ¦goal_review", 'did you mean "goal-review"?'),
    _ask("a text prompt without words", "- ¦type: text", "prompt: this is missing; write what to ask"),
    _ask("a number prompt without words", "- ¦type: number", "prompt: this is missing"),
    _ask(
        "a choice without anything",
        "- ¦¦type: choice",
        "options: this is missing; list two",
        "prompt: this is",
    ),
    _ask(
        "a choice of one",
        "- type: choice\n  prompt: x\n  options: ¦[a]",
        "this needs 2 or more entries, and has 1",
    ),
    _ask(
        "a choice with one twice",
        "- type: choice\n  prompt: x\n  options: ¦[a, b, A]",
        '"A" stands here twice',
    ),
    _ask("a checklist without items", "- ¦type: checklist", "items: this is missing"),
    _ask("a checklist of none", "- type: checklist\n  items: ¦[]", "this needs 1 or more entries"),
    _ask("questions without questions", "- ¦type: questions", "questions: this is missing"),
    _ask("questions in one text", "- type: questions\n  questions: ¦a", "questions: this is a list"),
    _ask(
        "a question with an unknown key",
        "- type: questions\n  questions:\n    - prompt: x\n      ¦type: text",
        '"type" is not a key of a question; a question has id, prompt',
    ),
    _ask(
        "a question without words", "- type: questions\n  questions:\n    - ¦id: x", "prompt: this is missing"
    ),
    _ask(
        "a question with a colon",
        "- type: questions\n  questions:\n    - ¦What next: a goal?",
        "put quotes round",
    ),
    _ask(
        "a key of another type",
        "- type: text\n  prompt: x\n  ¦options: [a, b]",
        'options: this goes with the type choice, and this prompt is "text"; remove it',
    ),
    _ask("a key of two other types", "- type: text\n  prompt: x\n  ¦from: y", "the type topics or feedback"),
    _ask("a forgotten type", "- prompt: x\n  ¦items: [a]", 'add the line "type: checklist"'),
    _ask(
        "a misspelt key of a prompt",
        "- ¦promt: x",
        '"promt" is not a key of a prompt; did you mean "prompt"?',
    ),
    _ask(
        "a question with a colon in it",
        "- ¦What next: a goal?",
        'the colon after "What next" makes a key of it',
    ),
    _ask("a prompt in brackets", "- ¦{name}", '"{" makes keys and values of it; put quotes round it'),
    _ask("a prompt with a box", "- [ ] ¦done", "text goes on after a closing quote or bracket"),
    _ask("a prompt in square brackets", "- ¦[done]", "a prompt belongs here"),
    _ask("a prompt of nothing", "-¦", "ask: there is nothing here"),
    _ask("a prompt that is a remark", "- ¦#general", 'put quotes round it: "#general"'),
    _ask(
        "a prompt that ends in a remark", "- Post in ¦#general", '"#general" would be lost; put quotes round'
    ),
    _ask("an unknown audience", "- prompt: x\n  audience: ¦everyone", "write one of mentor, student, team"),
    _ask("a misspelt audience", "- prompt: x\n  audience: ¦studnet", 'did you mean "student"?'),
    _ask("an id with a blank", "- prompt: x\n  id: ¦my id", "is not a short name"),
    _ask("an id twice", "- prompt: x\n  id: a\n- prompt: y\n  id: ¦a", '"a" is already an id on line 7'),
    _ask(
        "an id twice but for case",
        "- prompt: x\n  id: a\n- prompt: y\n  id: ¦A",
        '"A" is already an id on line 7',
    ),
    _ask(
        "a bad id twice is told as bad only",
        "- prompt: x\n  id: ¦a b\n- prompt: y\n  id: ¦a b",
        "is not a short name",
        "is not a short name",
    ),
    _ask(
        "from that names nothing",
        "- type: topics\n  from: ¦unclear",
        'no earlier prompt has the id "unclear"',
    ),
    _ask(
        "from that is misspelt",
        "- prompt: x\n  id: unclear\n- type: topics\n  from: ¦uncler",
        'did you mean "unclear"?',
    ),
    _ask(
        "from that names a later prompt",
        "- type: topics\n  from: ¦z\n- prompt: x\n  id: z",
        "comes later in the plan",
    ),
    _ask("from that names itself", "- type: topics\n  id: z\n  from: ¦z", "is this prompt itself"),
    _ask("fits that names nothing", "- type: goals\n  fits: ¦hours", 'the line "id: hours"'),
    _ask("a highest number of none", "- type: goals\n  max: ¦0", "write a whole number from 1 to 20"),
    _ask("a mentor of maybe", "- type: goals\n  mentor: ¦maybe", 'mentor: "maybe" is neither yes nor no'),
    _ask(
        "a turn with an open end",
        "- type: questions\n  questions: [a]\n  each: ¦3+ min",
        'which only "time" can have',
    ),
    _ask("a length of a clock", "- type: schedule\n  length: ¦1:10", "nobody can tell"),
)

SEVERAL = (
    _plan(
        "many faults come at once and in order",
        "¦tilte: T\nevery: ¦sometimes\nsections:\n  - title: A\n    time: ¦soon\n    give: ¦0\n    ask:\n      - type: ¦x\n",
        "did you mean",
        "is not a rhythm",
        "is not a duration",
        "whole number",
        "no type of prompt",
    ),
    _plan(
        "foreign things are told with the rest",
        "title: ¦&a T\nabout: ¦!!python/name:os.system x\nsections:\n  - title: ¦*a\n    time: ¦soon\n",
        "is an anchor",
        "is a tag",
        "is an alias",
        "is not a duration",
    ),
)

NO_YAML = (
    _plan("a tab as indentation", "title: T\nsections:\n¦\t- title: A\n", "a tab stands in the indentation"),
    _plan("a tab after a colon", "title:¦\tT\n", "a tab stands here; YAML wants spaces"),
    _plan("a second colon", f"title: What next¦: a goal?\n{ONE}", "put quotes round the whole text"),
    _plan("a key indented too far", f"{HEAD}  - title: A\n      time¦: 5\n", '"time" is indented further'),
    _plan("a key indented too little", f"{HEAD}  - title: A\n   ¦time: 5\n", "line"),
    _plan("an open quote", 'title: ¦"T\nsections: []\n', "the quotes that open here are never closed"),
    _plan("text after a quote", 'title: "T" ¦and more\n', "text goes on after a closing quote"),
    _plan("an at sign", "title: ¦@home\n", 'no text can begin with "@"; put quotes round the whole text'),
    _plan("a backtick", "title: ¦`code`\n", 'no text can begin with "`"'),
    _plan("a per cent sign", "title: ¦%d\n", 'no text can begin with "%"'),
    _plan("bold text", f"title: ¦**T**\n{ONE}", 'text that begins with "*" or "&" needs quotes'),
    _plan("a Markdown link", "title: [T]¦(https://example.org)\n", "text goes on after a closing"),
    _plan("a bracket that stays open", "title: ¦[T\nsections: x\n", 'a "[" opens here'),
    _plan("a brace that stays open", "title: ¦{T\nsections: [\n", 'a "{" opens here'),
    _plan("a backslash in quotes", 'title: "C:\\¦dir"\n', "use single quotes instead"),
    _plan("a list on the key's line", "title: ¦- T\n", "a list begins on a line of its own"),
    _plan("text after a bar", "about: | ¦text\n", 'after "|" or ">" the text begins on the next line'),
    _plan("a line that is no key", "title: T\n¦sections\nabout: x\n", 'a "key:" belongs here'),
    _plan("a second plan", f"{ONE}¦---\n{ONE}", 'remove the line "---"'),
    _plan("far too deep", f"title: {'[' * 11}¦{'[' * 489}", "deeper than any plan"),
    _plan("a control character", "title: T¦\x1b[31m\n", "U+001B cannot stand here"),
    _plan("a NUL", "title: T¦\0\n", "U+0000"),
    _plan("a directive of 5,000 digits", f"¦%YAML 1.{'1' * 5000}\n---\ntitle: T\n", "cannot be read as YAML"),
    _plan(
        "an escape beyond Unicode", '¦title: "\\UFFFFFFFF"\n', "an escape or a % line in it makes no sense"
    ),
    _plan(
        "a merge bomb",
        "¦title: T\n¦x: ¦&a {y: z}\nabout: ¦{<<: [¦*a]}\n",
        "sections: this is missing",
        "is not a key of a plan",
        "is an anchor",
        "about: text belongs here",
        "is an alias",
    ),
)

EVERY_BAD_PLAN = WHOLE + SECTION + TIME + PROMPT + SEVERAL + NO_YAML
