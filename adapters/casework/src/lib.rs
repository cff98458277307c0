//! The imperative shell of Registrar, free of technology: it waits and never decides.
//!
//! A case changes only through [`Casework::advance`], the one door; what the engine asks of the world is
//! performed here; what people see is derived here. Databases, mail and HTTP are behind [`ports`].

pub mod access;
mod addressees;
mod audience;
mod batch;
mod build;
mod charts;
mod command;
mod deploy;
mod dispatch;
mod door;
mod editions;
mod effects;
mod feed;
mod fresh;
mod gathered;
mod incidents;
mod invite;
mod letter;
pub mod lot;
pub mod media;
mod messages;
pub mod meter;
mod office;
mod outbox;
pub mod ports;
mod preferences;
mod readiness;
mod reading;
mod recent;
mod reception;
mod reminder;
mod replay;
mod shutdown;
pub mod statistics;
mod systems;
mod time;
mod timers;
mod uploads;
mod verdicts;
pub mod view;
mod wake;
mod words;
mod workers;
mod working;
mod writer;

pub use build::{Checked, Checks, build, build_on, build_to_try, check, check_on, prove};
pub use charts::Charts;
pub use command::{Act, Answer, Caller, Command, LARGEST_COMMAND, LONGEST_KEY, Rejection, Wish};
pub use deploy::{DeployFault, Deployment, deploy, deploy_under};
pub use door::Door;
pub use feed::NewFeed;
pub use fresh::{case_id, code, id};
pub use office::{Casework, Running, Settings};
pub use preferences::known_zone;
pub use readiness::Unready;
pub use replay::{DocketCheck, ReplayFault, replay};
pub use systems::SYSTEMS;
pub use time::{MovableClock, SystemClock, sleep_until};
pub use verdicts::{DefinitionItem, Proven};
pub use words::{for_the_eye, say};
