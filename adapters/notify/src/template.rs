//! Texts from the templates beside a definition.
//!
//! A template sees the definition's own files and nothing else. HTML is always escaped. Output and time
//! are bounded; rendering runs on a thread of its own kind, never on the writer.

use async_trait::async_trait;
use registrar_casework::ports::{Letter, Rendered, RenderedDocument, SendFault, Templates};
use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tera::{Context, Kwargs, State, Tera};
use tokio::sync::Semaphore;

/// Longest text made: a long judgment has a tenth of it.
pub const MAX_OUTPUT: usize = 4 << 20;
/// Longest time for one text.
const MAX_TIME: Duration = Duration::from_secs(5);
/// At once: rendering never takes more threads than this, hung ones included.
const AT_ONCE: usize = 4;
/// Most steps of `range()`.
const MAX_RANGE: i64 = 1_000;

/// Definitions whose templates are kept parsed: those with news lately, in each language.
const PARSED: usize = 16;

/// Templates by tera.
#[derive(Debug, Clone)]
pub struct TeraTemplates {
    places: Arc<Semaphore>,
    parsed: Arc<Mutex<VecDeque<Parsed>>>,
}

/// The templates of a definition, parsed.
#[derive(Debug, Clone)]
struct Parsed {
    /// Held, so that no other definition can have its address.
    resources: Arc<BTreeMap<String, String>>,
    chinese: bool,
    tera: Arc<Tera>,
}

impl Default for TeraTemplates {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), parsed: Arc::default() }
    }
}

#[async_trait]
impl Templates for TeraTemplates {
    async fn notice(&self, letter: &Letter) -> Result<Rendered, SendFault> {
        let Some(template) = &letter.template else {
            return Ok(built_in(letter));
        };
        let name = find(letter, template, "txt")?;
        let text = self.render(letter, name).await?;
        let (subject, body) = split_subject(&text, &letter.title);
        let html = match find(letter, template, "html") {
            Ok(name) => Some(self.render(letter, name).await?),
            Err(_) => None,
        };
        Ok(Rendered { subject, text: body, html })
    }

    async fn document(&self, letter: &Letter) -> Result<RenderedDocument, SendFault> {
        let template = letter.template.as_deref().unwrap_or_default();
        let name = find(letter, template, "html")?;
        let text = self.render(letter, name).await?;
        Ok(RenderedDocument { bytes: text.into_bytes(), media: "text/html".to_owned() })
    }
}

impl TeraTemplates {
    async fn render(&self, letter: &Letter, name: String) -> Result<String, SendFault> {
        let later = |reason: &str| SendFault::Later(reason.to_owned());
        let place = self.places.clone().acquire_owned().await.map_err(|_| later("shutting down"))?;
        let resources = letter.resources.clone();
        let data = letter.data.clone();
        let chinese = letter.language == "zh";
        let parsed = Arc::clone(&self.parsed);
        let work = tokio::task::spawn_blocking(move || {
            // Held until the thread is done, not until the caller has given up.
            let _place = place;
            let tera = of_definition(&parsed, resources, chinese).map_err(|e| in_template(&name, e))?;
            render_now(&tera, &name, &data)
        });
        match tokio::time::timeout(MAX_TIME, work).await {
            Err(_) => Err(SendFault::Never("the template takes too long".to_owned())),
            Ok(Err(_)) => Err(SendFault::Never("the template can't be rendered".to_owned())),
            Ok(Ok(done)) => done.map_err(SendFault::Never),
        }
    }
}

/// The file of a template: in the language asked for, else English, else any.
fn find(letter: &Letter, template: &str, kind: &str) -> Result<String, SendFault> {
    let wanted = [format!("{template}.{}.{kind}", letter.language), format!("{template}.en.{kind}")];
    let exact = wanted.into_iter().find(|name| letter.resources.contains_key(name));
    let any = || {
        let starts = format!("{template}.");
        let ends = format!(".{kind}");
        letter.resources.keys().find(|name| name.starts_with(&starts) && name.ends_with(&ends)).cloned()
    };
    exact.or_else(any).ok_or_else(|| SendFault::Never(format!("there is no template `{template}` ({kind})")))
}

