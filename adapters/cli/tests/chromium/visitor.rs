//! Somebody at the browser: reads headings and labels, presses buttons by what stands on them, fills fields by
//! their names. Knows nothing that isn't on the page. A step that fails tells what the page says, and leaves
//! a picture of it.

use crate::driver::{Element, Failure, Session};
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How often the clock is put forward for one thing to happen.
const MOST_STEPS: usize = 30;
/// How long something that comes by itself may take: a letter, a document, an answer of another system.
const BOUND: Duration = Duration::from_secs(20);

/// Somebody at the browser.
pub struct Visitor {
    /// The browser.
    pub session: Session,
    /// The address of the sandbox.
    pub home: String,
    /// The path that is walked, for the names of pictures.
    pub path: &'static str,
    pressed: AtomicUsize,
}

impl Visitor {
    /// Somebody who hasn't opened any page yet.
    pub fn new(session: Session, home: String, path: &'static str) -> Self {
        Self { session, home, path, pressed: AtomicUsize::new(0) }
    }

    /// Types the address of the sandbox.
    pub async fn comes(&self) {
        let went = self.session.go(&self.home).await;
        self.must("opening the sandbox", went).await;
    }

    /// Chooses on the sandbox's start page whom to act as.
    pub async fn acts_as(&self, persona: &str) {
        self.comes().await;
        self.presses(persona).await;
    }

    /// Opens a case from the list of cases by a text that its line has.
    pub async fn goes_to_the_case(&self, text: &str) {
        self.clicks("Cases", "//nav//a[. = 'Cases' or . = '案件']").await;
        self.follows_what_has(text).await;
    }

    /// Reads where the case stands, by the name of a state.
    pub async fn stands_at(&self, state: &str) {
        let found = self.session.find(&standing(state)).await;
        self.must(&format!("reading that the case stands at `{state}`"), found).await;
    }

    /// Loads the page of a case again until it stands somewhere.
    pub async fn waits_to_stand_at(&self, state: &str) {
        let step = format!("waiting for the case to stand at `{state}`");
        self.loads_until(&step, &standing(state)).await;
    }

    /// Puts the sandbox's clock forward by a button until the case on the page stands somewhere.
    pub async fn lets_pass_until(&self, button: &str, state: &str) {
        for _ in 0..MOST_STEPS {
            if self.is_there_now(&standing(state)).await {
                return;
            }
            self.presses(button).await;
        }
        self.stands_at(state).await;
    }

    /// The day that the sandbox's clock shows, as one types it into a date field of an American browser.
    pub async fn day_of_the_sandbox(&self) -> String {
        let step = "reading the sandbox's clock";
        let shown = self.text_of(step, "//aside//*[contains(@class, 'when')]").await;
        let day = shown.split(',').next().unwrap_or_default();
        let read = jiff::civil::Date::strptime("%d %B %Y", day).map_err(|e| e.to_string());
        self.must(step, read).await.strftime("%m%d%Y").to_string()
    }

    /// Presses a button by what stands on it.
    pub async fn presses(&self, label: &str) {
        self.clicks(label, &format!("//button[not(@aria-hidden)][{}]", is(label))).await;
    }

    /// Follows a link by its text.
    pub async fn follows(&self, text: &str) {
        self.clicks(text, &format!("//a[{}]", is(text))).await;
    }

    /// Follows the first link that has a text in it.
    pub async fn follows_what_has(&self, text: &str) {
        self.clicks(text, &format!("//a[contains(normalize-space(.), {})]", quoted(text))).await;
    }

    /// Fills in a field.
    pub async fn fills(&self, label: &str, typed: &str) {
        self.fills_at("", label, typed).await;
    }

    /// Fills in a field inside the box or section of this heading.
    pub async fn fills_in(&self, heading: &str, label: &str, typed: &str) {
        self.fills_at(&section(heading), label, typed).await;
    }

    async fn fills_at(&self, within: &str, label: &str, typed: &str) {
        let step = format!("filling in `{label}`");
        let field = self.field(within, label, "*[self::input or self::textarea]").await;
        let field = self.must(&step, field).await;
        let cleared = self.session.clear(&field).await;
        self.must(&step, cleared).await;
        let done = self.session.keys(&field, typed).await;
        self.must(&step, done).await;
    }

