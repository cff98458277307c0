//! What people see of a case, made from the case and its docket each time: it can't go stale.

mod case;
mod clocks;
mod inbox;
mod lines;
mod names;
mod openings;
mod tasks;
mod timeline;

pub use case::{CaseView, ConsentView, DataView, DocumentView, EndView, PartyView, StatusView};
pub use clocks::{ClockView, ExpiryView};
pub use inbox::{CaseItem, InboxItem};
pub use openings::{Opening, OpeningRole};
pub use tasks::{OutcomeView, TakesView, TaskView};
pub use timeline::{Line, TimelineEntry};
