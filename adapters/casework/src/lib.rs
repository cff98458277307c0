//! The imperative shell of Registrar, free of technology: it waits and never decides.
//!
//! A case changes only through [`advance`](door::Door::advance), the one door; what the engine asks of
//! the world is performed here; what people see is derived here. Databases, mail and HTTP are behind
//! [`ports`].

pub mod ports;
