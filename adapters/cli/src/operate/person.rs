//! `registrar person add`

use super::wait;
use crate::outcome::{Format, Outcome, print, print_json};
use crate::server::wiring::{self, Place};
use registrar_casework::ports::{
    Clock, Organisation, People, Person, Randomness, StoreKind, SystemRandomness, Token,
};
use registrar_casework::{SystemClock, code, id, known_zone};
use registrar_engine::chart::Channel;
use registrar_engine::deadline;
use registrar_engine::docket;
use registrar_engine::finding::nearest;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use serde_json::json;
use std::collections::BTreeMap;

/// What to do with persons.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a person and print a token for browser and API; with --id, give a person that is there a new one.
    Add(Add),
}

/// A new person.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// The name.
    name: String,
    /// The organisation the person works for, or `citizens`.
    #[arg(long)]
    org: String,
    /// A pool of officials the person is in. Repeat for each.
    #[arg(long)]
    pool: Vec<String>,
    /// Mail address.
    #[arg(long)]
    mail: Option<String>,
    /// Telephone number for short messages.
    #[arg(long)]
    phone: Option<String>,
    /// Language: `en` or `zh`.
    #[arg(long, default_value = "en")]
    language: String,
    /// The time zone the person lives in, as an IANA name: `Europe/Berlin`, or an empty text for the
    /// organisation's. By default the one that the person has chosen.
    #[arg(long)]
    zone: Option<String>,
    /// The id; a new one by default. The same id again replaces the person and ends earlier tokens.
    #[arg(long)]
    id: Option<String>,
    /// For how many days the token is good.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    place: Place,
}

/// Runs it.
pub fn run(command: &Command) -> Outcome {
    match command {
        Command::Add(add) => wait(add_person(add)),
    }
}

async fn add_person(add: &Add) -> Result<Outcome, String> {
    if add.name.trim().is_empty() || add.name.chars().count() > 200 {
        return Ok(Outcome::Misused("a name has 1 to 200 characters".to_owned()));
    }
    let zone = match add.zone.as_deref().map(zone_named).transpose() {
        Ok(zone) => zone,
        Err(reason) => return Ok(Outcome::Misused(reason)),
    };
    let clock = SystemClock::default();
    let randomness = SystemRandomness;
    let fault = |e: registrar_casework::ports::StoreFault| e.to_string();
    let chosen = match &add.id {
        Some(id) => id.clone(),
        None => id(&clock, &randomness).map_err(fault)?,
    };
    let person = match PersonId::parse(&chosen) {
        Ok(person) => person,
        Err(reason) => return Ok(Outcome::Misused(reason.to_string())),
    };
    let store = wiring::open_store(&add.place, StoreKind::Real).await?;
    let mut contact = BTreeMap::new();
    contact.extend(add.mail.clone().map(|mail| (Channel::Mail, mail)));
    contact.extend(add.phone.clone().map(|phone| (Channel::Sms, phone)));
    let mut pools = add.pool.clone();
    pools.sort();
    pools.dedup();
    let known = store.organisations().await.map_err(fault)?;
    if !known.iter().any(|organisation| organisation.name == add.org) {
        let organisation = Organisation { name: add.org.clone(), title: add.org.clone() };
        store.put_organisation(&organisation).await.map_err(fault)?;
    }
    let before = store.person(&person).await.map_err(fault)?;
    let zone = zone.or(before.map(|before| before.zone)).unwrap_or_default();
    let row = Person {
        id: person.clone(),
        name: add.name.trim().to_owned(),
        organisation: Some(add.org.clone()),
        pools,
        contact,
        language: add.language.clone(),
        zone,
    };
    store.put_person(&row).await.map_err(fault)?;
    // Whoever asks for a new one has lost the old one, perhaps to somebody.
    store.end_tokens(&person, None).await.map_err(fault)?;
    // By the clock that the store goes by, which may be in doubt.
    let now = store.clock();
    let (token, expires) = new_token(store.as_ref(), now.as_ref(), &randomness, &person, add.days).await?;
    store.close().await;
    match add.format {
        Format::Json => print_json(&json!({"person": person, "token": token, "expires": expires})),
        Format::Text => {
            print(&format!("person: {person}"));
            print(&format!("token: {token}"));
            print(&format!("expires: {expires}"));
        }
    }
    Ok(Outcome::Fine)
}

fn zone_named(name: &str) -> Result<String, String> {
    known_zone(name).ok_or_else(|| {
        let names: Vec<String> = deadline::zone_names().collect();
        let near = nearest(name, names.iter().map(String::as_str));
        let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        format!("there is no time zone `{name}`{near}")
    })
}

/// A token for a person; only its hash is kept.
///
/// # Errors
/// When the store or the system fails.
pub async fn new_token(
    people: &dyn People,
    clock: &dyn Clock,
    randomness: &dyn Randomness,
    person: &PersonId,
    days: u16,
) -> Result<(String, Moment), String> {
    let token = code(randomness).map_err(|e| e.to_string())?;
    let now = clock.now();
    let expires = Moment::from_micros(now.as_micros() + i64::from(days) * 86_400_000_000).unwrap_or(now);
    let row = Token { hash: docket::digest(token.as_bytes()), person: person.clone(), expires };
    people.put_token(&row).await.map_err(|e| e.to_string())?;
    Ok((token, expires))
}
