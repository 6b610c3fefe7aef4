"""The words that the nudges go by: how mentors name what is worked on, what was seen, and what is to be done."""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WORD = re.compile(r"\w+(?:'\w+)?")

BREAKS = re.compile(
    r"[.;:?!()](?:\s|$)|,\s| - | -> |\b(?:but|because|cause|bc|so|although|though)\s"
    r"|\band\s(?=(?:then|he|she|they|i|we|could|couldn'?t|cannot|can'?t|did|didn'?t|asked|maybe|please|should)\b)",
    re.IGNORECASE,
)

BROAD = re.compile(
    r"\b(?:(?:node|next|vue|express|react|three)\.?js|free ?codecamp|vs ?code|asp\.net|homeworks?|projects?|exercises?|lessons?"
    r"|sorts?\s+of|mock\s+interviews?|props\s+to|promised|had\s+an\s+argument|state\s+of|commit\w*\s+to\s+(?:the\s+|her\s+|his\s+)?(?:course|class|group|learning|it|this))\b",
    re.IGNORECASE,
)
"""Names that are no part of anything, though some are written like code."""

CODE = re.compile(
    r"\w\(|=>|[=!<>+*&|-]=|&&|\|\||<{3,}|<\/?[a-z]\w*|\w<\w|\$\{|`[^`]+`|\w\[\w*|\s=\s|\s[<>]\s|\b[a-z]+[A-Z]\w*|\b[A-Z]\w+Error\b"
    r"|\b[a-z]+_[a-z_]+\b|(?<!\S)[#.@/][a-z][\w/-]*|\b[a-z]{2,}\.[a-z]+[A-Z(]|\b\w+\.(?:jsx?|tsx?|css|html|py|json|sql)\b"
    r"|\b\d+(?:px|rem|vh|vw)\b|\b[45]0\d\b|\bgit\s(?:add|push|pull|status|log|diff|clone|init|reset|revert|switch|restore|config|fetch|blame)\b"
    r"|\b(?:Array|Object|Math|Number|String|Promise|Date|console|document|window)\.\w+|\b(?:npm|npx|pip)\s(?:install|run|start|test|init)\b"
    r"|\b(?:align|justify|flex|grid|max|min|z|font|text|background|border|box|margin|padding|line|aria|data|nth)-[a-z]+"
    r"|\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|HAVING|JOIN|GROUP BY|ORDER BY|IS NULL|UNIQUE|NOT NULL|DISTINCT|LIMIT|GET|POST|PUT|PATCH)\b"
)
"""What is written as code: a call, an operator, camelCase, a selector, a file, a property, a status, a command."""

