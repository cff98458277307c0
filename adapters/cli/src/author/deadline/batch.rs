//! Many questions: a JSON object on each line, an answer a line in the same order. A question that can't be
//! answered gets `{"error": …}` in its place, and the others are answered all the same.

use super::question::{Desk, Question};
use super::written::short;
use crate::outcome::Outcome;
use registrar_engine::deadline::Language;
use registrar_engine::finding::nearest;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read as _, Write};
use std::path::Path;

/// Longest line that is read.
const MAX_LINE: u64 = 1 << 20;

/// Answers a file, or standard input for `-`.
pub fn run(file: &Path, desk: &Desk, language: Language) -> Outcome {
    let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        match File::open(file) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(e) => return Outcome::Misused(format!("`{}` can't be read: {e}", file.display())),
        }
    };
    match answer_all(input, BufWriter::new(std::io::stdout().lock()), desk, language) {
        Ok(()) => Outcome::Fine,
        // The reader has gone: there is nobody to tell.
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Outcome::Fine,
        Err(e) => Outcome::Failed(format!("`{}`: {e}", file.display())),
    }
}

fn answer_all(
    mut input: Box<dyn BufRead>,
    mut output: impl Write,
    desk: &Desk,
    language: Language,
) -> std::io::Result<()> {
    let (mut line, mut number) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        number += 1;
        let whole = line.len() as u64 != MAX_LINE || line.ends_with(b"\n");
        let answer = if whole {
            answer(&line, number, desk, language)
        } else {
            input.skip_until(b'\n')?;
            json!({ "error": format!("line {number} has more than {MAX_LINE} bytes") })
        };
        writeln!(output, "{answer}")?;
    }
}

/// What editors put before a text to say that it is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn answer(line: &[u8], number: u64, desk: &Desk, language: Language) -> Value {
    let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| number == 1).unwrap_or(line);
    if line.trim_ascii().is_empty() {
        return json!({ "error": format!("line {number} is empty") });
    }
    let asked: Question = match serde_json::from_slice(line) {
        Ok(asked) => asked,
        // serde_json sees one line: the number it gives is not that of the file.
        Err(e) => {
            let why = e.to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            let place = format!("line {number}, column {}", e.column());
            return json!({ "error": format!("{place}: this is no question as JSON: {}{}", short(why), near(why)) });
        }
    };
    let mut answer = match desk.count(&asked) {
        Ok(counted) => counted.answer(language),
        Err(refused) => json!({ "error": format!("line {number}, {refused}") }),
    };
    if let Some(id) = asked.id {
        answer["id"] = id;
    }
    answer
}

/// A key that was probably meant.
fn near(why: &str) -> String {
    const KEYS: [&str; 13] = [
        "counting",
        "calendar",
        "from",
        "period",
        "before",
        "earliest",
        "manner",
        "extended",
        "suspended",
        "zone",
        "at",
        "also_in",
        "id",
    ];
    let wrong = why.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    match wrong.and_then(|wrong| nearest(wrong, KEYS)) {
        Some(key) => format!("; did you mean `{key}`?"),
        None => String::new(),
    }
}
