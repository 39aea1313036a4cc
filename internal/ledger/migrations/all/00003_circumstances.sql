-- +goose Up
-- What a policy decides over beside the money: where people are and what they asked for, what was agreed with
-- them, contacts made elsewhere; and the versions of the policies themselves.

ALTER TABLE customer ADD COLUMN places TEXT NOT NULL DEFAULT ''; -- separated by spaces
ALTER TABLE customer ADD COLUMN inconvenient TEXT NOT NULL DEFAULT ''; -- JSON; so waivers
ALTER TABLE customer ADD COLUMN waivers TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN prefers TEXT NOT NULL DEFAULT ''; -- channels, separated by spaces

ALTER TABLE contact_point ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE contact_point ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact_point ADD COLUMN work BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact_point ADD COLUMN basis TEXT NOT NULL DEFAULT '';

ALTER TABLE account ADD COLUMN role TEXT NOT NULL DEFAULT '';

CREATE TABLE guarantor (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    customer_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);

ALTER TABLE hold ADD COLUMN review_on TEXT NOT NULL DEFAULT '';

-- The group of portfolios that a contact was made for, at the time; empty: its portfolio alone.
ALTER TABLE contact ADD COLUMN grp TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN work BIGINT NOT NULL DEFAULT 0;

CREATE TABLE promise (
    id TEXT COLLATE "C" PRIMARY KEY,
    customer_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    amount BIGINT NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    remind_at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    cancelled_at BIGINT NOT NULL,
    kept_at BIGINT NOT NULL DEFAULT 0, -- worked out from payments
    updated_at BIGINT NOT NULL
);
CREATE INDEX promise_customer ON promise (customer_id);
CREATE INDEX promise_account ON promise (account_id);
-- the walk looks for those of a date
CREATE INDEX promise_remind ON promise (remind_at);
CREATE INDEX promise_kept ON promise (kept_at);

CREATE TABLE appointment (
    id TEXT COLLATE "C" PRIMARY KEY,
    customer_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    cancelled_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX appointment_customer ON appointment (customer_id);
CREATE INDEX appointment_account ON appointment (account_id);
CREATE INDEX appointment_at ON appointment (at);

CREATE TABLE repayment_plan (
    id TEXT COLLATE "C" PRIMARY KEY,
    customer_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    agreed_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    paid BIGINT NOT NULL DEFAULT 0, -- worked out from payments
    updated_at BIGINT NOT NULL
);
CREATE INDEX repayment_plan_customer ON repayment_plan (customer_id);
CREATE INDEX repayment_plan_account ON repayment_plan (account_id);

CREATE TABLE instalment (
    plan_id TEXT COLLATE "C" NOT NULL REFERENCES repayment_plan (id),
    number BIGINT NOT NULL, -- from 1
    due_on TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    upto BIGINT NOT NULL, -- the sum of the instalments up to and with this one: what covers it
    PRIMARY KEY (plan_id, number)
);
CREATE INDEX instalment_due ON instalment (due_on);

CREATE TABLE notice (
    customer_id TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, account_id, kind, at)
);
CREATE INDEX notice_account ON notice (account_id);

CREATE TABLE step_skip (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    step TEXT NOT NULL,
    cycle BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (account_id, step, cycle)
);

-- Every version of a policy that ever decided or was proposed. Four eyes, in the database itself.
CREATE TABLE policy_version (
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    body TEXT NOT NULL, -- JSON: what stands in each file
    origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
    note TEXT NOT NULL,
    proposed_by TEXT NOT NULL CHECK (proposed_by <> ''),
    proposed_at BIGINT NOT NULL,
    published_by TEXT NOT NULL DEFAULT '',
    published_at BIGINT NOT NULL DEFAULT 0,
    CHECK (published_by = '' OR published_by <> proposed_by OR origin = 'shipped')
);
CREATE INDEX policy_version_name ON policy_version (name, proposed_at);

CREATE TABLE policy_active (
    name TEXT COLLATE "C" PRIMARY KEY,
    version TEXT COLLATE "C" NOT NULL REFERENCES policy_version (id)
);

-- +goose Down
DROP TABLE policy_active; DROP TABLE policy_version; DROP TABLE step_skip; DROP TABLE notice; DROP TABLE instalment;
DROP TABLE repayment_plan; DROP TABLE appointment; DROP TABLE promise; DROP TABLE guarantor;
ALTER TABLE contact DROP COLUMN work; ALTER TABLE contact DROP COLUMN asked; ALTER TABLE contact DROP COLUMN grp;
ALTER TABLE hold DROP COLUMN review_on;
ALTER TABLE account DROP COLUMN role;
ALTER TABLE contact_point DROP COLUMN basis; ALTER TABLE contact_point DROP COLUMN work;
ALTER TABLE contact_point DROP COLUMN confirmed_at; ALTER TABLE contact_point DROP COLUMN form;
ALTER TABLE customer DROP COLUMN prefers; ALTER TABLE customer DROP COLUMN waivers;
ALTER TABLE customer DROP COLUMN inconvenient; ALTER TABLE customer DROP COLUMN places;