PHRASE = re.compile(
    r"\b(?:(?:for|while|do|nested|infinite|inner|outer)[ -]loops?|loop\s+(?:runs?|ran|stops?|never|condition|body|variable|over)"
    r"|(?:primary|foreign|object|api|unique)\s+keys?"
    r"|\w+\s+(?:vs\.?|versus)\s+\w+|differen\w+\s+(?:between|of)\s+\w+|(?:nested|chained|early|global|unused)\s+[a-z]+|(?:local|loose)\s+(?:variable|scope|storage)s?"
    r"|return\w*\s+(?:a\s+|the\s+|an\s+|type|value)|off[ -]by[ -]one|(?:default|optional)\s+\w+|list\s+comprehensions?"
    r"|(?:event|click|submit|error|input|change)\s+(?:loop|listener|handler|bubbling|handling|validation|field|message)s?"
    r"|(?:pull|http|get|post|fetch|api|code)\s+(?:requests?|calls?|reviews?)|(?:left|inner|outer|self|cross)\s+joins?|joins(?!\s+(?:the|us|our|an?|in|every)\b)"
    r"|(?:class|id|child|pseudo)\s+(?:selectors?|names?|elements?|class(?:es)?)|form\s+(?:validation|submit\w*|inputs?|data|fields?)"
    r"|(?:array|string|object)\s+(?:index\w*|length|method\s+\w+)|(?:type|null|reference|syntax|key|name)\s*-?\s*errors?"
    r"|(?:binary|linear|depth|breadth)[ -](?:first\s+)?search|(?:bubble|merge|quick|insertion)\s*-?sort|big[ -]o|linked\s+lists?|hash\s+(?:maps?|tables?)"
    r"|(?:screen|mobile)\s+(?:reader|first|menu)|alt\s+\w+|box\s+model|(?:stack|call)\s+(?:trace|stack)s?|status\s+codes?|async\s+await"
    r"|(?:variable|function)\s*(?:s\s+)?nam(?:e|es|ing)|naming|expect\b|headings?\b(?!\s+(?:for|in|to)\b)"
    r"|(?:use|using|with|between|or|const|var)\s+let|let\s+(?:and|or|vs|in|inside|outside|instead)|this\s+keyword|copy[ -]?past\w+"
    r"|(?:button|script|link|meta|img|div|span|anchor|semantic)\s+(?:tag|element|attribute)s?"
    r"|how\s+to\s+(?!code|program|learn|study|start|continue|improve|do\b|go\b|be\b|make\b|help|ask)\w+\s+(?:a|an|the|data|it|\w+\s+(?:in|from|into|to|with|out))\b"
    r"|what\s+(?:a|an|the)\s+(?!problem|matter|issue|point|question|plan|goal|teacher)(?:[\w-]+\s+){1,2}(?:does|do|is|are|means?|returns?|holds?|prints?|checks?|takes)\b)",
    re.IGNORECASE,
)
"""Two or three words that together are small enough to work on."""

NARROW = _words("""
    callback closure hoisting recursion recursive parameter argument param arg scope iife immutability mutation currying prototype inheritance constructor
    promise async await fetch axios settimeout setinterval debounce foreach reduce reducer accumulator filter map slice splice sort spread
    destructuring destructure concat indexof template interpolation concatenation conditional ternary boolean truthy falsy undefined null nan bind
    index indices bracket curly semicolon iteration iterator iterate increment counter modulo operator coercion regex const
    prop state hook usestate useeffect usecontext usememo usereducer useref rerender jsx tsx context redux dependency
    flexbox flex grid specificity selector margin padding position sticky float breakpoint viewport responsive hover keyframe animation overflow
    pseudo rem em label alt semantic aria accessibility placeholder attribute navbar dropdown modal carousel hamburger
    conflict rebase merge staging commit branch stash checkout gitignore fork upstream origin
    query queries subquery schema foreign normalisation normalization migration injection orm sequelize prisma aggregate aggregation
    middleware route router routing endpoint cors jwt token cookie header payload req res env dotenv localstorage sessionstorage
    mock stub spy assertion assert coverage tdd jest vitest pytest beforeeach debugger devtools stacktrace linter eslint prettier
    json dom div listener queryselector getelementbyid addeventlistener innerhtml textcontent preventdefault classlist dataset onclick onsubmit
    generic enum tuple dict dictionary dictionaries kwargs decorator indentation indent slicing virtualenv venv pip lambda generator traceback
    memoization palindrome fizzbuzz fibonacci anagram queue pagination validation crud import export variable refactor
    """)
"""Names of things small enough to work on. "JavaScript", "arrays", "functions" or "the homework" are not."""

THINGS = _words("""
    function array object loop button input id console typo tag element test component variable string number server response request line method event
    url link image column row table email user class list value property database docs tab browser body key type
    """)
"""What programs and pages are made of. One is broad; two in something that was seen ("uses divs for buttons") are precise."""

CLAIM = re.compile(
    r"\b(?:nodd(?:ed|ing)|says?|said|told\s+me|tells?\s+me|claim(?:s|ed)?|reckons?|feels?|thinks?|promis(?:es|ed))\b",
    re.IGNORECASE,
)

