//! Reads feature files. Decides nothing about steps; gives every step, row and text its line, lets
//! backgrounds and outlines out, and finds lines that Gherkin would pass over in silence.
//!
//! The grammar is that of the `gherkin` crate, the parser of Cucumber for Rust.

use crate::language::Language;
use gherkin::{GherkinEnv, StepType};
use registrar_engine::finding::{Finding, Span, nearest};

/// Most bytes of one feature: longer ones can't be read by people either.
pub const LARGEST: usize = 512 * 1024;
/// Most lines of one feature: the parser's time grows with their square.
pub const MOST_LINES: usize = 10_000;
/// Most scenarios of one feature, outlines let out.
pub const MOST_SCENARIOS: usize = 5_000;
/// Most steps of one scenario, its background's among them.
pub const MOST_STEPS: usize = 500;
/// Most characters of one step's sentence.
pub const LONGEST_STEP: usize = 600;

/// A feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its language.
    pub language: Language,
    /// Its name.
    pub name: String,
    /// Its scenarios, each with the steps of its backgrounds, outlines let out.
    pub scenarios: Vec<Scenario>,
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name; of an outline's with the values of the row.
    pub name: String,
    /// Its line; of an outline's that of the row.
    pub line: u32,
    /// Its tags and those around it.
    pub tags: Vec<String>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Under which word a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// `Given`.
    Given,
    /// `When`.
    When,
    /// `Then`.
    Then,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Under which word; `And` and `But` go on with the last.
    pub under: Under,
    /// The word as written.
    pub keyword: String,
    /// The sentence, without a colon at its end.
    pub text: String,
    /// Its line.
    pub line: u32,
    /// The column at which the sentence begins, in characters from 1.
    pub column: u32,
    /// The table below it.
    pub table: Vec<Row>,
    /// The text below it.
    pub doc: Option<Doc>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line.
    pub line: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A text between `"""`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The line of its first line.
    pub line: u32,
    /// The text, without the indentation of the marks around it.
    pub text: String,
}

/// Reads a feature.
///
/// # Errors
/// What is wrong with it, with places.
pub fn read(text: &str) -> Result<Feature, Vec<Finding>> {
    if text.len() > LARGEST {
        let message = format!("the feature is larger than {} KB; split it", LARGEST / 1024);
        return Err(vec![Finding::error("too-large", at(1, 1), message)]);
    }
    if text.lines().nth(MOST_LINES).is_some() {
        let message = format!("the feature has more than {MOST_LINES} lines; split it");
        return Err(vec![Finding::error("too-large", at(1, 1), message)]);
    }
    let language = language_of(text)?;
    let stray = stray_lines(text, language);
    if !stray.is_empty() {
        return Err(stray);
    }
    let feature =
        gherkin::Feature::parse(text, GherkinEnv::default()).map_err(|error| vec![fault(&error)])?;
    let source: Vec<&str> = text.lines().collect();
    let mut reading = Reading { source, scenarios: Vec::new(), findings: Vec::new() };
    let background = feature.background.as_ref().map(|b| b.steps.as_slice()).unwrap_or_default();
    for scenario in &feature.scenarios {
        reading.scenario(scenario, &[background], &[&feature.tags]);
    }
    for rule in &feature.rules {
        let inner = rule.background.as_ref().map(|b| b.steps.as_slice()).unwrap_or_default();
        for scenario in &rule.scenarios {
            reading.scenario(scenario, &[background, inner], &[&feature.tags, &rule.tags]);
        }
    }
    if reading.findings.is_empty() {
        Ok(Feature { language, name: feature.name, scenarios: reading.scenarios })
    } else {
        Err(reading.findings)
    }
}

/// A place of one character.
pub fn at(line: u32, column: u32) -> Span {
    Span { line, column, end_line: line, end_column: column.saturating_add(1) }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn language_of(text: &str) -> Result<Language, Vec<Finding>> {
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim();
        if content.is_empty() {
            continue;
        }
        let Some(comment) = content.strip_prefix('#') else { break };
        let Some(name) = comment.trim().strip_prefix("language") else { continue };
        let Some(name) = name.trim().strip_prefix(':') else { continue };
        let name = name.trim();
        return Language::named(name).ok_or_else(|| {
            let message = format!("there is no vocabulary in the language `{name}`");
            let help = "write `# language: en` or `# language: zh-CN`";
            vec![Finding::error("unknown-name", at(line, 1), message).help(help)]
        });
    }
    Ok(Language::English)
}

