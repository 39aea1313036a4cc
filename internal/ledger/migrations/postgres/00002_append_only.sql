-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_refuse();

-- +goose Down
DROP TRIGGER event_append_only ON event;
DROP FUNCTION event_refuse();
