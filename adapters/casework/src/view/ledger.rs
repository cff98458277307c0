//! The ledger of a deadline in the reader's words: how it stands or ended, each thing that moved it, who
//! caused that and by what, and the time that was left out. It is read from the docket each time, for
//! clocks that run and for those whose state was left long ago.

use super::names::{Reader, split};
use crate::command::Rejection;
use crate::office::Casework;
use crate::ports::StoreFault;
use crate::uploads::Seen;
use registrar_engine::case::Place;
use registrar_engine::chart::PeriodRule;
use registrar_engine::deadline::{Language, Left, Unit};
use registrar_engine::docket::{Cause, Entry, Ledger, LedgerLine, Ledgers, Stretch, What, Why, Word};
use registrar_engine::id::{CaseId, PersonId, StateIx};
use registrar_engine::moment::Moment;
use serde::Serialize;

/// Entries read at once.
const PAGE: u32 = 500;
/// Most entries of a docket that are read for a page: of a longer one the newest.
const MOST_READ: u64 = 10_000;
/// Most deadlines that have ended which a list tells: the newest.
const MOST_ENDED: usize = 200;
/// Most days of a stretch that are looked up in the calendar.
const MOST_DAYS: usize = 4_000;

/// A deadline and how it stands or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadlineView {
    /// Number of the clock in the case: each run has its own.
    pub number: u64,
    /// The deadline's name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whose copy it is in.
    pub whose: Option<String>,
    /// `waiting`, `running`, `suspended`, `met`, `missed`, `waived`, `restored`.
    pub word: &'static str,
    /// The same in words.
    pub said: String,
    /// When it began to run.
    pub started: Option<Moment>,
    /// Exclusive end, as last counted.
    pub due: Option<Moment>,
    /// Last day, as last counted.
    pub last_day: Option<String>,
    /// Whether that count went beyond the published calendar.
    pub provisional: bool,
    /// When the run was over: its end came, or what it limits was done before.
    pub over: Option<Moment>,
    /// Whether its state was left, so that nothing more happens to it.
    pub closed: bool,
    /// A promise without legal effect.
    pub promise: bool,
    /// Its provision.
    pub law: Option<String>,
}

/// The ledger of a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerView {
    /// The deadline.
    pub deadline: DeadlineView,
    /// How often more time was granted.
    pub extensions: u32,
    /// The time that is left out, on the whole, in the unit that the law counts in; none: it never stood still.
    pub excluded: Option<String>,
    /// The stretches in which it stood still.
    pub stretches: Vec<StretchView>,
    /// What happened to it, in order.
    pub lines: Vec<LedgerLineView>,
    /// How many lines there were beyond those.
    pub untold: u64,
}

/// A stretch in which a deadline stood still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StretchView {
    /// From when.
    pub from: Moment,
    /// Until when; none: it still does.
    pub until: Option<Moment>,
    /// Why.
    pub reason: String,
    /// How long, in the unit that the law counts in; none while it lasts.
    pub length: Option<String>,
}

/// One thing that happened to a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLineView {
    /// Number of the docket entry.
    pub entry: u64,
    /// When the law takes it to have happened.
    pub effective: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// `waits`, `started`, `resumed`, `extended`, `recounted`, `calendar`, `kept`, `granted`, `suspended`,
    /// `waived`, `expired`, `met`, `missed`, `restored`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// Who or what caused it, in words; none: nobody did, its own end came.
    pub cause: Option<String>,
    /// What an end was counted with: editions of calendar and counting rule, release of the zone data.
    pub counted_with: Option<String>,
}

impl Casework {
    /// Every deadline of a case that has begun, or waits to begin: those that run by number, then those
    /// that have ended, the newest first (200 of them).
    ///
    /// # Errors
    /// [`Rejection::NotFound`] to strangers, as if there were none.
    pub async fn deadlines(
        &self,
        person: &PersonId,
        case: &CaseId,
        language: &str,
    ) -> Result<Vec<DeadlineView>, Rejection> {
        let seen = self.seen(person, None, case).await?;
        let ledgers = self.ledgers(&seen).await?;
        let reader = seen.reader(language);
        let open = |ledger: &&Ledger| seen.case.clocks.iter().any(|clock| clock.number == ledger.number);
        let running = ledgers.iter().filter(open);
        // What never began has left nothing to tell.
        let ended = ledgers.iter().rev().filter(|ledger| !open(ledger) && ledger.started.is_some());
        Ok(running.chain(ended.take(MOST_ENDED)).map(|ledger| reader.deadline_view(ledger)).collect())
    }

