//! The engine of Registrar decides what happens in a case. It never waits: no async, clock,
//! randomness, file system, environment, network, thread or log is used here. What it needs of the
//! world is an argument; what it wants of the world is a value.

pub mod finding;
pub mod moment;
pub mod value;
pub mod yaml;
