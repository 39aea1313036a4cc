-- +goose Up
-- A version is written once; being published is the one thing that ever happens to it.
-- +goose StatementBegin
CREATE TRIGGER policy_version_stays BEFORE UPDATE ON policy_version
WHEN OLD.published_by <> '' OR NEW.published_by = '' OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.body <> OLD.body
    OR NEW.origin <> OLD.origin OR NEW.note <> OLD.note OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_at <> OLD.proposed_at
BEGIN
    SELECT RAISE(ABORT, 'versions of a policy are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER policy_version_no_delete BEFORE DELETE ON policy_version BEGIN
    SELECT RAISE(ABORT, 'versions of a policy are append-only');
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER policy_version_stays;
DROP TRIGGER policy_version_no_delete;
