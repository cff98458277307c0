//! The tables as data, for what goes through all of them. Kept equal to the migrations by a test.

use crate::sql::Kind::{self, Int, Text};
use crate::sql::{List, Statement, Value};

/// A table.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// How many of its columns, from the first, are its key.
    pub key: usize,
    pub columns: &'static [(&'static str, Kind)],
}

impl Table {
    /// Its columns, with commas between them.
    pub fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// Adds rows, each with a cell for each column.
    pub fn insert<'a>(&self, cells: Vec<Value<'a>>) -> Statement<'a> {
        self.insert_and(cells, "")
    }

    /// The same, with what comes behind the rows: what is done about those that are there, what is given back.
    pub fn insert_and<'a>(&self, cells: Vec<Value<'a>>, behind: &str) -> Statement<'a> {
        let kinds: Vec<Kind> = self.columns.iter().map(|(_, kind)| *kind).collect();
        let sql = format!("INSERT INTO {} ({}) {{list}} {behind}", self.name, self.names());
        Statement::new(sql).list(List { kinds: kinds.into(), cells })
    }
}

pub const CASE_FILE: Table = Table {
    name: "case_file",
    key: 2,
    columns: &[
        ("shard", Int),
        ("case_id", Text),
        ("workflow", Text),
        ("version", Int),
        ("digest", Text),
        ("edition", Text),
        ("revision", Int),
        ("opened_at", Int),
        ("latest_at", Int),
        ("ended_at", Int),
        ("outcome", Text),
        ("next_due", Int),
        ("head_hash", Text),
        ("body", Text),
    ],
};

pub const DOCKET_ENTRY: Table = Table {
    name: "docket_entry",
    key: 3,
    columns: &[("shard", Int), ("case_id", Text), ("number", Int), ("body", Text), ("hash", Text)],
};

pub const OPEN_TASK: Table = Table {
    name: "open_task",
    key: 4,
    columns: &[
        ("shard", Int),
        ("case_id", Text),
        ("number", Int),
        ("audience", Text),
        ("task", Text),
        ("assignee", Text),
        ("opened_at", Int),
        ("due_at", Int),
        ("due_order", Int),
        ("workflow", Text),
        ("digest", Text),
    ],
};

pub const CASE_ACCESS: Table = Table {
    name: "case_access",
    key: 3,
    columns: &[("shard", Int), ("case_id", Text), ("audience", Text), ("opened_at", Int)],
};

pub const OUTBOX: Table = Table {
    name: "outbox",
    key: 3,
    columns: &[
        ("shard", Int),
        ("case_id", Text),
        ("outbox_id", Text),
        ("entry", Int),
        ("group_id", Text),
        ("due_at", Int),
        ("attempts", Int),
        ("lease_at", Int),
        ("standing", Text),
        ("settled_at", Int),
        ("reason", Text),
        ("body", Text),
    ],
};

pub const ANSWER: Table = Table {
    name: "answer",
    key: 2,
    columns: &[("scope", Text), ("key", Text), ("request", Text), ("body", Text), ("answered_at", Int)],
};

/// What an installation keeps, in an order in which each row refers to rows before it. Not among them: what the
/// store says of itself, and which nodes work on it now.
pub const KEPT: &[&Table] = &[
    &Table {
        name: "definition",
        key: 1,
        columns: &[
            ("digest", Text),
            ("workflow", Text),
            ("version", Int),
            ("deployed_at", Int),
            ("text", Text),
            ("resources", Text),
        ],
    },
    &Table {
        name: "definition_edition",
        key: 2,
        columns: &[
            ("digest", Text),
            ("number", Int),
            ("edition", Text),
            ("deployed_at", Int),
            ("calendars", Text),
        ],
    },
    &CASE_FILE,
    &DOCKET_ENTRY,
    &OPEN_TASK,
    &CASE_ACCESS,
    &OUTBOX,
    &ANSWER,
    &Table {
        name: "incident",
        key: 1,
        columns: &[
            ("incident_id", Text),
            ("case_id", Text),
            ("opened_at", Int),
            ("resolved_at", Int),
            ("body", Text),
        ],
    },
    &Table {
        name: "draft",
        key: 2,
        columns: &[("slot", Text), ("person", Text), ("form", Text), ("saved_at", Int)],
    },
    &Table {
        name: "lodged_upload",
        key: 4,
        columns: &[
            ("slot", Text),
            ("person", Text),
            ("document", Text),
            ("digest", Text),
            ("name", Text),
            ("media", Text),
            ("size", Int),
            ("lodged_at", Int),
        ],
    },
    &Table {
        name: "portal_message",
        key: 1,
        columns: &[
            ("portal_message_id", Text),
            ("audience", Text),
            ("case_id", Text),
            ("sent_at", Int),
            ("read_at", Int),
            ("body", Text),
        ],
    },
    &Table {
        name: "person",
        key: 1,
        columns: &[
            ("person_id", Text),
            ("name", Text),
            ("organisation", Text),
            ("contact", Text),
            ("language", Text),
            ("zone", Text),
        ],
    },
    &Table { name: "person_pool", key: 2, columns: &[("pool", Text), ("person_id", Text)] },
    &Table { name: "organisation", key: 1, columns: &[("name", Text), ("title", Text)] },
    &Table { name: "token", key: 1, columns: &[("hash", Text), ("person_id", Text), ("expires_at", Int)] },
    &Table { name: "feed", key: 1, columns: &[("person_id", Text), ("hash", Text), ("made_at", Int)] },
    &Table {
        name: "invitation",
        key: 1,
        columns: &[
            ("hash", Text),
            ("case_id", Text),
            ("member", Text),
            ("expires_at", Int),
            ("used_by", Text),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::SqlStore;
    use crate::sql::Reader;
    use registrar_casework::ports::StoreKind;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn the_tables_are_those_of_the_migrations() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::open_file(&folder.path().join("a.db"), StoreKind::Real).await.unwrap();
        let question =
            "SELECT t.name || '.' || c.name AS col, c.type AS kind, c.pk AS place FROM sqlite_schema t
             JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT IN
                 ('_sqlx_migrations', 'store_marker', 'schema_step', 'node', 'shard_lease')";
        let mut there = BTreeSet::new();
        for row in store.database.rows(Statement::new(question)).await.unwrap() {
            let reader = Reader::new("column", "col", &row);
            let kind = if reader.text("kind").unwrap() == "INTEGER" { Int } else { Text };
            there.insert((reader.id.clone(), kind == Int, reader.number::<u64>("place").unwrap() > 0));
        }
        let of = |table: &&Table| {
            let column = |(at, (name, kind)): (usize, &(&str, Kind))| {
                (format!("{}.{name}", table.name), *kind == Int, at < table.key)
            };
            table.columns.iter().enumerate().map(column).collect::<Vec<_>>()
        };
        let told: BTreeSet<_> = KEPT.iter().flat_map(of).collect();
        assert_eq!(told, there);
    }
}
