//! The two languages of the portal, and which one a request is answered in.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// A language of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        match code.split(['-', '_']).next()? {
            "en" => Some(Self::En),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }

    /// The first of the reader's languages that there is, by weight.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let wanted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut found: Vec<(u32, Self)> = wanted
            .split(',')
            .take(20)
            .filter_map(|one| {
                let mut parts = one.split(';');
                let language = Self::from_code(parts.next()?.trim())?;
                let weight = parts.next().and_then(|q| q.trim().strip_prefix("q=")).unwrap_or("1");
                let weight: f32 = weight.parse().ok()?;
                (weight > 0.0).then_some(((weight.min(1.0) * 1_000.0) as u32, language))
            })
            .collect();
        // Stable: among equals the first named.
        found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        found.first().map(|(_, language)| *language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(text: &str) -> Option<Lang> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, text.parse().unwrap());
        Lang::accepted(&headers)
    }

    #[test]
    fn the_heaviest_language_that_there_is_wins() {
        assert_eq!(accepted("zh-CN,zh;q=0.9,en;q=0.8"), Some(Lang::Zh));
        assert_eq!(accepted("fr;q=1, en;q=0.4, zh;q=0.5"), Some(Lang::Zh));
        assert_eq!(accepted("fr"), None);
        assert_eq!(accepted("en;q=0"), None);
    }
}