    /// Chooses one of several: by a round button or from a list.
    pub async fn chooses(&self, label: &str, choice: &str) {
        let round = format!(
            "//fieldset[normalize-space(legend/text()[1]) = {}]//label[{}]",
            quoted(label),
            is(choice)
        );
        let listed = format!(
            "//select[@id = //label[normalize-space(text()[1]) = {}]/@for]/option[{}]",
            quoted(label),
            is(choice)
        );
        let found = self.session.find(&format!("{round} | {listed}")).await;
        let step = format!("choosing `{choice}` for `{label}`");
        let found = self.must(&step, found).await;
        let done = self.session.click(&found).await;
        self.must(&step, done).await;
    }

    /// Chooses a file for a kind of document.
    pub async fn attaches(&self, label: &str, file: &std::path::Path) {
        let step = format!("attaching to `{label}`");
        let field = self.field("", label, "input[@type = 'file']").await;
        let field = self.must(&step, field).await;
        let done = self.session.keys(&field, &file.display().to_string()).await;
        self.must(&step, done).await;
    }

    async fn field(&self, within: &str, label: &str, kind: &str) -> Result<Element, Failure> {
        let label = format!("//label[normalize-space(text()[1]) = {}]/@for", quoted(label));
        self.session.find(&format!("{within}//{kind}[@id = {within}{label}]")).await
    }

    /// Reads a heading.
    pub async fn reads_heading(&self, text: &str) {
        let found = self.session.find(&format!("//*[self::h1 or self::h2][{}]", is(text))).await;
        self.must(&format!("reading the heading `{text}`"), found).await;
    }

    /// Reads a text somewhere on the page.
    pub async fn reads(&self, text: &str) {
        let found = self.session.find(&shown(text)).await;
        self.must(&format!("reading `{text}`"), found).await;
    }

    /// Loads the page again until it has a text, which something else brings.
    pub async fn waits_to_read(&self, text: &str) {
        let begun = Instant::now();
        while !self.has(text).await {
            if begun.elapsed() > BOUND {
                self.fails(&format!("waiting to read `{text}`"), "it didn't come").await;
            }
            let again = self.session.refresh().await;
            self.must("loading the page again", again).await;
        }
    }

    /// Loads the page again until it has a link, which something else brings, and follows it.
    pub async fn waits_to_follow(&self, text: &str) {
        self.loads_until(&format!("waiting for the link `{text}`"), &format!("//main//a[{}]", is(text)))
            .await;
        self.follows(text).await;
    }

    /// The same with a button.
    pub async fn waits_to_press(&self, label: &str) {
        let button = format!("//button[not(@aria-hidden)][{}]", is(label));
        self.loads_until(&format!("waiting for the button `{label}`"), &button).await;
        self.presses(label).await;
    }

    async fn loads_until(&self, step: &str, xpath: &str) {
        let begun = Instant::now();
        while !self.is_there_now(xpath).await {
            if begun.elapsed() > BOUND {
                self.fails(step, "it didn't come").await;
            }
            let again = self.session.refresh().await;
            self.must(step, again).await;
        }
    }

    async fn is_there_now(&self, xpath: &str) -> bool {
        self.session.find_now(xpath).await.is_ok()
    }

    /// Goes back to the page before.
    pub async fn goes_back(&self) {
        let went = self.session.back().await;
        self.must("going back", went).await;
    }

    /// Whether the page has a text now.
    pub async fn has(&self, text: &str) -> bool {
        self.page().await.is_ok_and(|page| page.contains(text))
    }

    /// The text of the first element of an XPath expression.
    pub async fn text_of(&self, what: &str, xpath: &str) -> String {
        let found = self.session.find(xpath).await;
        let found = self.must(what, found).await;
        let text = self.session.text(&found).await;
        self.must(what, text).await
    }

