//! What people see of a case, made from the case and its docket each time: it can't go stale.

mod case;
mod choices;
mod clocks;
mod data;
mod explanations;
mod feed;
mod guarantees;
mod inbox;
mod ledger;
mod lines;
mod names;
mod openings;
mod refusals;
mod remaining;
mod representation;
mod tasks;
mod timeline;
mod unreadable;

pub use case::{CaseView, ConsentView, DocumentView, EndView, PartyView, StatusView};
pub use clocks::{ClockView, ExpiryView};
pub use data::DataView;
pub use explanations::ExplainedClock;
pub use feed::{FeedItem, FeedView};
pub use guarantees::{
    AssumptionView, CastView, ExploredView, GuaranteeView, StoryStepView, StoryView, guarantees,
};
pub use inbox::{CaseItem, InboxItem};
pub use ledger::{DeadlineView, LedgerLineView, LedgerView, StretchView};
pub use openings::{Opening, OpeningRole};
pub use remaining::{CountedWith, RemainingView, ThereView};
pub use representation::{ActingView, MayRepresent, RepresentedView};
pub use tasks::{OutcomeView, TakesView, TaskView};
pub use timeline::{Line, TimelineEntry};
