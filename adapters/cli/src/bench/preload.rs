//! A store that is full of cases: what their number costs those who work, open an inbox or open a case.

use super::figures::{Latencies, rounded};
use super::ground::{Ground, resident};
use super::work::{self, Learnt};
use super::{Arguments, many, tell};
use registrar_engine::id::{CaseId, PersonId};
use registrar_store::{Renamed, Template};
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many cases there are when it is measured; and at the end.
const STOPS: [u64; 3] = [1_000, 100_000, 1_000_000];
/// Days over which cases were opened: before the deadline of the first has come.
const DAYS: u64 = 14;
/// Hours between the openings of cases that were really worked, of which the others are made.
const HOURS: u64 = 4;
/// Cases of one commit: the rows of one statement are limited.
const BATCH: u64 = 256;
/// Who is in charge of many: one in so many cases.
const OFFICIAL: u64 = 100;
/// How often each view is asked for.
const LOOKS: u64 = 200;
/// Items of the first page, as the portal asks for them.
const PAGE: u32 = 25;

/// Fills the store stop by stop; at each, W is worked and people look.
pub async fn measure(arguments: &Arguments, cases: u64) -> Result<Map<String, Value>, String> {
    let ground = Ground::of(arguments).await?;
    let casework = ground.casework();
    work::prepare(&casework, arguments.clients).await?;
    let learnt = Arc::new(work::learn(&casework, &ground.store, || ()).await?);
    let filler = Arc::new(Filler::new(&ground, cases).await?);
    let mut told = ground.told("W").await?;
    let mut standing = Vec::new();
    let (mut there, mut rates) = (0, Vec::new());
    for stop in STOPS.into_iter().filter(|stop| *stop < cases).chain([cases]) {
        let (before, begun) = (size(&ground).await?, Instant::now());
        filler.fill(&ground, there..stop).await?;
        let filled = (stop - there) as f64 / begun.elapsed().as_secs_f64();
        let each = (size(&ground).await?.saturating_sub(before)) as f64 / (stop - there) as f64;
        there = stop;
        ground.store.settle_down().await.map_err(|e| e.to_string())?;
        let at_rest = resident();
        let (idle, inbox, opened) = filler.look(&ground, there).await?;

        let begun = Instant::now();
        let until = begun + Duration::from_secs(arguments.seconds);
        let worked = work::all(many(&casework, arguments.clients), &learnt, arguments.cases, until).await?;
        let rate = worked.transitions as f64 / begun.elapsed().as_secs_f64();
        rates.push(rate);
        standing.push(json!({
            "cases_before": there,
            "bytes_per_case": each.round(),
            "filled_per_second": filled.round(),
            "resident_mb": at_rest,
            "idle_look_ms": idle.percentile(50.0),
            "inbox_p50_ms": inbox.percentile(50.0),
            "inbox_p99_ms": inbox.percentile(99.0),
            "case_p50_ms": opened.percentile(50.0),
            "case_p99_ms": opened.percentile(99.0),
            "transitions_per_second": rate.round(),
            "p50_ms": worked.latencies.percentile(50.0),
            "p99_ms": worked.latencies.percentile(99.0),
        }));
    }
    ground.stop().await;
    let ratio = rates.last().zip(rates.first()).map(|(last, first)| rounded(last / first));
    let clients = arguments.clients;
    tell(
        &mut told,
        json!({ "clients": clients, "official_has_one_in": OFFICIAL, "at": standing, "ratio": ratio }),
    );
    Ok(told)
}

/// Writes the cases of these numbers in large batches.
pub async fn write(
    ground: &Ground,
    numbers: Range<u64>,
    case: impl Fn(u64) -> Result<Renamed, String> + Send + Sync + 'static,
) -> Result<(), String> {
    let case = Arc::new(case);
    // One makes a batch while that of the other is written.
    let halves = [0, 1].map(|half| {
        let (case, store, numbers) = (Arc::clone(&case), Arc::clone(&ground.store), numbers.clone());
        tokio::spawn(async move {
            let mut from = numbers.start + half * BATCH;
            while from < numbers.end {
                let batch = (from..(from + BATCH).min(numbers.end)).map(|number| case(number));
                let batch = batch.collect::<Result<Vec<_>, _>>()?;
                store.write_renamed(&batch).await.map_err(|e| e.to_string())?;
                from += 2 * BATCH;
            }
            Ok::<_, String>(())
        })
    });
    for half in halves {
        half.await.map_err(|e| e.to_string())??;
    }
    Ok(())
}

/// Bytes of the store.
pub async fn size(ground: &Ground) -> Result<u64, String> {
    ground.store.size().await.map_err(|e| e.to_string())
}

/// Cases by number: whose they are, when they were opened, how far they have come.
pub struct Filler {
    /// W, worked some time ago, the oldest first.
    worked: Vec<Arc<Template>>,
    /// When the first case was opened, in milliseconds.
    first: u64,
    /// How many there will be.
    cases: u64,
    /// Tells the cases of this run from those of another.
    run: [u8; 6],
}

