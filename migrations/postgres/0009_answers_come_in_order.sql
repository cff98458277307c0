-- Keys that are made one after another lie side by side: without this each answer changes a page of its own, that of who
-- asked. One statement, outside of a transaction: it is built beside those who write.
CREATE UNIQUE INDEX CONCURRENTLY answer_by_key ON answer (key, scope);
