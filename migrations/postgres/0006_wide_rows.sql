-- On SQLite this step makes tables of wide rows anew. PostgreSQL keeps wide rows well; here only the two indexes of
-- the outbox go that nothing asks any more: what is asked of the outbox is asked of a case's rows.

DROP INDEX outbox_id;
DROP INDEX outbox_group;