CLAIMED = re.compile(
    r"\b(?:underst\w+|clear\w*|fine|good|gets?|got\s+(?:it|them|this)|questions|easy|ok(?:ay)?|sense|confident|comfortable|ready|know\w*|better|all|everything)\b",
    re.IGNORECASE,
)
"""A yes is no evidence."""

GUESSED = re.compile(
    r"\bi(?:'m|\s+am)?\s+(?:\w+ly\s+)?(?:think|guess|feel|hope|suppose|believe|assume|suspect|imagine|wonder|sure|not\s+sure|afraid)\b"
    r"|\b(?:probably|seem(?:s|ed)?|maybe|perhaps|might|apparently|not\s+sure|imo|(?:my|the)\s+(?:feeling|impression|opinion|guess)|looks?\s+like|looked\s+\w+$"
    r"|from\s+what\s+i\s+hear|please|pls|let's|should(?!\s+(?:have|be)\b)|wish|would|will|need(?:s|ed)?\s+to(?!\s+be)|if\s+(?:he|she|they|we|you|i))\b"
    r"|^(?:can|could|may)\s+(?:the|we|you|i|he|she|they|some\w+|any\w+)\b",
    re.IGNORECASE,
)
"""What is guessed at or wished for was not seen."""

PRAISED = re.compile(
    r"\b(?:did|does|doing|done|made|makes|got|gets|gave|took|had|kept|showed|shown|shows|put|worked|came|went|asks|asked|attended)\s+"
    r"(?:(?:a|an|it|so|very|really|such|some|lots?|of|the|in|pretty|quite|much|more|too|her|his|their|all)\s+){0,3}"
    r"(?:well|great\w*|good|fine|nice\w*|better|best|progress|hard|amazing\w*|awesome|jobs?|fantastic|brilliant\w*|excellent|ok|okay|efforts?|work|interest\w*"
    r"|improve\w+|prepared|through|fast|slow\w*|used|behind|questions|hang|confiden\w+|motivat\w+|time|steps?)\b"
    r"|\b(?:well|nicely)\s+(?:done|\w+ed)\b|\btook\s+(?:me|us)\b|\bf(?:ind|ound)s?\s+(?:\w+\s+){1,3}(?:difficult|hard|easy|confusing|tricky|boring|fun)\b",
    re.IGNORECASE,
)
"""A verb and praise: "did great", "made good progress". It tells of nothing that was done."""

MINE = re.compile(
    r"(?:and\s+|then\s+|today\s+)?(?:we|i|i'\w+|we'\w+|spent|went|discuss|talk|needs?)\b", re.IGNORECASE
)
"""How the mentor's own doings begin."""

NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|half|most|none|all)"

