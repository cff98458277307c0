//! Where a store is, as an operator writes it: `sqlite://FILE` or `postgres://…`.

use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Most hosts of one address.
const MOST_HOSTS: usize = 16;

/// Where a store is.
#[derive(Debug, Clone)]
pub enum Address {
    /// A file, made where it is missing.
    Sqlite(PathBuf),
    /// A database on a server; of several hosts the one that can be written to is used.
    Postgres(Server),
}

/// A database on one of several hosts.
#[derive(Clone)]
pub struct Server {
    /// How to reach it on each host, in the order in which they are tried.
    pub(crate) hosts: Vec<PgConnectOptions>,
    /// For people: without the password.
    shown: String,
}

/// A text that is no address of a store: one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Neither of the two.
    #[error("`{0}` is no store: write `sqlite://FILE` or `postgres://USER@HOST/DATABASE`")]
    Neither(String),
    /// A PostgreSQL address that can't be read. The text isn't shown, a password may stand in it.
    #[error(
        "the address of the PostgreSQL store can't be read: {0}; write `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, several hosts with commas between them"
    )]
    Postgres(String),
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        if let Some(file) = text.strip_prefix("sqlite://") {
            return match file {
                "" => Err(BadAddress::Neither(text.to_owned())),
                file => Ok(Self::Sqlite(PathBuf::from(file))),
            };
        }
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        match rest {
            Some(rest) => server(rest).map(Self::Postgres).map_err(BadAddress::Postgres),
            None => {
                let scheme = text.split_once("://").map_or(text, |(scheme, _)| scheme);
                Err(BadAddress::Neither(scheme.chars().take(40).collect()))
            }
        }
    }
}

/// Takes several hosts apart: sqlx knows one an address.
fn server(rest: &str) -> Result<Server, String> {
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
    let at = if user.is_empty() { "" } else { "@" };
    let hosts: Vec<&str> = hosts.split(',').collect();
    if hosts.len() > MOST_HOSTS {
        return Err(format!("it has more than {MOST_HOSTS} hosts"));
    }
    if hosts.len() > 1 && hosts.iter().any(|host| host.is_empty()) {
        return Err("between two commas there is no host".to_owned());
    }
    let each = hosts.iter().map(|host| format!("postgres://{user}{at}{host}{path}"));
    let hosts: Vec<PgConnectOptions> =
        each.map(|one| one.parse().map_err(|e: sqlx::Error| e.to_string())).collect::<Result<_, _>>()?;
    let named = |one: &PgConnectOptions| format!("{}:{}", one.get_host(), one.get_port());
    let first = hosts.first().ok_or("it has no host")?;
    let shown = format!(
        "postgres://{}@{}/{}",
        first.get_username(),
        hosts.iter().map(named).collect::<Vec<_>>().join(","),
        first.get_database().unwrap_or_else(|| first.get_username())
    );
    Ok(Server { hosts, shown })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "{}", file.display()),
            Self::Postgres(server) => f.write_str(&server.shown),
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Server").field(&self.shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_is_named_as_it_stands() {
        assert_eq!(parse("sqlite:///srv/registrar.db").to_string(), "/srv/registrar.db");
        assert_eq!(parse("sqlite://data/registrar.db").to_string(), "data/registrar.db");
    }

    #[test]
    fn several_hosts_are_taken_apart_and_no_password_is_shown() {
        let address = parse("postgres://clerk:s%40cret@one:5433,two,three:5434/court?sslmode=disable");
        let shown = "postgres://clerk@one:5433,two:5432,three:5434/court";
        assert_eq!(address.to_string(), shown);
        assert!(!format!("{address:?}").contains("cret"));
        let Address::Postgres(server) = address else { panic!("{shown}") };
        let hosts: Vec<_> = server.hosts.iter().map(|one| (one.get_host(), one.get_port())).collect();
        assert_eq!(hosts, [("one", 5433), ("two", 5432), ("three", 5434)]);
        assert!(server.hosts.iter().all(|one| one.get_database() == Some("court")));
    }

    #[test]
    fn what_is_no_store_is_refused_without_showing_what_may_be_secret() {
        for text in ["mysql://root:secret@host/db", "registrar.db", "sqlite://", "postgres://a,,b/c"] {
            let told = text.parse::<Address>().unwrap_err().to_string();
            assert!(!told.contains("secret") && told.contains("write `"), "{told}");
        }
    }
}