    /// The ledgers of a case's clocks.
    pub(super) async fn ledgers(&self, seen: &Seen) -> Result<Ledgers, Rejection> {
        let revision = seen.case.revision;
        let from = revision.saturating_sub(MOST_READ) + 1;
        // The docket may have grown since the case was loaded: what is told is one state of it.
        Ok(self.ledgers_between(&seen.case.case, from, revision).await?)
    }

    /// The ledgers that a docket tells from one entry to another, both counted: read in pages, and only what
    /// can concern a clock.
    pub(crate) async fn ledgers_between(
        &self,
        case: &CaseId,
        mut from: u64,
        until: u64,
    ) -> Result<Ledgers, StoreFault> {
        let mut ledgers = Ledgers::default();
        loop {
            let rows = self.ports.store.docket(case, from, PAGE).await?;
            let told = rows.iter().take_while(|row| row.number <= until);
            for row in told.filter(|row| Ledgers::may_concern(&row.text)) {
                let entry: Entry =
                    serde_json::from_str(&row.text).map_err(|error| StoreFault::Unreadable {
                        what: "docket entry",
                        id: format!("{case}#{}", row.number),
                        reason: error.to_string(),
                    })?;
                ledgers.read(&entry);
            }
            match rows.last() {
                Some(last) if rows.len() >= PAGE as usize && last.number < until => from = last.number + 1,
                _ => return Ok(ledgers),
            }
        }
    }
}

