//! Definitions from elsewhere in the words of the language: W3C SCXML, and the business services of
//! the DIGIT platform.
//!
//! An importer is a function from a text to definitions and findings. It opens no file, follows no
//! reference out of its text, and reads no more than the limits of its format allow. What can't be
//! carried over is a finding with its place in the text that came, and stands in the definition where
//! it stood, so that the definition isn't taken for the whole.

pub mod digit;
mod layout;
mod pages;
pub mod scxml;

pub use pages::{explain_code, explained_codes};

use registrar_engine::finding::Finding;

/// What came of a text.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The definitions, in the order of the text; none where nothing could be read.
    pub definitions: Vec<Written>,
    /// What is wrong or worth knowing, with places in the text that came.
    pub findings: Vec<Finding>,
}

/// A definition as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its `workflow`.
    pub workflow: String,
    /// The YAML.
    pub text: String,
}
