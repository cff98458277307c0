//! The calculus of legal time, by its public doors and with the calendars and counting rules that are shipped.

#[path = "deadline/shipped.rs"]
mod shipped;
#[path = "deadline/vectors.rs"]
mod vectors;