impl Reader<'_> {
    /// A deadline by its ledger.
    pub fn deadline_view(&self, ledger: &Ledger) -> DeadlineView {
        let (name, copy) = split(&ledger.deadline);
        let ix = self.chart.deadline_named(name);
        let known = ix.map(|ix| self.chart.deadline(ix));
        let lists = |state: &StateIx| ix.is_some_and(|ix| self.chart.state(*state).deadlines.contains(&ix));
        let states = (0_u16..).map(StateIx).take(self.chart.states.len());
        // A state that has copies lists its deadlines in each of them.
        let home = states.filter(lists).find(|state| {
            let state = self.chart.state(*state);
            usize::from(state.depth) + usize::from(state.for_each.is_some()) == copy.len()
        });
        DeadlineView {
            number: ledger.number,
            name: name.to_owned(),
            title: self.deadline(name),
            whose: home.and_then(|state| self.whose(&Place { state, copy: copy.as_slice().into() })),
            word: ledger.word.name(),
            said: self.word(ledger.word),
            started: ledger.started,
            due: ledger.due,
            last_day: ledger.last_day.map(|day| day.to_string()),
            provisional: ledger.provisional,
            over: ledger.over(),
            closed: ledger.ended.is_some(),
            promise: known.is_some_and(|deadline| deadline.promise),
            law: known.and_then(|deadline| self.law(deadline.law.as_deref())),
        }
    }

    /// The whole ledger.
    pub fn ledger(&self, ledger: &Ledger) -> LedgerView {
        let stretches = ledger.stretches();
        let unit = self.unit(&ledger.deadline);
        let each: Vec<Option<Left>> = stretches.iter().map(|stretch| self.length(unit, stretch)).collect();
        let whole = each.iter().flatten().copied().reduce(|sum, more| match (sum, more) {
            (Left::Micros(one), Left::Micros(other)) => Left::Micros(one.saturating_add(other)),
            (Left::Days(one), Left::Days(other)) => Left::Days(one.saturating_add(other)),
            (Left::WorkingDays(one), Left::WorkingDays(other)) => {
                Left::WorkingDays(one.saturating_add(other))
            }
            (sum, _) => sum,
        });
        LedgerView {
            deadline: self.deadline_view(ledger),
            extensions: ledger.extensions,
            excluded: whole.map(|whole| self.length_said(whole)),
            stretches: stretches
                .into_iter()
                .zip(each)
                .map(|(stretch, length)| StretchView {
                    from: stretch.from,
                    until: stretch.until,
                    reason: self.reason(&stretch.reason),
                    length: length.map(|length| self.length_said(length)),
                })
                .collect(),
            lines: ledger.lines.iter().map(|line| self.ledger_line(ledger, line)).collect(),
            untold: ledger.untold,
        }
    }

    fn word(&self, word: Word) -> String {
        match word {
            Word::Waiting => self.either("waits for what it is counted from", "等待起算"),
            Word::Running => self.either("runs", "计算中"),
            Word::Suspended => self.either("stands still", "中止"),
            Word::Met => self.either("met", "按期"),
            Word::Missed => self.either("missed", "逾期"),
            Word::Waived => self.either("waived", "已放弃"),
            Word::Restored => self.either("missed and restored", "逾期已消除"),
        }
    }

    fn ledger_line(&self, ledger: &Ledger, line: &LedgerLine) -> LedgerLineView {
        let (kind, text) = match &line.what {
            What::Waits => ("waits", self.either("waits for what starts it", "等待起算")),
            What::Runs { why, due, last_day, provisional, .. } => {
                let last_day = last_day.map(|day| day.to_string());
                let until = self.until(Some(*due), last_day.as_deref());
                let (kind, english, chinese) = match why {
                    Why::Started => ("started", "begins and runs until", "开始计算，至"),
                    Why::Resumed => ("resumed", "goes on and runs until", "恢复计算，至"),
                    Why::Extended => ("extended", "has more time and runs until", "延长，至"),
                    Why::Recounted => ("recounted", "is counted anew and runs until", "重新计算，至"),
                    Why::Calendar => ("calendar", "runs by the newer calendar until", "依新日历计算，至"),
                    Why::Kept => (
                        "kept",
                        "keeps the end that was told, since a newer calendar would end it in the past:",
                        "新日历将使其提前届满，维持已告知的届满日：",
                    ),
                };
                let beyond = match provisional {
                    true => self.either(
                        " (provisional: the calendar isn't published that far)",
                        "（暂定：日历尚未公布）",
                    ),
                    false => String::new(),
                };
                (
                    kind,
                    self.either(&format!("{english} {until}{beyond}"), &format!("{chinese}{until}{beyond}")),
                )
            }
            What::Suspended { left, reason } => {
                let (left, reason) = (self.period_said(left), self.reason(reason));
                let english = format!("stands still ({reason}); {left} left");
                ("suspended", self.either(&english, &format!("中止（{reason}），剩余{left}")))
            }
            What::Extended { period, reason, up_to, count, asked, ask_by, .. } => {
                let (number, of) = count;
                let (asked, ask_by) = (self.moment(*asked), self.moment(*ask_by));
                let english = format!(
                    "{period} more is granted: {reason} (extension {number} of {of}, each of at most {up_to}; \
                     asked for on {asked}, by {ask_by} at the latest)"
                );
                let (more, most) = (period.say(Language::Zh), up_to.say(Language::Zh));
                let chinese = format!(
                    "准许延长{more}：{reason}（第{number}次，共可{of}次，每次不超过{most}；{asked}提出，最迟{ask_by}）"
                );
                ("granted", self.either(&english, &chinese))
            }
            What::Waived { .. } => ("waived", self.either("is waived", "已放弃")),
            What::Restored { .. } => {
                ("restored", self.either("that it was missed is undone", "逾期后果已消除"))
            }
            What::Expired => ("expired", self.either("its end has come", "届满")),
            What::Ended { met: true } => ("met", self.either("ended in time", "按期结束")),
            What::Ended { met: false } => {
                ("missed", self.either("its stage was left, too late", "阶段结束，已逾期"))
            }
        };
        let cause = self.cause(ledger, &line.cause);
        let (entry, effective, recorded) = (line.entry, line.effective, line.recorded);
        let counted_with = match &line.what {
            What::Runs { with, .. } if !with.is_empty() => Some(with.clone()),
            _ => None,
        };
        LedgerLineView { entry, effective, recorded, kind, text, cause, counted_with }
    }

    /// Who or what brought it about; nothing where the deadline's own end did.
    fn cause(&self, ledger: &Ledger, cause: &Cause) -> Option<String> {
        let by = cause.by.as_deref().map(|by| self.who(by));
        let what = match cause.event.rsplit_once('.') {
            Some((name, "expired")) if name == split(&ledger.deadline).0 => None,
            Some((name, "expired")) => {
                let name = self.deadline(name);
                Some(self.either(&format!("{name}: the end"), &format!("{name}届满")))
            }
            Some((name, how @ ("reached" | "read"))) if self.chart.notice_named(name).is_some() => {
                let (name, read) = (self.notice(name), how == "read");
                let (english, chinese) =
                    if read { ("was read", "已阅读") } else { ("arrived", "已到达") };
                Some(self.either(&format!("{name} {english}"), &format!("{name}{chinese}")))
            }
            // Who couldn't be reached is not for everybody.
            Some((_, "undelivered")) => None,
            Some((role, "assigned")) => {
                let role = self.who(role);
                Some(self.either(&format!("{role} was found"), &format!("已确定{role}")))
            }
            Some((task, outcome)) if self.chart.task_named(task).is_some() => {
                let known = self.chart.task_named(task).map(|ix| self.chart.task(ix));
                let (title, outcome) = (self.task(task), self.outcome(task, outcome));
                // How a decision on the deadline itself went is what the line tells.
                match known.is_some_and(|task| task.engine.is_some()) {
                    true => Some(title),
                    false => {
                        Some(self.either(&format!("{title}: {outcome}"), &format!("{title}：{outcome}")))
                    }
                }
            }
            _ if cause.event == "calendar" => Some(self.either("a newer calendar came", "新日历公布")),
            _ if cause.event == "opened" => Some(self.either("the case was opened", "案件发起")),
            _ => Some(crate::words::for_the_eye(&cause.event)),
        };
        match (by, what) {
            (Some(by), Some(what)) => Some(self.either(&format!("{by}: {what}"), &format!("{by}：{what}"))),
            (by, what) => by.or(what),
        }
    }

    /// A state's title is a reason in the reader's words; any other reason was written by a person.
    pub fn reason(&self, reason: &str) -> String {
        match self.chart.state_named(split(reason).0) {
            Some(_) => self.state(reason),
            None => reason.to_owned(),
        }
    }

    /// What the deadline is counted in; days where the case decided.
    fn unit(&self, label: &str) -> Unit {
        let deadline = self.chart.deadline_named(split(label).0).map(|ix| self.chart.deadline(ix));
        match deadline.map(|deadline| &deadline.period) {
            Some(PeriodRule::Fixed(period)) => period.unit,
            Some(PeriodRule::Cases(cases)) => cases.first().map_or(Unit::Days, |(_, period)| period.unit),
            _ => Unit::Days,
        }
    }

    /// How long a stretch was (docs/deadlines.md, "Suspension"): the day on which a clock stops has been
    /// used, the day on which it goes on is out, and a midnight belongs to the day that it ends.
    fn length(&self, unit: Unit, stretch: &Stretch) -> Option<Left> {
        let until = stretch.until?;
        let day = |at: Moment| {
            let before = Moment::from_micros(at.as_micros() - 1).unwrap_or(at);
            before.timestamp().to_zoned(self.chart.zone.clone()).date()
        };
        let (from, to) = (day(stretch.from), day(until));
        let working = || {
            let calendar = self.chart.calendars.calendar(&self.chart.calendar)?;
            let days = from.series(jiff::Span::new().days(1)).skip(1).take(MOST_DAYS);
            let days = days.take_while(|day| *day <= to).filter(|day| calendar.kind(*day).works());
            u32::try_from(days.count()).ok()
        };
        match unit {
            Unit::Minutes | Unit::Hours => Some(Left::Micros(until.as_micros() - stretch.from.as_micros())),
            Unit::WorkingDays => working().map(Left::WorkingDays),
            _ => u32::try_from(from.until(to).ok()?.get_days()).ok().map(Left::Days),
        }
    }

    fn length_said(&self, length: Left) -> String {
        match length {
            // As a length no day is none; as what is left it is the rest of one.
            Left::Days(0) | Left::WorkingDays(0) => self.either("no whole day", "不足一天"),
            length => length.say(self.words()),
        }
    }

    /// What is left, as a docket has it, in the reader's language.
    pub fn period_said(&self, left: &str) -> String {
        left.parse().map_or_else(|()| left.to_owned(), |left: Left| left.say(self.words()))
    }
}