RESULT = re.compile(
    rf"\b{NUMBER}\s+(?:out\s+)?(?:of|from)\s+(?:the\s+|his\s+|her\s+|their\s+|my\s+)?{NUMBER}\b|\d\s?%|\b(\d+)/(?!\1\b)\d+"
    r"|\btwice\b|\b\d+\s+(?:\w+\s+){0,2}(?:files?|lines?|commits?|divs?|requests?|warnings?|functions?)\b"
    rf"|\b{NUMBER}\s+(?:more\s+)?(?:times|places|mistakes|errors|tries|attempts|bugs)\b"
    rf"|\b(?:in|for|took|takes|after)\s+(?:\w+\s+){{0,3}}(?:min\w*|hours?|hrs?|seconds?)\b"
    r"|\b(?:need(?:s|ed)|with|after|without|no)\s+(?:(?:an?|one|two|some|small|little|tiny|any|my|bit|of|much|only|few|\d)\s+){0,3}(?:hints?|help|nudge|notes)\b"
    r"|\bwithout\s+(?:me\b|my\b|looking|asking|being|any\b|\w+ing\b|\w+\s+on\b)|\bon\s+(?:his|her|their)\s+own\b|\bby\s+(?:him|her|them)sel\w+"
    r"|\bfrom\s+(?:memory|scratch|zero|an?\s+(?:empty|blank))\b|\binstead\s+of\b|\b(?:first|1st|second|2nd)\s+(?:try|go|attempt)\b|\bmissing\b|\bblank\b"
    r"|\b(?:was|were)(?:\s+not|n'?t)?\s+able\b"
    r"|(?:^|\b(?:he|she|they)\s+)(?:could|managed)\s+(?:\w+ly\s+)?(?:tell|explain|say|show|find|answer|name|fix|write|draw|point|to)\b"
    r"|\b(?:got|gets|gives|shows|logs|saw|throws)\s+(?:an?\s+)?(?:\w+\s+)?(?:undefined|null|nan|errors?|\d+|stuck|lost)\b"
    r"|\bdoes(?:\s*n'?t|\s+not)\s+(?!really|get\b|understand|know|seem|like|feel|care|see\b|want|have|need|fully|yet|quite|always|ask\b|trust|enjoy|mind|believe|grasp)\w+"
    r"|\bno\s+idea\s+(?:what|why|how|where)\b|\bcan\s*not\b|\bstuck\s+(?:for|at|in|when)\b|\b(?:worked|works|passe[ds])\s+(?:first|at\s+once|on\s+the)\b"
    r"|\blooked\s+up\b|\blost\s+(?:her|his|their|the|all|count|track)\b|\b(?:min\w*|hours?)\s+late\b"
    r"|\b(?:keeps|kept|is|was|still|starts|started)\s+(?:writ|put|us|call|copy|typ|return|pass|mix|forget|add|delet|past|chang)\w*ing\b"
    r"|\b(?:says?|said|called|named|answer|error|message|told)\W+(?:\w+\W+){0,5}['\"“‘]\w|\bsaid\s+(?:it|the|a|an|\d+|because)\b|\btold\s+me\s+(?:what|how|why|which|where)\b"
    r"|\b(?:has|have|had|not|n't|only|already|exercises?|homework|is|are|was|were|\d)\s+done\b|\b(?:was|were)\s+absent\b",
    re.IGNORECASE,
)
"""What was counted, timed, quoted, or came of it."""

PAST = _words("""
    wrote did put took made found built went read ran broke forgot knew drew chose saw heard thought left sent set showed spoke hid cut split caught
    brought fell gave mistook began threw written drawn broken forgotten redid rewrote undid overwrote stood sat held won led meant became kept
    taught swapped overrode misread got
    """)
"""The past of verbs without -ed. "Said", "told" and "came" tell too little alone."""

UNABLE = _words("couldn't couldnt didn't didnt cannot can't cant hadn't hadnt hasn't hasnt")
"""What was not managed or not done; with "not" apart, after one of these:"""

ABLE = _words("could can did has had")

NO_DEED = _words("""
    confused motivated tired interested excited improved needed worried stressed prepared engaged dedicated overwhelmed struggled learned understood enjoyed
    seemed looked progressed focused focussed advanced based indeed speed embed nested related unused mixed stuck bored frustrated discouraged encouraged
    relaxed disappointed talented organised organized worked talked discussed chatted covered practised practiced reviewed helped wanted liked
    loved tended appeared detailed limited required supposed pleased impressed shocked scared rushed pronounced experienced skilled gifted
    behaved distracted exceed succeed proceed agreed recommended suggested proposed hundred planned hoped
    ahmed mohamed mohammed muhammed hamed saeed waleed rasheed rashed khaled javed majed
    """)
"""Words in -ed for what somebody is or feels, or for what is done in every call; and first names."""

HABITS = _words("""
    put write type use return forget mix copy copie call add change delete skip guess open read leave name pass declare mutate push paste google compare print
    log assign wrap import repeat ask explain solve fix build find loop try trie give reach confuse comment nest crash freeze fail break throw render refresh disappear
    ignore
    """)
