//! Texts that are shown to people, in the two languages of the portal.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The languages of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese, simplified characters.
    Zh,
}

impl std::str::FromStr for Language {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "en" => Ok(Self::En),
            "zh" => Ok(Self::Zh),
            _ => Err(()),
        }
    }
}

/// One text in both languages; where the author gave only one, it stands for both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Words {
    /// English.
    pub en: Arc<str>,
    /// Chinese.
    pub zh: Arc<str>,
}

impl Words {
    /// A text in both languages.
    pub fn new(en: &str, zh: &str) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// One text for both languages.
    pub fn same(text: &str) -> Self {
        let text: Arc<str> = text.into();
        Self { en: text.clone(), zh: text }
    }

    /// The text in a language.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}