/// Lines that stand where a step should, or look like one and would count as description.
fn stray_lines(text: &str, language: Language) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fence: Option<(&str, u32)> = None;
    let mut in_scenario = false;
    let mut after_step = false;
    let mut width: Option<usize> = None;
    for (line, content) in (1_u32..).zip(text.lines()) {
        let content = content.trim();
        if let Some((mark, _)) = fence {
            if content.ends_with(mark) {
                fence = None;
            }
            continue;
        }
        if let Some(mark) = ["\"\"\"", "```"].into_iter().find(|mark| content.starts_with(mark)) {
            fence = Some((mark, line));
            continue;
        }
        if content.starts_with('|') {
            // The parser leaves such a table out without a word.
            let cells = cells(content);
            if *width.get_or_insert(cells) != cells {
                let message = "the rows of a table have different numbers of cells";
                findings.push(Finding::error("gherkin", at(line, 1), message));
            }
            continue;
        }
        if content.is_empty() || content.starts_with(['#', '@']) {
            continue;
        }
        width = None;
        if let Some(section) = section(content, language) {
            in_scenario = !matches!(section, "Feature" | "功能" | "Rule" | "Business Need" | "Ability");
            after_step = false;
            continue;
        }
        if language.step_keywords().iter().any(|word| content.starts_with(word)) {
            after_step = true;
            continue;
        }
        if after_step || (in_scenario && is_nearly_a_step(content, language)) {
            let words = language.step_keywords().iter().map(|word| word.trim()).filter(|word| *word != "*");
            let words: Vec<&str> = words.collect();
            let message = format!("this line is no step: it begins with none of {}", words.join(", "));
            let first = content.split_whitespace().next().unwrap_or_default();
            findings.push(Finding::error("gherkin", at(line, 1), message).did_you_mean(first, words));
        }
    }
    if let Some((mark, line)) = fence {
        findings.push(Finding::error("gherkin", at(line, 1), format!("the text is not closed by `{mark}`")));
    }
    findings
}

/// How many cells a row has; `\|` stands for the sign itself.
fn cells(row: &str) -> usize {
    let mut escaped = false;
    let bars = row.chars().filter(|c| {
        let bar = *c == '|' && !escaped;
        escaped = *c == '\\' && !escaped;
        bar
    });
    bars.count().saturating_sub(1)
}

fn section<'a>(content: &str, language: Language) -> Option<&'a str> {
    let (word, _) = content.split_once([':', '：'])?;
    language.section_keywords().iter().copied().find(|known| *known == word.trim())
}

fn is_nearly_a_step(content: &str, language: Language) -> bool {
    let first = content.split_whitespace().next().unwrap_or_default();
    match language {
        Language::English => {
            nearest(first, language.step_keywords().iter().map(|word| word.trim())).is_some()
                && first.chars().count() > 2
        }
        Language::Chinese => ["如果", "然后", "且", "但", "则"].iter().any(|word| content.starts_with(word)),
    }
}

/// The parser says where it stopped only in its sentence.
fn fault(error: &gherkin::ParseError) -> Finding {
    let said = error.to_string();
    let mut numbers = said.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    let line = numbers.next().unwrap_or(1);
    let message = if said.contains("inconsistent table row sizes") {
        return Finding::error(
            "gherkin",
            at(line.saturating_sub(1).max(1), 1),
            "the rows of the table above have different numbers of cells",
        );
    } else if line <= 2 && said.contains("unknown keyword") {
        "the file doesn't begin with a feature"
    } else {
        "this can't be read as Gherkin from here on"
    };
    Finding::error("gherkin", at(line, 1), message)
        .help("a file has one `Feature:`, with `Background:`, `Scenario:` and steps below it")
}

