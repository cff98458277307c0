//! `registrar sandbox`: the shipped workflows with people and cases to play with, on this machine alone.

use super::cast::{self, CAST, Group};
use super::listening::{self, Listening};
use super::wiring::{self, Outside, Place};
use super::{address, seed};
use crate::operate::person::new_token;
use crate::outcome::{Outcome, print};
use async_trait::async_trait;
use registrar_casework::ports::{
    Clock as _, Reply, Request, SendFault, Services, Store, StoreKind, SystemRandomness,
};
use registrar_casework::{Casework, MovableClock};
use registrar_engine::chart::Channel;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::moment::Moment;
use registrar_engine::value::Record;
use registrar_notify::{Outtray, Routes};
use registrar_store::SqlStore;
use registrar_web::{ClockStep, Mail, Persona, Sandbox, SandboxFault, Site, Traffic, sandbox_router};
use std::path::PathBuf;
use std::sync::Arc;

/// The port tried first.
const PORT: u16 = 8600;
/// Days a persona's token is good.
const TOKEN_DAYS: u16 = 366;

/// How to play.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the sandbox.
    #[arg(long, default_value = "registrar-sandbox")]
    data: PathBuf,
    /// The port; by default the first free one from 8600.
    #[arg(long)]
    port: Option<u16>,
    /// Language of issued documents and of mail to the people in it: `en` or `zh`.
    #[arg(long, default_value = "en", value_parser = ["en", "zh"])]
    language: String,
    #[command(flatten)]
    listening: Listening,
}

/// Plays until it is asked to stop.
pub fn run(arguments: &Arguments) -> Outcome {
    arguments.listening.log();
    let played = wiring::runtime_on(&Place::folder(&arguments.data))
        .and_then(|runtime| runtime.block_on(play(arguments)));
    match played {
        Ok(()) => Outcome::Fine,
        Err(reason) => Outcome::Failed(reason),
    }
}

async fn play(arguments: &Arguments) -> Result<(), String> {
    let folder = &arguments.data;
    let place = &Place::folder(folder);
    let store = wiring::open_store(place, StoreKind::Sandbox).await?;
    let charge = wiring::take_charge(place, &store).await?;
    let clock = Arc::new(MovableClock::starting(latest(&store).await?));
    let tray = Arc::new(
        Outtray::open(&folder.join("mail.jsonl"), clock.clone())
            .map_err(|e| format!("the mail can't be read: {e}"))?,
    );
    let listener = address::on_loopback(arguments.port, PORT).await?;
    let local = listener.local_addr().map_err(|e| e.to_string())?;
    let metrics = arguments.listening.metrics().await?;
    let notifier = Routes::default().with(Channel::Mail, tray.clone()).with(Channel::Sms, tray.clone());
    let outside = Outside {
        clock: Some(clock.clone()),
        notifier: Arc::new(notifier),
        services: Arc::new(KnowsAll),
        portal: Some(format!("http://{local}")),
        language: Some(arguments.language.clone()),
    };
    let mut running = wiring::start(place, store.clone(), outside).await?;
    let casework = running.casework();
    seed::deploy_shipped(&casework).await?;
    seed::add_cast(&casework, &arguments.language).await?;
    if store.cases(None, 1).await.map_err(|e| e.to_string())?.is_empty() {
        seed::cases(&casework).await?;
    }
    running.run_loops();
    let stop = address::asked_to_stop();
    print(&format!("sandbox in {}", folder.display()));
    listening::said(metrics.as_ref()).iter().for_each(|line| print(line));
    print(&format!("http://{local}"));
    let metrics = metrics.map(|metrics| (metrics, casework.clone()));
    let traffic = Arc::new(Traffic::default());
    let site = Site {
        casework: casework.clone(),
        name: "Registrar sandbox".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        secure_cookies: false,
        traffic: Arc::clone(&traffic),
    };
    let sandbox = Arc::new(Playground { casework, clock, tray });
    let served =
        arguments.listening.serve(listener, sandbox_router(site, sandbox), metrics, traffic, stop).await;
    running.stop().await;
    charge.release().await;
    store.close().await;
    served
}

/// The latest moment that any case has seen: the clock isn't thrown back behind it.
async fn latest(store: &SqlStore) -> Result<Option<Moment>, String> {
    let mut latest = None;
    let mut after: Option<CaseId> = None;
    loop {
        let page = store.cases(after.as_ref(), 500).await.map_err(|e| e.to_string())?;
        let Some(last) = page.last() else { return Ok(latest) };
        after = Some(last.case.clone());
        latest = latest.max(page.iter().map(|row| row.latest).max());
    }
}

/// The people, the clock and the mail of the sandbox.
struct Playground {
    casework: Casework,
    clock: Arc<MovableClock>,
    tray: Arc<Outtray>,
}

#[async_trait]
impl Sandbox for Playground {
    fn personas(&self) -> Vec<Persona> {
        let persona = |player: &cast::Player| {
            let title = [("en", player.role_en), ("zh", player.role_zh)];
            let group = match player.group {
                Group::Trial => "Asynchronous trial · 异步审理",
                Group::Licence => "Business licence · 营业执照",
            };
            Some(Persona {
                person: player.person_id().ok()?,
                name: player.name.to_owned(),
                role_title: title.map(|(language, text)| (language.to_owned(), text.to_owned())).into(),
                group: group.to_owned(),
            })
        };
        CAST.iter().filter_map(persona).collect()
    }

    async fn token_for(&self, person: &PersonId) -> Result<Option<String>, SandboxFault> {
        if cast::of(person.as_str()).is_none() {
            return Ok(None);
        }
        let people = self.casework.ports.people.as_ref();
        let made = new_token(people, self.clock.as_ref(), &SystemRandomness, person, TOKEN_DAYS).await;
        made.map(|(token, _)| Some(token)).map_err(SandboxFault)
    }

    async fn now(&self) -> Moment {
        self.clock.now()
    }

    async fn forward(&self, step: ClockStep) -> Result<Moment, SandboxFault> {
        let fault = |e: registrar_casework::ports::StoreFault| SandboxFault(e.to_string());
        let now = self.clock.now();
        let goal = match step {
            ClockStep::Days(days) => now.as_micros().saturating_add(i64::from(days) * 86_400_000_000),
            ClockStep::ToNextDeadline => {
                let next = self.casework.ports.store.next_due().await.map_err(fault)?;
                let Some(next) = next else {
                    return Err(SandboxFault("no deadline is running".to_owned()));
                };
                // Just behind it: who acts at the due instant is in time.
                next.as_micros().max(now.as_micros()).saturating_add(1_000_000)
            }
        };
        let goal = Moment::from_micros(goal).ok_or_else(|| SandboxFault("the clock ends here".to_owned()))?;
        self.clock.move_to(goal);
        self.casework.settle().await.map_err(fault)?;
        Ok(self.clock.now())
    }

    fn mail(&self) -> Vec<Mail> {
        let mail = |kept: registrar_notify::Kept| Mail {
            at: kept.at,
            to: format!("{} <{}>", kept.name, kept.address),
            subject: kept.subject,
            text: kept.text,
        };
        self.tray.list().into_iter().map(mail).collect()
    }
}

/// A registry that answers each question by what was entered: in the sandbox nobody else knows better.
struct KnowsAll;

#[async_trait]
impl Services for KnowsAll {
    async fn ask(&self, request: &Request) -> Result<Reply, SendFault> {
        let Some(outcome) = request.outcomes.first() else {
            return Err(SendFault::Never("the task has no outcome".to_owned()));
        };
        Ok(Reply { outcome: outcome.clone(), form: Record::new() })
    }
}
