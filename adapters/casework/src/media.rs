//! What kind of file bytes are, by their first ones: names and headers lie.

/// How many first bytes are looked at.
pub const LOOKED_AT: usize = 1_024;

/// Kinds by their first bytes: where the mark stands, the mark, the kind.
const MARKS: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
];

/// The kind of a file. Text is what is UTF-8 without control characters; text with markup is told apart,
/// since a browser would run what is in it.
pub fn kind_of(start: &[u8]) -> &'static str {
    let start = start.get(..LOOKED_AT).unwrap_or(start);
    let has = |at: usize, mark: &[u8]| start.get(at..at + mark.len()) == Some(mark);
    let in_riff = |at: usize| at != 8 || has(0, b"RIFF");
    if let Some((_, _, kind)) = MARKS.iter().find(|(at, mark, _)| has(*at, mark) && in_riff(*at)) {
        return kind;
    }
    match text(start) {
        Some(text) => kind_of_text(text),
        None => "application/octet-stream",
    }
}

fn text(start: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character may be cut in two at the end of what we look at.
        Err(error) if error.error_len().is_none() && start.len() == LOOKED_AT => {
            std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.is_empty() && !text.contains(control)).then_some(text)
}

fn kind_of_text(text: &str) -> &'static str {
    let low = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    if low.contains("<svg") {
        return "image/svg+xml";
    }
    if ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|tag| low.contains(tag)) {
        return "text/html";
    }
    if low.starts_with("<?xml") || low.starts_with("<!doctype") {
        return "application/xml";
    }
    "text/plain"
}

/// Whether a kind is one of those taken: `image/*` is any of its kind, drawn ones that can run a script
/// only by their full name.
pub fn is_taken(kind: &str, taken: &[String]) -> bool {
    taken.is_empty() && !runs(kind)
        || taken.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => kind.starts_with(start) && !runs(kind),
            None => kind == wanted,
        })
}

/// Whether a browser would run what is in it: never shown inline.
pub fn runs(kind: &str) -> bool {
    matches!(kind, "image/svg+xml" | "text/html" | "application/xml" | "application/xhtml+xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let long = "汉".repeat(LOOKED_AT);
        let checks: &[(&[u8], &str)] = &[
            (b"%PDF-1.7\n", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n....", "image/png"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x20ftypisom", "video/mp4"),
            (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
            (b"I claim 12,000.", "text/plain"),
            (long.as_bytes(), "text/plain"),
            (b"\n <!DOCTYPE html><p>", "text/html"),
            (b"hello <script>alert(1)</script>", "text/html"),
            (b"<?xml version='1.0'?><svg xmlns=''>", "image/svg+xml"),
            (b"MZ\x90\0\x03", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ];
        for (start, expected) in checks {
            assert_eq!(kind_of(start), *expected, "{}", String::from_utf8_lossy(start));
        }
    }

    #[test]
    fn a_star_takes_its_kind_but_nothing_that_runs() {
        let images = ["image/*".to_owned()];
        assert!(is_taken("image/png", &images));
        assert!(!is_taken("image/svg+xml", &images));
        assert!(!is_taken("application/pdf", &images));
        assert!(is_taken("image/svg+xml", &["image/svg+xml".to_owned()]));
        assert!(is_taken("application/pdf", &[]));
        assert!(!is_taken("text/html", &[]));
    }
}
