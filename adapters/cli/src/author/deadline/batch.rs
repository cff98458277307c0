//! Many questions: a JSON object on each line, an answer a line in the same order. A question that can't be
//! answered gets `{"error": …}` in its place, and the others are answered all the same.

use super::question::{Desk, Question};
use crate::outcome::Outcome;
use registrar_engine::deadline::Language;
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
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        let whole = line.len() as u64 != MAX_LINE || line.ends_with(b"\n");
        let answer = if whole {
            answer(&line, desk, language)
        } else {
            input.skip_until(b'\n')?;
            Err(format!("the line has more than {MAX_LINE} bytes"))
        };
        writeln!(output, "{}", answer.unwrap_or_else(|reason| json!({ "error": reason })))?;
    }
}

fn answer(line: &[u8], desk: &Desk, language: Language) -> Result<Value, String> {
    let asked: Question =
        serde_json::from_slice(line).map_err(|e| format!("this is no question as JSON: {e}"))?;
    Ok(desk.count(&asked)?.answer(language))
}