struct Reading<'a> {
    source: Vec<&'a str>,
    scenarios: Vec<Scenario>,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn scenario(&mut self, scenario: &gherkin::Scenario, before: &[&[gherkin::Step]], tags: &[&Vec<String>]) {
        let steps: Vec<Step> = before
            .iter()
            .copied()
            .chain([scenario.steps.as_slice()])
            .flatten()
            .map(|s| self.step(s))
            .collect();
        let line = number(scenario.position.line);
        if steps.len() > MOST_STEPS {
            let message = format!("more than {MOST_STEPS} steps in one scenario");
            self.findings.push(Finding::error("too-large", at(line, 1), message));
            return;
        }
        for step in &steps {
            if step.text.chars().count() > LONGEST_STEP {
                let message = format!("a step of more than {LONGEST_STEP} characters");
                self.findings.push(Finding::error("too-large", at(step.line, step.column), message));
            }
        }
        let mut all: Vec<String> = tags.iter().copied().flatten().chain(&scenario.tags).cloned().collect();
        if scenario.examples.is_empty() {
            // A background alone is no scenario.
            let steps = if scenario.steps.is_empty() { Vec::new() } else { steps };
            self.push(Scenario { name: scenario.name.clone(), line, tags: all, steps });
            return;
        }
        for examples in &scenario.examples {
            all.extend(examples.tags.iter().cloned());
            let Some(table) = &examples.table else { continue };
            let rows = self.rows(number(table.position.line), &table.rows);
            let Some((head, rows)) = rows.split_first() else { continue };
            for row in rows {
                let values: Vec<(&str, &str)> =
                    head.cells.iter().map(String::as_str).zip(row.cells.iter().map(String::as_str)).collect();
                let filled: Vec<Step> = steps.iter().map(|step| step.filled(&values)).collect();
                self.blanks_left(&filled, head);
                let name = fill(&scenario.name, &values);
                let shown = if name == scenario.name {
                    let values: Vec<&str> = values.iter().map(|(_, value)| *value).collect();
                    format!("{name} ({})", values.join(", "))
                } else {
                    name
                };
                self.push(Scenario { name: shown, line: row.line, tags: all.clone(), steps: filled });
            }
        }
    }

    fn push(&mut self, scenario: Scenario) {
        if self.scenarios.len() < MOST_SCENARIOS {
            self.scenarios.push(scenario);
        } else if self.scenarios.len() == MOST_SCENARIOS && self.findings.is_empty() {
            let message = format!("more than {MOST_SCENARIOS} scenarios in one feature");
            self.findings.push(Finding::error("too-large", at(scenario.line, 1), message));
        }
    }

    /// `<name>` that no column of the examples fills is a slip.
    fn blanks_left(&mut self, steps: &[Step], head: &Row) {
        for step in steps {
            let Some((_, rest)) = step.text.split_once('<') else { continue };
            let Some((name, _)) = rest.split_once('>') else { continue };
            let message = format!("the examples have no column `{name}`");
            let finding = Finding::error("unknown-name", at(step.line, step.column), message)
                .did_you_mean(name, head.cells.iter().map(String::as_str));
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }

    fn step(&self, step: &gherkin::Step) -> Step {
        let line = number(step.position.line);
        let written = self.source.get(step.position.line.saturating_sub(1)).copied().unwrap_or_default();
        let indent = written.chars().take_while(|c| c.is_whitespace()).count();
        let text = step.value.trim();
        let column = number(indent + step.keyword.chars().count() + 1);
        let table = step.table.as_ref().map(|table| self.rows(line + 1, &table.rows)).unwrap_or_default();
        let doc = step.docstring.as_ref().and_then(|_| self.doc(step.position.line));
        Step {
            under: match step.ty {
                StepType::Given => Under::Given,
                StepType::When => Under::When,
                StepType::Then => Under::Then,
            },
            keyword: step.keyword.trim().to_owned(),
            text: text.trim_end_matches([':', '：']).trim_end().to_owned(),
            line,
            column,
            table,
            doc,
        }
    }

    /// The rows with their lines: comments and empty lines may stand between them.
    fn rows(&self, first: u32, rows: &[Vec<String>]) -> Vec<Row> {
        let from = usize::try_from(first.saturating_sub(1)).unwrap_or_default();
        let lines = self.source.iter().enumerate().skip(from);
        let lines = lines.filter(|(_, line)| line.trim_start().starts_with('|'));
        let lines = lines.map(|(at, _)| number(at + 1)).chain(std::iter::repeat(first));
        rows.iter().zip(lines).map(|(cells, line)| Row { line, cells: cells.clone() }).collect()
    }

    /// The text below the step on this line, read from the source: the parser takes the kind of text
    /// that may stand behind the marks for a line of it.
    fn doc(&self, step_line: usize) -> Option<Doc> {
        let is_mark = |line: &str| line.starts_with("\"\"\"") || line.starts_with("```");
        let opening = (step_line..self.source.len()).find(|at| is_mark(self.source[*at].trim()))?;
        let mark: String = self.source[opening].trim().chars().take(3).collect();
        let indent = self.source[opening].chars().take_while(|c| c.is_whitespace()).count();
        let mut text = String::new();
        for line in &self.source[opening + 1..] {
            if line.trim() == mark {
                break;
            }
            let spare = line.chars().take_while(|c| c.is_whitespace()).count().min(indent);
            text.extend(line.chars().skip(spare));
            text.push('\n');
        }
        Some(Doc { line: number(opening + 2), text })
    }
}