impl Filler {
    /// Works W at many moments of the last days.
    pub async fn new(ground: &Ground, cases: u64) -> Result<Self, String> {
        let casework = ground.casework();
        let hour = Duration::from_secs(3_600);
        let now = registrar_casework::ports::Clock::now(&*ground.clock).as_micros();
        let mut worked = Vec::new();
        for at in 1..=DAYS * 24 / HOURS {
            ground.clock.set_back(hour * u32::try_from(DAYS * 24 + HOURS * 2 - at * HOURS).unwrap_or(0));
            let Learnt { rows, .. } =
                work::learn(&casework, &ground.store, || ground.clock.forward(hour)).await?;
            worked.push(Arc::new(rows));
        }
        ground.clock.set_back(Duration::ZERO);
        let back = (DAYS * 24 + HOURS) * 3_600_000;
        let first = u64::try_from(now / 1_000).unwrap_or_default().saturating_sub(back);
        let [.., a, b, c, d, e, f] = *uuid::Uuid::now_v7().as_bytes();
        Ok(Self { worked, first, cases, run: [a, b, c, d, e, f] })
    }

    /// Writes the cases of these numbers.
    pub async fn fill(self: &Arc<Self>, ground: &Ground, numbers: Range<u64>) -> Result<(), String> {
        let filler = Arc::clone(self);
        write(ground, numbers, move |number| filler.case(number)).await
    }

    /// The official's inbox and cases of everybody, as the portal asks for them; and what the loop for timers asks.
    async fn look(&self, ground: &Ground, there: u64) -> Result<(Latencies, Latencies, Latencies), String> {
        let casework = ground.casework();
        let [mut idle, mut inbox, mut opened] = [(); 3].map(|()| Latencies::default());
        let said = |e: registrar_casework::Rejection| e.to_string();
        let official = person(0)?;
        work::account(&casework, &official, "Official").await?;
        for look in 0..LOOKS {
            let begun = Instant::now();
            let fired = casework.fire_due().await.map_err(|e| e.to_string())?;
            casework.ports.store.next_due().await.map_err(|e| e.to_string())?;
            if fired > 0 {
                return Err("a timer of what was made beforehand has come".to_owned());
            }
            idle.add(begun.elapsed());

            let begun = Instant::now();
            let (items, _) = casework.inbox(&official, None, PAGE, "en").await.map_err(said)?;
            inbox.add(begun.elapsed());
            if items.is_empty() {
                return Err("the official has nothing to do".to_owned());
            }

            // All over the store, and not in its order.
            let number = look * 7_919 % there;
            let (case, who) = (self.id(number)?, self.whose(number)?);
            work::account(&casework, &who, "Applicant").await?;
            let begun = Instant::now();
            let view = casework.case(&who, &case, "en").await.map_err(said)?;
            casework.messages(&who, Some(&case), None, 5).await.map_err(said)?;
            let (latest, _) = casework
                .timeline(&who, &case, view.revision.saturating_sub(7), 8, "en")
                .await
                .map_err(said)?;
            casework.names_drawn(&latest).await.map_err(said)?;
            casework.representation(&who, &case, "en").await.map_err(said)?;
            casework.deadlines(&who, &case, "en").await.map_err(said)?;
            opened.add(begun.elapsed());
        }
        Ok((idle, inbox, opened))
    }

    /// A case: a seventh of all after each command.
    fn case(&self, number: u64) -> Result<Renamed, String> {
        let at = number * self.worked.len() as u64 / self.cases;
        let template = usize::try_from(at).ok().and_then(|at| self.worked.get(at)).ok_or("no such case")?;
        Ok(Renamed {
            template: Arc::clone(template),
            steps: 1 + usize::try_from(number % u64::from(work::COMMANDS)).unwrap_or(0),
            case: self.id(number)?,
            person: (work::client(0)?, self.whose(number)?),
        })
    }

    /// How many cases were really worked.
    #[cfg(test)]
    pub fn templates(&self) -> usize {
        self.worked.len()
    }

    /// Whose a case is: the official's, or of somebody with few.
    pub fn whose(&self, number: u64) -> Result<PersonId, String> {
        if number.is_multiple_of(OFFICIAL) {
            return person(0);
        }
        person(1 + number % (self.cases / OFFICIAL).max(1))
    }

    /// Its id says when it was opened.
    pub fn id(&self, number: u64) -> Result<CaseId, String> {
        let span = DAYS * 24 * 3_600_000;
        let mut random = [0; 10];
        // Apart from the bits that the form of an id takes for itself.
        for (place, byte) in
            random.iter_mut().zip(self.run.into_iter().chain(number.to_be_bytes().into_iter().skip(4)))
        {
            *place = byte;
        }
        let millis = self.first + number * span / self.cases;
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
        CaseId::parse(&id.to_string()).map_err(|e| e.to_string())
    }
}

/// Somebody whose cases were made beforehand: 0 is the official.
pub fn person(number: u64) -> Result<PersonId, String> {
    PersonId::parse(&format!("before-{number:04}")).map_err(|e| e.to_string())
}
