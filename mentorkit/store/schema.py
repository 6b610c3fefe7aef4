"""The tables, as a tuple of migrations. A shipped one is never edited: a change is one more text at the end."""

APPLICATION_ID = 0x6D6B6974
"""Says "mkit" in the file's header, so that a foreign database is told apart."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE student (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        added_at TEXT NOT NULL
    );

    CREATE TABLE session (
        id TEXT PRIMARY KEY,
        plan TEXT NOT NULL,            -- JSON: its own copy, so that history never changes when a plan file does
        created_at TEXT NOT NULL,      -- zero of the timeline, UTC
        ended INTEGER NOT NULL DEFAULT 0,
        boot TEXT NOT NULL,            -- id of the boot that `anchor` belongs to
        anchor REAL NOT NULL,          -- reading of the boot clock at zero of the timeline, seconds
        seen_at REAL NOT NULL,         -- last sign of life, seconds on the timeline
        seen_utc TEXT NOT NULL,        -- the same on the wall
        walk TEXT NOT NULL             -- JSON: where in the prompts the mentor is
    );

    CREATE TABLE attendance (
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
        student_id TEXT NOT NULL REFERENCES student ON DELETE CASCADE,
        position INTEGER NOT NULL,
        PRIMARY KEY (session_id, student_id)
    ) WITHOUT ROWID;

    -- What the mentor did, in order, never changed: the truth of which the tables below are a quick reading.
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session_id TEXT REFERENCES session ON DELETE CASCADE,
        at REAL,                       -- seconds on the session's timeline
        utc TEXT NOT NULL,
        do TEXT NOT NULL,
        data TEXT NOT NULL             -- JSON
    );
    CREATE INDEX journal_by_session ON journal (session_id, do, id);

    CREATE TABLE note (
        id TEXT PRIMARY KEY,
        session_id TEXT REFERENCES session ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('mentor', 'student', 'team')),
        kind TEXT NOT NULL,
        section TEXT,
        prompt TEXT,
        question TEXT,
        student TEXT REFERENCES student ON DELETE CASCADE
    );
    CREATE INDEX note_by_session ON note (session_id);

    CREATE TABLE goal (
        id TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('mentor', 'student', 'team')),
        section TEXT,
        prompt TEXT,
        student TEXT REFERENCES student ON DELETE CASCADE,
        owner TEXT NOT NULL CHECK (owner IN ('student', 'mentor')),
        proof TEXT NOT NULL,
        why TEXT NOT NULL,
        due TEXT,
        hours REAL,
        status TEXT NOT NULL CHECK (status IN ('open', 'done', 'partly', 'missed', 'dropped')),
        set_in TEXT REFERENCES session ON DELETE CASCADE,
        closed_in TEXT REFERENCES session ON DELETE SET NULL,
        reason TEXT NOT NULL
    );
    CREATE INDEX goal_by_session ON goal (set_in);
    CREATE INDEX goal_by_student ON goal (student, status);

    CREATE TABLE topic (
        id TEXT PRIMARY KEY,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('mentor', 'student', 'team')),
        section TEXT,
        prompt TEXT,
        student TEXT REFERENCES student ON DELETE CASCADE,
        evidence TEXT NOT NULL CHECK (evidence IN ('explained', 'with a hint', 'not yet', 'not checked')),
        opened_in TEXT REFERENCES session ON DELETE CASCADE,
        closed_in TEXT REFERENCES session ON DELETE SET NULL
    );
    CREATE INDEX topic_by_session ON topic (opened_in);
    CREATE INDEX topic_by_student ON topic (student, closed_in);

    CREATE TABLE feedback (
        id TEXT PRIMARY KEY,
        session_id TEXT REFERENCES session ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        text TEXT NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('mentor', 'student', 'team')),
        section TEXT,
        prompt TEXT,
        student TEXT REFERENCES student ON DELETE CASCADE,
        precise TEXT NOT NULL,
        evidence TEXT NOT NULL,
        action TEXT NOT NULL
    );
    CREATE INDEX feedback_by_session ON feedback (session_id);

    -- Goals and topics of earlier calls that came along, and the number that names them in this one.
    CREATE TABLE carried (
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE,
        record_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (session_id, record_id)
    ) WITHOUT ROWID;

    CREATE TABLE next_call (
        session_id TEXT PRIMARY KEY REFERENCES session ON DELETE CASCADE,
        at TEXT NOT NULL,
        minutes INTEGER NOT NULL,
        audience TEXT NOT NULL CHECK (audience IN ('mentor', 'student', 'team'))
    );

    -- Which session the process that holds the writer's lock is running.
    CREATE TABLE running (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        session_id TEXT NOT NULL REFERENCES session ON DELETE CASCADE
    );

    CREATE TABLE draft (
        session_id TEXT PRIMARY KEY REFERENCES session ON DELETE CASCADE,
        text TEXT NOT NULL
    );
    """,
    """
    -- How the mentor likes the screen, from one call to the next: nothing about a student.
    CREATE TABLE liking (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    -- What is worth knowing about a student.
    ALTER TABLE student ADD COLUMN full_name TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN channel TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN rhythm INTEGER;               -- days
    ALTER TABLE student ADD COLUMN hours REAL;                   -- a week
    ALTER TABLE student ADD COLUMN why_course TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN why_programming TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN challenge TEXT NOT NULL DEFAULT '';
    ALTER TABLE student ADD COLUMN starts TEXT;
    ALTER TABLE student ADD COLUMN ends TEXT;

    ALTER TABLE note ADD COLUMN topic TEXT REFERENCES topic ON DELETE SET NULL;
    ALTER TABLE note ADD COLUMN homework TEXT CHECK (homework IN ('yes', 'late', 'no'));
    ALTER TABLE feedback ADD COLUMN topic TEXT REFERENCES topic ON DELETE SET NULL;
    ALTER TABLE goal ADD COLUMN life TEXT NOT NULL DEFAULT '[]'; -- JSON: what happened to it, oldest first

    -- What one call asks about those before it is found without reading them all.
    CREATE INDEX session_begun ON session (id, created_at);      -- without reading over the plan that stands between
    CREATE INDEX attendance_by_student ON attendance (student_id, session_id);
    CREATE INDEX note_by_kind ON note (student, kind, at);
    CREATE INDEX note_of_group ON note (session_id, kind, at) WHERE student IS NULL;
    CREATE INDEX note_by_topic ON note (topic) WHERE topic IS NOT NULL;
    CREATE INDEX feedback_by_topic ON feedback (topic) WHERE topic IS NOT NULL;
    CREATE INDEX note_between ON note (student, at) WHERE session_id IS NULL;
    CREATE INDEX goal_open ON goal (student) WHERE closed_in IS NULL;
    CREATE INDEX topic_open ON topic (student) WHERE closed_in IS NULL;
    """,
)