impl Step {
    fn filled(&self, values: &[(&str, &str)]) -> Self {
        let row = |row: &Row| Row {
            line: row.line,
            cells: row.cells.iter().map(|cell| fill(cell, values)).collect(),
        };
        Self {
            text: fill(&self.text, values),
            table: self.table.iter().map(row).collect(),
            doc: self.doc.as_ref().map(|doc| Doc { line: doc.line, text: fill(&doc.text, values) }),
            ..self.clone()
        }
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(u32, String)> {
        read(text).unwrap_err().into_iter().map(|f| (f.span.line, f.help.unwrap_or(f.message))).collect()
    }

    #[test]
    fn a_row_with_a_cell_too_many_is_told() {
        let text = "Feature: f\n  Scenario: s\n    When b:\n      | x | a \\| b |\n      | y | 2 | 3 |\n";
        assert_eq!(findings(text), [(5, "the rows of a table have different numbers of cells".to_owned())]);
    }

    #[test]
    fn steps_rows_and_texts_know_their_lines() {
        let feature = read(
            "Feature: f\n  Background:\n    Given a\n\n  Scenario: s\n    When b:\n      | x | 1 |\n      # c\n      | y | 2 |\n    \
             Then c:\n      \"\"\"yaml\n      k: 1\n        l: 2\n      \"\"\"\n    And d\n",
        )
        .unwrap();
        let steps = &feature.scenarios[0].steps;
        let lines: Vec<u32> = steps.iter().map(|step| step.line).collect();
        assert_eq!(lines, [3, 6, 10, 15]);
        assert_eq!(steps[1].text, "b");
        assert_eq!(steps[1].table.iter().map(|row| row.line).collect::<Vec<_>>(), [7, 9]);
        assert_eq!(steps[2].doc, Some(Doc { line: 12, text: "k: 1\n  l: 2\n".to_owned() }));
        assert_eq!((steps[3].under, steps[3].column), (Under::Then, 9));
    }

    #[test]
    fn an_outline_is_one_scenario_for_each_row() {
        let text = "Feature: f\n  Scenario Outline: s <n>\n    Given a <n> b\n      | <n> |\n    Examples:\n      | n |\n      | 1 |\n      | 2 |\n";
        let feature = read(text).unwrap();
        let scenarios: Vec<_> =
            feature.scenarios.iter().map(|s| (s.line, s.name.as_str(), s.steps[0].text.as_str())).collect();
        assert_eq!(scenarios, [(7, "s 1", "a 1 b"), (8, "s 2", "a 2 b")]);
        assert_eq!(feature.scenarios[1].steps[0].table[0].cells, ["2"]);
        let slip = findings(&text.replace("a <n>", "a <m>"));
        assert_eq!(slip, [(3, "did you mean `n`?".to_owned())]);
    }

    #[test]
    fn a_line_that_gherkin_would_pass_over_is_a_finding() {
        let slip = findings("Feature: f\n  Scenario: s\n    Givn a\n    When b\n");
        assert_eq!(slip, [(3, "did you mean `Given`?".to_owned())]);
        let stray = findings("Feature: f\n  Scenario: s\n    Given a\n    so it goes\n    When b\n");
        assert_eq!(stray[0].0, 4);
        let open = findings("Feature: f\n  Scenario: s\n    Given a\n      \"\"\"\n      x\n");
        assert_eq!(open, [(4, "the text is not closed by `\"\"\"`".to_owned())]);
        let rows =
            findings("Feature: f\n  Scenario: s\n    Given a\n      | a | b |\n      | c |\n    When b\n");
        assert_eq!(rows[0].0, 5);
    }

    #[test]
    fn descriptions_and_comments_are_read_over() {
        let text = "# language: en\n@tag\nFeature: f\n  In order that all is well\n\n  # c\n  Scenario: s\n    It is so.\n    Given a\n    # c\n    Then b\n";
        let feature = read(text).unwrap();
        assert_eq!(feature.scenarios[0].steps.len(), 2);
        assert_eq!(feature.scenarios[0].tags, ["tag"]);
    }

    #[test]
    fn other_languages_and_other_texts_are_refused() {
        assert_eq!(findings("# language: fr\nFeature: f\n")[0].0, 1);
        assert_eq!(findings("").len(), 1);
        assert_eq!(findings("Scenario: s\n  Given a\n").len(), 1);
        assert_eq!(findings(&"x".repeat(LARGEST + 1)).len(), 1);
        assert!(read("# language: zh-CN\n功能: f\n  场景: s\n    假如a\n    那么b\n").is_ok());
    }
}