/// What is said when a notice has no template: its title, and where to read more.
fn built_in(letter: &Letter) -> Rendered {
    let case =
        letter.data.get("case").and_then(|case| case.get("id")).and_then(|id| id.as_str()).unwrap_or("");
    let told = letter.data.get("text").and_then(|text| text.as_str()).filter(|text| !text.is_empty());
    let told = told.map(|text| format!("{text}\n\n")).unwrap_or_default();
    let text = if letter.language == "zh" {
        format!("{}\n\n{told}案件 {case} 有新进展，请登录平台查看。\n", letter.title)
    } else {
        format!("{}\n\n{told}There is news in case {case}. Please open it in the portal.\n", letter.title)
    };
    Rendered { subject: letter.title.clone(), text, html: None }
}

fn split_subject(text: &str, title: &str) -> (String, String) {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let subject = first.trim().trim_start_matches("Subject:").trim();
    // A subject is one line; control characters in it would forge headers.
    let subject: String = subject.chars().filter(|c| !c.is_control()).take(200).collect();
    if subject.is_empty() {
        (title.to_owned(), rest.to_owned())
    } else {
        (subject, rest.trim_start().to_owned())
    }
}

/// The parsed templates of a definition: as kept, or parsed now.
fn of_definition(
    parsed: &Mutex<VecDeque<Parsed>>,
    resources: Arc<BTreeMap<String, String>>,
    chinese: bool,
) -> tera::TeraResult<Arc<Tera>> {
    let kept = |known: &&Parsed| known.chinese == chinese && Arc::ptr_eq(&known.resources, &resources);
    let lock = || parsed.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = lock().iter().find(kept) {
        return Ok(Arc::clone(&known.tera));
    }
    // Two letters at once may both parse: that costs time and nothing else.
    let tera = Arc::new(parse(&resources, chinese)?);
    let mut all = lock();
    all.push_back(Parsed { resources, chinese, tera: Arc::clone(&tera) });
    if all.len() > PARSED {
        all.pop_front();
    }
    Ok(tera)
}

fn parse(resources: &BTreeMap<String, String>, chinese: bool) -> tera::TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    tera.register_function("range", capped_range);
    tera.register_filter("day", move |day: &str, _: Kwargs, _: &State| in_words(day, chinese));
    let templates = resources.iter().filter(|(file, _)| file.ends_with(".txt") || file.ends_with(".html"));
    tera.add_raw_templates(templates.map(|(file, text)| (file.clone(), text.clone())))?;
    Ok(tera)
}

fn in_template(name: &str, error: impl std::fmt::Display) -> String {
    format!("template `{name}`: {error}")
}

fn render_now(tera: &Tera, name: &str, data: &serde_json::Value) -> Result<String, String> {
    let context = Context::from_serialize(data).map_err(|e| in_template(name, e))?;
    let mut output = Bounded(Vec::new());
    tera.render_to(name, &context, &mut output).map_err(|e| in_template(name, e))?;
    String::from_utf8(output.0).map_err(|e| in_template(name, e))
}

fn capped_range(kwargs: Kwargs, _: &State) -> tera::TeraResult<Vec<i64>> {
    let start = kwargs.get::<i64>("start")?.unwrap_or(0);
    let end = kwargs.must_get::<i64>("end")?;
    if end.saturating_sub(start) > MAX_RANGE {
        return Err(tera::Error::message(format!("range() has more than {MAX_RANGE} steps")));
    }
    Ok((start..end).collect())
}

/// A day in words: `2026-03-04` or an instant's day becomes `4 March 2026`, `2026年3月4日`.
fn in_words(day: &str, chinese: bool) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = day.get(..10).unwrap_or(day).split('-').map(str::parse::<usize>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(date))) if (1..=12).contains(&month) => {
            if chinese {
                format!("{year}年{month}月{date}日")
            } else {
                format!("{date} {} {year}", MONTHS[month - 1])
            }
        }
        _ => day.to_owned(),
    }
}

/// Refuses to grow beyond the limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + piece.len() > MAX_OUTPUT {
            return Err(std::io::Error::other(format!("the text is longer than {MAX_OUTPUT} bytes")));
        }
        self.0.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