    async fn clicks(&self, label: &str, xpath: &str) {
        let step = format!("pressing `{label}`");
        let found = self.session.find(xpath).await;
        let found = self.must(&step, found).await;
        self.unfolds(&step, xpath).await;
        let done = self.session.click(&found).await;
        self.must(&step, done).await;
        // Without scripts every button and link opens a page: nothing is read before the old one has gone.
        let begun = Instant::now();
        while self.session.is_there(&found).await {
            if begun.elapsed() > BOUND {
                self.fails(&step, "no page came").await;
            }
        }
        // For whoever wants to look at the whole way: a picture of each page.
        if std::env::var_os("REGISTRAR_PICTURES").is_some() {
            let number = self.pressed.fetch_add(1, Ordering::Relaxed);
            let taken = self.picture(format!("{}-{number:03}.png", self.path)).await;
            self.must("taking a picture", taken).await;
        }
    }

    /// Opens the fold in which something lies.
    async fn unfolds(&self, step: &str, xpath: &str) {
        let fold = format!("({xpath})[1]/ancestor::details[not(@open)]/summary");
        if let Ok(summary) = self.session.find_now(&fold).await {
            let done = self.session.click(&summary).await;
            self.must(step, done).await;
        }
    }

    async fn page(&self) -> Result<String, Failure> {
        let page = self.session.find("//body").await?;
        let text = self.session.text(&page).await?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    async fn must<T>(&self, step: &str, result: Result<T, Failure>) -> T {
        match result {
            Ok(value) => value,
            Err(failure) => self.fails(step, &failure).await,
        }
    }

    async fn fails(&self, step: &str, why: &str) -> ! {
        let said = match self.session.find("//body").await {
            Ok(body) => self.session.text(&body).await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        let address = self.session.address().await.unwrap_or_default();
        let picture = match self.picture(&format!("{}-failed.png", self.path)).await {
            Ok(file) => format!("a picture is in {}", file.display()),
            Err(failure) => format!("no picture: {failure}"),
        };
        panic!("{} at {address}: {step}: {why}\n{picture}\nthe page says:\n{said}", self.path)
    }

    /// The picture for the documentation, where `REGISTRAR_PORTAL_PICTURE` says into which file.
    pub async fn poses(&self) {
        let Some(file) = std::env::var_os("REGISTRAR_PORTAL_PICTURE") else { return };
        let picture = self.session.picture().await;
        let picture = self.must("posing", picture).await;
        let written = std::fs::write(file, base64(&picture)).map_err(|e| e.to_string());
        self.must("posing", written).await;
    }

    /// A picture of the page, as a file of the target's folder for tests.
    pub async fn picture(&self, name: impl Display) -> Result<PathBuf, Failure> {
        let picture = self.session.picture().await?;
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name.to_string());
        std::fs::write(&file, base64(&picture)).map_err(|e| e.to_string())?;
        Ok(file)
    }
}

/// Whether a text is all of an element's.
fn is(text: &str) -> String {
    format!("normalize-space(.) = {}", quoted(text))
}

/// An element that has a text.
fn shown(text: &str) -> String {
    format!("//body//*[contains(normalize-space(.), {})]", quoted(text))
}

/// The name of a state where the page says where the case stands; once it has ended, the sentence that says so.
fn standing(state: &str) -> String {
    let here = "//section[normalize-space(h2) = 'Where it stands' or normalize-space(h2) = '目前进展']";
    format!("{here}//strong[{}] | {here}//p[contains(., {})]", is(state), quoted(&format!(": {state}")))
}

/// The section or box with a heading.
fn section(heading: &str) -> String {
    let heading = quoted(heading);
    format!(
        "//*[self::section or self::fieldset][normalize-space(*[self::h2 or self::legend][1]) = {heading}]"
    )
}

/// A text in XPath, which knows no escapes.
fn quoted(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}

/// The bytes behind base64.
fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let sixes: Vec<u8> = text.bytes().filter_map(value).collect();
    let mut bytes = Vec::with_capacity(sixes.len() * 3 / 4);
    for four in sixes.chunks(4) {
        let bits =
            four.iter().enumerate().fold(0_u32, |bits, (at, six)| bits | u32::from(*six) << (18 - 6 * at));
        bytes.extend(bits.to_be_bytes().into_iter().skip(1).take(four.len().saturating_sub(1)));
    }
    bytes
}
