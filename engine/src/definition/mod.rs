//! What an author may write: a definition as it stands in the text, names not yet resolved.
//!
//! Reading never fails as a whole: what can be read is kept, and everything wrong is a [`Finding`]
//! with its place. Whether names exist, types fit and rules of meaning hold is decided by
//! [`crate::chart`].

mod ast;

pub use ast::*;
