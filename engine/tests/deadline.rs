//! The calculus of legal time, by its public doors and with the calendars and counting rules that are shipped.

#[path = "deadline/days.rs"]
mod days;
#[path = "deadline/explained.rs"]
mod explained;
#[path = "deadline/layers.rs"]
mod layers;
#[path = "deadline/ledger.rs"]
mod ledger;
#[path = "deadline/mistakes.rs"]
mod mistakes;
#[path = "deadline/properties.rs"]
mod properties;
#[path = "deadline/remaining.rs"]
mod remaining;
#[path = "deadline/reminders.rs"]
mod reminders;
#[path = "deadline/shipped.rs"]
mod shipped;
#[path = "deadline/vectors.rs"]
mod vectors;
#[path = "deadline/zones.rs"]
mod zones;