"""Verbs that tell of something seen in the present too: "puts", "forgets"."""

NOT_THEIRS = _words(
    "i we i've i'd i'm we've we'd you someone somebody teacher instructor lesson course how what which where"
)
"""What is said after these is the mentor's or the school's doing, or a question that was asked."""

THEIRS = _words("he she they it he'd she'd nobody everyone everybody both all")

NO_VERB_AFTER = _words("""
    is are be been being get gets feels very really too more most quite bit pretty the a an of to for in on with his her their my our your these those this that
    should must please would will can could might may or no some any few many two three four five six js css html react between about
    """)
"""After these a word is no deed of the past: "is tired", "the calls", "to read"."""

NO_OBJECT = frozenset(["", "and", "or", "is", "are", "was", "were"])
"""Before these a word in -s is no verb: "loops and arrays"."""

DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"

WHO = r"(?:someone|somebody|anyone|anybody|the\s+\w+|we|you|i|they)"

ACTION = re.compile(
    rf"\b(?:should(?!\s+have)|please|pls|plz|must|ought|let's|how\s+about|what\s+about|why\s+not|(?:can|could|may|shall)\s+(?:{WHO}|he|she)\b"
    rf"|(?:{WHO}|ta|mentor|teacher)\s+(?:could|might)(?!\s+not\b)\s+\w+|could\s+(?:use|do\s+with|be|help|try)"
    r"|maybe\s+(?:worth|an?|one|some|we|somebody|someone|try|pair|do|more|another)"
    r"|(?:i'll|we'll|he'll|she'll|they'll|going\s+to|gonna|will)\s+(?!be\b|come\b|get\b|become|make|have|never|not\b|improve|need|learn|understand|succeed|do\s+(?:great|well|fine))\w+"
    rf"|worth\s+(?:an?|one|it|\w+ing)|next\s+(?:call|time|step|week|session|lesson|saturday)|by\s+(?:{DAY}|tomorrow|next|the\s+weekend)"
    r"|study\s+groups?|extra\s+\w+|(?:one\s+more|another)\s+(?:session|example|exercise|lesson|workshop|round|look|go)|pairing\s+with|pair\s+\w+\s+with|redoing|ready\s+(?:for|to\s+move)"
    r"|(?:would|it'd)\s+(?:help|be\s+(?:good|nice|great\s+if|useful|helpful|an?)|suggest|recommend|like\s+(?:him|her|them)|benefit)"
    r"|i'd\s+(?:suggest|recommend|like|go|repeat|do|show|give)"
    r"|(?:suggest|recommend|propos|advis)(?:e|es|ed|s)?|agreed\s+(?:to|on|that|we)|told\s+(?:him|her|them)\s+to|wants?\s+to\s+(?:try|do|redo|build|finish|read|write|practi[cs]e)"
    r"|(?:sent|gave|set|send|give)\s+(?:him|her|them|us)\s+(?:an?|the|some|two|my|\w+\s+link)(?!\s+(?:small\s+)?hint)|(?:plan|goal)\s+(?:is|for|to)|slot"
    r"|needs?\s+(?:another|someone|somebody|an?\s+(?:\w+\s+)?(?:session|example|exercise|lesson|workshop|break|buddy|partner|plan|hand|explanation|drawing|walkthrough))|ill\s+(?:send|show|do|try|pair|ask|give))\b"
    r"|^(?:and\s+|then\s+)?(?:give|show|send|pair|repeat|redo|check|try|add|offer|remind|review|revisit|plan|book|schedule|slow|focus|share|recap|recommend|think\s+about|to\s*do|next|action|idea|follow[ -]up)(?:$|\s(?!is\b|was\b))",
    re.IGNORECASE,
)
"""Something for somebody to do: asked for, offered, agreed on, or told to do."""
