//! `registrar`: one program for authors, operators and the server.
//!
//! Exit status: 0 fine, 1 findings, 2 wrong use, 3 the world failed. With `--format json` there is one
//! object on standard output; logs go to standard error.

mod author;
mod bench;
mod operate;
mod outcome;
mod scratch;
mod server;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A commit allocates and frees thousands of small things on several threads: the system's allocator took a seventh of
/// its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs asynchronous trials and "run at most once" approvals from declarative definitions.
#[derive(Debug, Parser)]
#[command(name = "registrar", version, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check definitions, calendars and counting rules: every finding with its place.
    Check(author::check::Arguments),
    /// Tell what a finding's code means, with an example and its mending.
    Explain(author::explain::Arguments),
    /// Draw a definition as a flow chart.
    Draw(author::draw::Arguments),
    /// Take over a definition from elsewhere: W3C SCXML, business services of DIGIT.
    #[command(subcommand)]
    Import(author::import::Command),
    /// Drive cases by a script, on a clock of its own.
    Run(author::run::Arguments),
    /// Count a legal period, with each step and its law.
    Deadline(author::deadline::Arguments),
    /// Print the JSON Schema of definitions, for editors.
    Schema,
    /// Play features (Gherkin) on virtual time.
    Test(author::test::Arguments),
    /// Play with the shipped workflows, people and cases in progress, on this machine.
    Sandbox(server::sandbox::Arguments),
    /// Serve portal and API.
    Serve(server::serve::Arguments),
    /// Add people and give them tokens.
    #[command(subcommand)]
    Person(operate::person::Command),
    /// Deploy definitions, after checking them.
    Deploy(operate::deploy::Arguments),
    /// List incidents and try them again.
    #[command(subcommand)]
    Incident(operate::incident::Command),
    /// Replay dockets and compare.
    #[command(subcommand)]
    Docket(operate::docket::Command),
    /// Count how deadlines are kept: met, missed, running, and the time used.
    Statistics(operate::statistics::Arguments),
    /// Copy an installation into a folder, also while it runs.
    Backup(operate::backup::Arguments),
    /// Make the database, or bring it to this program's schema.
    Migrate(operate::migrate::Arguments),
    /// Carry an installation over to another store.
    #[command(subcommand)]
    Store(operate::store::Command),
    /// Measure how many transitions a second this machine makes durable, beside what the database alone can.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Check(arguments) => author::check::run(&arguments),
        Command::Explain(arguments) => author::explain::run(&arguments),
        Command::Draw(arguments) => author::draw::run(&arguments),
        Command::Import(command) => author::import::run(&command),
        Command::Run(arguments) => author::run::run(&arguments),
        Command::Deadline(arguments) => author::deadline::run(&arguments),
        Command::Schema => author::schema::run(),
        Command::Test(arguments) => author::test::run(&arguments),
        Command::Sandbox(arguments) => server::sandbox::run(&arguments),
        Command::Serve(arguments) => server::serve::run(&arguments),
        Command::Person(command) => operate::person::run(&command),
        Command::Deploy(arguments) => operate::deploy::run(&arguments),
        Command::Incident(command) => operate::incident::run(&command),
        Command::Docket(command) => operate::docket::run(&command),
        Command::Statistics(arguments) => operate::statistics::run(&arguments),
        Command::Backup(arguments) => operate::backup::run(&arguments),
        Command::Migrate(arguments) => operate::migrate::run(&arguments),
        Command::Store(command) => operate::store::run(&command),
        Command::Bench(arguments) => bench::run(&arguments),
    };
    outcome.exit()
}
