//! How wide a text will be, without any font: a cautious guess, the same on every machine.

/// Wider than most sans-serif faces draw, so that text stays inside its box: thousandths of the font's size.
fn advance(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' => 340,
        't' | 'f' | 'r' | ' ' | '-' | '/' | '`' | '"' => 390,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 900,
        'A'..='Z' | '&' | '_' | '=' | '<' | '>' | '+' | '→' => 720,
        c if u32::from(c) < 0x2E80 => 590,
        _ => 1_020,
    }
}

/// Width in pixels at a font size.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(advance(c))).sum();
    i32::try_from(thousandths * i64::from(size) / 1_000).unwrap_or(i32::MAX / 4) + 1
}

/// Whether a line may end before and after the character: between the ideographs of Chinese anywhere.
fn is_ideograph(c: char) -> bool {
    u32::from(c) >= 0x2E80 && !"，。、；：！？）】》”’".contains(c)
}

/// Longer texts are cut: a drawing is read from a distance.
const LONGEST: usize = 300;

/// The text, or as much of its beginning as a drawing shows.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The text in lines that are no wider than `most`, broken at blanks and between ideographs; a word that is
/// wider by itself is broken where it must be.
pub(super) fn wrapped(text: &str, size: i32, most: i32) -> Vec<String> {
    let text = shortened(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(&text) {
        if width(&line, size) + width(piece.trim_end(), size) > most && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        for c in piece.chars() {
            if width(&line, size) > most {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Words with the blanks after them, and ideographs one by one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let breaks = before.is_some_and(|b| {
            (b == ' ' && c != ' ') || is_ideograph(c) || (is_ideograph(b) && c.is_alphanumeric())
        });
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_between_ideographs() {
        assert_eq!(wrapped("one two three", 12, 50), ["one two", "three"]);
        assert_eq!(wrapped("期限届满，视为同意", 12, 64), ["期限届满，", "视为同意"]);
        assert_eq!(wrapped("", 12, 64), [""]);
    }

    #[test]
    fn no_line_is_much_wider_than_asked() {
        for line in wrapped("a_word_that_nobody_would_think_of_breaking_anywhere", 12, 80) {
            assert!(width(&line, 12) <= 80 + 12, "{line}");
        }
    }
}
