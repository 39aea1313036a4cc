-- +goose Up
-- A version is written once; being published is the one thing that ever happens to it.
-- +goose StatementBegin
CREATE FUNCTION policy_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of a policy are append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER policy_version_stays BEFORE UPDATE ON policy_version FOR EACH ROW
    WHEN (OLD.published_by <> '' OR NEW.published_by = '' OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.body <> OLD.body
        OR NEW.origin <> OLD.origin OR NEW.note <> OLD.note OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_at <> OLD.proposed_at)
    EXECUTE FUNCTION policy_version_refuse();
CREATE TRIGGER policy_version_no_delete BEFORE DELETE OR TRUNCATE ON policy_version
    FOR EACH STATEMENT EXECUTE FUNCTION policy_version_refuse();

-- +goose Down
DROP TRIGGER policy_version_stays ON policy_version;
DROP TRIGGER policy_version_no_delete ON policy_version;
DROP FUNCTION policy_version_refuse();
