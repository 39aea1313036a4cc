-- +goose Up
-- Instants are microseconds since 1970 UTC, 0 for none. Dates are ISO text. Booleans are 0 and 1.
-- Keys sort by bytes on both databases.

-- One row for everything that is locked: a person (c:), a contact-point value (k:), an account (a:).
-- Whoever reads facts to act on them, or changes facts, locks these rows first, in order of key.
CREATE TABLE subject (
    key TEXT COLLATE "C" PRIMARY KEY
);

CREATE TABLE portfolio (
    id TEXT COLLATE "C" PRIMARY KEY,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE schedule (
    portfolio_id TEXT COLLATE "C" PRIMARY KEY REFERENCES portfolio (id),
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE feed (
    id TEXT COLLATE "C" PRIMARY KEY,
    portfolio_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE INDEX feed_latest ON feed (portfolio_id, kind, as_of);

CREATE TABLE customer (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    salutation TEXT NOT NULL,
    locale TEXT NOT NULL,
    zones TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE contact_point (
    id TEXT COLLATE "C" PRIMARY KEY,
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES customer (id),
    channel TEXT NOT NULL,
    value TEXT NOT NULL,
    postal TEXT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    consent TEXT NOT NULL,
    health TEXT NOT NULL,
    position BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX contact_point_customer ON contact_point (customer_id);
CREATE INDEX contact_point_key ON contact_point (key);

-- Numbers and addresses that opted out. It outlives the contact points that had them.
CREATE TABLE withdrawal (
    key TEXT COLLATE "C" PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE TABLE account (
    id TEXT COLLATE "C" PRIMARY KEY,
    portfolio_id TEXT COLLATE "C" NOT NULL REFERENCES portfolio (id),
    customer_id TEXT COLLATE "C" NOT NULL REFERENCES customer (id),
    product TEXT NOT NULL,
    last4 TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL,
    overdue BIGINT NOT NULL,
    minimum_due BIGINT NOT NULL,
    paid_since BIGINT NOT NULL,
    due_date TEXT COLLATE "C" NOT NULL,
    as_of BIGINT NOT NULL,
    taken_on TEXT COLLATE "C" NOT NULL,
    cycle BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX account_walk ON account (portfolio_id, customer_id, due_date);

CREATE TABLE joint_debtor (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    customer_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);

CREATE TABLE payment (
    id TEXT COLLATE "C" PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX payment_account ON payment (account_id, received_at);

CREATE TABLE hold (
    id TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    channel TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    released_at BIGINT NOT NULL
);
CREATE INDEX hold_customer ON hold (customer_id);
CREATE INDEX hold_account ON hold (account_id);

CREATE TABLE run (
    id TEXT COLLATE "C" PRIMARY KEY,
    portfolio_id TEXT COLLATE "C" NOT NULL REFERENCES portfolio (id),
    business_date TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    policy TEXT NOT NULL,
    reason TEXT NOT NULL,
    after_customer TEXT COLLATE "C" NOT NULL,
    actor TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    UNIQUE (portfolio_id, business_date)
);

CREATE TABLE run_account (
    run_id TEXT COLLATE "C" NOT NULL REFERENCES run (id),
    account_id TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    rule TEXT NOT NULL,
    reminder_id TEXT COLLATE "C" NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (run_id, account_id)
);
CREATE INDEX run_account_reminder ON run_account (reminder_id);
CREATE INDEX run_account_account ON run_account (account_id);

CREATE TABLE reminder (
    id TEXT COLLATE "C" PRIMARY KEY,
    portfolio_id TEXT COLLATE "C" NOT NULL,
    run_id TEXT COLLATE "C" NOT NULL,
    business_date TEXT COLLATE "C" NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    lead_account TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    step TEXT NOT NULL,
    template TEXT NOT NULL,
    locale TEXT NOT NULL,
    channels TEXT NOT NULL,
    state TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT NOT NULL,
    policy TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    rule TEXT NOT NULL,
    handed_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX reminder_due ON reminder (state, not_before, id);
-- what is too late is looked for at every tick
CREATE INDEX reminder_late ON reminder (not_after) WHERE state IN ('planned', 'queued');
CREATE INDEX reminder_run ON reminder (run_id);
CREATE INDEX reminder_customer ON reminder (customer_id);

CREATE TABLE reminder_item (
    reminder_id TEXT COLLATE "C" NOT NULL REFERENCES reminder (id),
    account_id TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    step TEXT NOT NULL,
    cycle BIGINT NOT NULL,
    position BIGINT NOT NULL,
    released BIGINT NOT NULL,
    PRIMARY KEY (reminder_id, account_id)
);
-- P1: of an account's step in a cycle there is one reminder, until it is released.
CREATE UNIQUE INDEX reminder_item_once ON reminder_item (account_id, step, cycle) WHERE released = 0;

CREATE TABLE attempt (
    id TEXT COLLATE "C" PRIMARY KEY,
    reminder_id TEXT COLLATE "C" NOT NULL REFERENCES reminder (id),
    channel TEXT NOT NULL,
    point_id TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    worker TEXT COLLATE "C" NOT NULL,
    template TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    provider TEXT NOT NULL,
    ref TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    not_after BIGINT NOT NULL,
    claimed_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
-- P1: of a reminder, at most one attempt is on its way, accepted or unknown.
CREATE UNIQUE INDEX attempt_once ON attempt (reminder_id) WHERE state IN ('sending', 'accepted', 'unknown', 'delivered');
CREATE INDEX attempt_sending ON attempt (worker) WHERE state = 'sending';

CREATE TABLE contact (
    id TEXT COLLATE "C" PRIMARY KEY,
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    customer_id TEXT COLLATE "C" NOT NULL,
    address_key TEXT COLLATE "C" NOT NULL,
    portfolio_id TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE INDEX contact_customer ON contact (customer_id, at);
CREATE INDEX contact_address ON contact (address_key, at);

CREATE TABLE contact_account (
    contact_id TEXT COLLATE "C" NOT NULL REFERENCES contact (id),
    account_id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (contact_id, account_id)
);
CREATE INDEX contact_account_at ON contact_account (account_id, at);

CREATE TABLE event (
    id TEXT COLLATE "C" PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    actor TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX event_subject ON event (subject, id);

CREATE TABLE lease (
    name TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE app_user (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE token (
    id TEXT COLLATE "C" PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES app_user (id),
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    body TEXT NOT NULL
);

-- Four eyes, in the database itself.
CREATE TABLE approval (
    id TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    requested_by TEXT NOT NULL CHECK (requested_by <> ''),
    requested_at BIGINT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    CHECK (approved_by <> requested_by)
);

-- +goose Down
DROP TABLE approval; DROP TABLE token; DROP TABLE app_user; DROP TABLE lease; DROP TABLE event;
DROP TABLE contact_account; DROP TABLE contact; DROP TABLE attempt; DROP TABLE reminder_item;
DROP TABLE reminder; DROP TABLE run_account; DROP TABLE run; DROP TABLE hold; DROP TABLE payment;
DROP TABLE joint_debtor; DROP TABLE account; DROP TABLE contact_point; DROP TABLE withdrawal; DROP TABLE customer;
DROP TABLE feed; DROP TABLE schedule; DROP TABLE portfolio; DROP TABLE subject;
