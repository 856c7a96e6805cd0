//! The database's tables, one step per version of the file.

/// Each step takes the file from the version of its index to the next; steps are only ever appended.
pub(super) const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE users (
        user_id TEXT PRIMARY KEY,
        email TEXT COLLATE NOCASE,
        email_verified INTEGER NOT NULL,
        phone_number TEXT,
        phone_number_verified INTEGER NOT NULL,
        username TEXT,
        display_name TEXT,
        custom TEXT,
        locale TEXT
    ) STRICT;

    CREATE TABLE authenticators (
        id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
        verification_method TEXT NOT NULL,
        email TEXT COLLATE NOCASE,
        phone_number TEXT,
        is_default INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        verified_at INTEGER,
        last_verified_at INTEGER
    ) STRICT;
    CREATE INDEX authenticators_of_user ON authenticators (user_id);

    CREATE TABLE actions (
        user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
        action TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        state_updated_at INTEGER NOT NULL,
        verification_method TEXT,
        verified_by TEXT,
        redirect_url TEXT,
        wrong_answers INTEGER NOT NULL,
        PRIMARY KEY (user_id, action, idempotency_key)
    ) STRICT;

    -- Only a token's hash is kept: whoever reads the file cannot use what is in it.
    CREATE TABLE tokens (
        hash BLOB PRIMARY KEY,
        user_id TEXT NOT NULL,
        action TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        scope TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        challenge_id TEXT,
        FOREIGN KEY (user_id, action, idempotency_key) REFERENCES actions ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX tokens_of_action ON tokens (user_id, action, idempotency_key);

    CREATE TABLE challenges (
        id TEXT PRIMARY KEY,
        user_id TEXT REFERENCES users ON DELETE CASCADE,
        action TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        verification_method TEXT NOT NULL,
        authenticator_id TEXT,
        email TEXT COLLATE NOCASE,
        code TEXT,
        scope TEXT NOT NULL,
        wrong_answers INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        verified_at INTEGER,
        closed_at INTEGER
    ) STRICT;
    CREATE INDEX challenges_of_action ON challenges (user_id, action, idempotency_key);

    CREATE TABLE messages (
        id TEXT PRIMARY KEY,
        recipient TEXT NOT NULL COLLATE NOCASE,
        channel TEXT NOT NULL,
        subject TEXT NOT NULL,
        code TEXT,
        link TEXT,
        sent_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX messages_to ON messages (recipient);
",
    "
    CREATE TABLE passkeys (
        authenticator_id TEXT PRIMARY KEY REFERENCES authenticators ON DELETE CASCADE,
        credential_id BLOB NOT NULL UNIQUE,
        public_key BLOB NOT NULL,
        sign_count INTEGER NOT NULL,
        aaguid TEXT NOT NULL,
        transports TEXT NOT NULL,
        backup_eligible INTEGER NOT NULL,
        backed_up INTEGER NOT NULL,
        attachment TEXT,
        device_id TEXT NOT NULL,
        user_agent TEXT NOT NULL,
        username TEXT NOT NULL,
        display_name TEXT NOT NULL
    ) STRICT;

    CREATE VIEW enrolments AS
        SELECT authenticators.*, authenticators.rowid AS position, passkeys.*
        FROM authenticators LEFT JOIN passkeys ON authenticator_id = id;

    -- Which WebAuthn ceremony a challenge's code is for, and the account's names in it.
    ALTER TABLE challenges ADD COLUMN ceremony TEXT;
    ALTER TABLE challenges ADD COLUMN username TEXT;
    ALTER TABLE challenges ADD COLUMN display_name TEXT;
",
    "
    -- Where a code by SMS or WhatsApp went.
    ALTER TABLE challenges ADD COLUMN phone_number TEXT;

    -- An authenticator app's shared secret, and the time step of the last code that was taken.
    CREATE TABLE totp_secrets (
        authenticator_id TEXT PRIMARY KEY REFERENCES authenticators ON DELETE CASCADE,
        secret BLOB NOT NULL,
        last_step INTEGER
    ) STRICT;
",
    "
    -- What a message by SMS or WhatsApp says.
    ALTER TABLE messages ADD COLUMN text TEXT;

    -- Wrong answers across a user's actions, until a right one is given.
    CREATE TABLE wrong_answers (
        user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
        verification_method TEXT NOT NULL,
        given_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX wrong_answers_of_user ON wrong_answers (user_id, verification_method);
",
    "
    -- The language of an action's messages, and the one that a message is in.
    ALTER TABLE actions ADD COLUMN locale TEXT;
    ALTER TABLE messages ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
",
];
