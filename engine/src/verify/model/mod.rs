//! The chart as a transition system over small configurations: what the verifier explores. What it leaves out and how is
//! told in `docs/proofs.md`; that it does what `step` does is tested on random charts.

mod ask;
mod bits;
mod build;
mod choice;
mod compile;
mod condition;
mod consenting;
mod cover;
mod enter;
mod fails;
mod fewer;
mod happen;
mod hidden;
mod home;
mod leave;
mod lookup;
mod memory;
mod moves;
mod node;
mod noise;
mod now;
mod observe;
mod operation;
mod play;
mod played;
mod population;
mod relevant;
mod select;
mod sure;
mod tabulate;
mod tell;
mod timing;
mod words;

pub use ask::is_active;
pub use bits::Var;
pub use build::{Model, NotModelled};
pub use choice::{Choices, Free, Hidden};
pub use consenting::consents_are_own;
pub use cover::{
    Cover, all_roles, all_states, blocks_of, domain_of, each_action, hidden_by, is_box, is_within, outwards,
    read_to_write, sources_of,
};
pub use fails::Fails;
pub use fewer::Fewer;
pub use home::home_of;
pub use lookup::Lookup;
pub use moves::{Act, Move};
pub use node::{Node, NodeIx, NodeKind, Whom, seats_of};
pub use observe::observe;
pub use operation::EventIx;
pub use play::{Play, Seen};
pub use played::{Decision, Deed, Letter, Ways};
pub use population::{Population, Slot, populations, together};
pub(in crate::verify) use relevant::blocks;
pub use select::ByOrder;
pub use sure::{Doubt, Sure};
pub use timing::{Begun, Timers};
