//! The store ports on SQLite and on PostgreSQL: the only place with SQL. Rows never leave this crate: they
//! are parsed into the domain's types, and a row that doesn't parse is a fault that names it.

mod address;
mod audience;
mod backup;
mod case;
mod charge;
mod clock;
mod commit;
mod copy;
mod definition;
mod desk;
mod distribute;
mod documents;
mod floor;
mod groups;
mod incident;
mod integrity;
mod node;
mod open;
mod outbox;
mod people;
mod renamed;
mod sql;
mod store;
mod tables;
mod trusted;
mod watch;

pub use address::{Address, BadAddress, Server};
pub use backup::backup;
pub use charge::Charge;
pub use copy::{Copied, copy, count};
pub use distribute::{PLACES, Place};
pub use documents::FileDocuments;
pub use floor::{ByHand, Template, Written};
pub use open::{OpenFault, Program, SCHEMA, SqlStore, Step};
pub use renamed::Renamed;
pub use trusted::{Dials, Mark, TrustedClock};
