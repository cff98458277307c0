//! Why a step failed, for whoever wrote it: what was expected, and what is.

/// A step that didn't do or find what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `expected the case to be in …`
    pub expected: String,
    /// What is instead, in sentences.
    pub is: Vec<String>,
}

impl Failure {
    /// Something expected, and one sentence about what is.
    pub fn new(expected: impl Into<String>, is: impl Into<String>) -> Self {
        Self { expected: expected.into(), is: vec![is.into()] }
    }

    /// Something that can't be done as the scenario says it.
    pub fn cannot(message: impl Into<String>) -> Self {
        Self { expected: message.into(), is: Vec::new() }
    }

    /// One more sentence about what is.
    #[must_use]
    pub fn because(mut self, sentence: impl Into<String>) -> Self {
        self.is.push(sentence.into());
        self
    }

    /// Something that a step of this sentence always carries; said for who changes the vocabulary.
    pub fn lacks(what: &str) -> Self {
        Self::cannot(format!("the sentence of this step should carry {what}, and doesn't"))
    }

    /// The world of the scenario itself failed.
    pub fn fault(error: impl std::fmt::Display) -> Self {
        Self::cannot(format!("the test bench failed: {error}"))
    }
}

/// What a step gives.
pub type Played<T = ()> = Result<T, Failure>;
