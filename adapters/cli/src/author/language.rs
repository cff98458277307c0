//! In which language a command speaks to an author.

/// English or Chinese.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// Its code, as definitions have it.
    pub fn code(self) -> &'static str {
        self.pick("en", "zh")
    }

    /// What is said in this language.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::En => english,
            Self::Zh => chinese,
        }
    }
}
