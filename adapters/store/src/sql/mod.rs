//! One text of SQL for both databases. Where they differ, the two texts stand side by side in the function
//! that needs them; what differs everywhere (lists of rows as an argument, connections, rows) is here.

mod database;
mod fault;
mod in_file;
mod in_hand;
mod row;
mod shard;
mod statement;

pub use database::{Database, Pool, Ran, Transaction};
pub use fault::unavailable;
pub use in_file::{WAIT, Writer};
pub use row::{Reader, Row, integer, json};
pub use shard::Spread;
pub use statement::{Kind, List, Statement, Value};
