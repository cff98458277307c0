//! Titles in the reader's language, and names for the eye where an author gave no title.

use registrar_engine::definition::Text;

/// A text in a language; else in English; else in any; else its name, for the eye.
pub fn say(text: &Text, language: &str, name: &str) -> String {
    text.get(language)
        .or_else(|| text.get("en"))
        .or_else(|| text.values().next())
        .cloned()
        .unwrap_or_else(|| for_the_eye(name))
}

/// `file_defence` as `file defence`.
pub fn for_the_eye(name: &str) -> String {
    name.replace(['_', '.'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_said_in_the_nearest_language_there_is() {
        let both =
            Text::from([("en".to_owned(), "Defence".to_owned()), ("zh".to_owned(), "答辩".to_owned())]);
        let one = Text::from([("zh".to_owned(), "答辩".to_owned())]);
        assert_eq!(say(&both, "zh", "x"), "答辩");
        assert_eq!(say(&both, "fr", "x"), "Defence");
        assert_eq!(say(&one, "en", "x"), "答辩");
        assert_eq!(say(&Text::new(), "en", "file_defence"), "file defence");
    }
}
