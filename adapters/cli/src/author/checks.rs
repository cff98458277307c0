//! How strictly definitions are checked, as a user says it.

use registrar_casework::Checks;
use registrar_engine::verify::Limits;

/// How strictly definitions are checked.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Strictness {
    /// Take a guarantee that isn't decided within the limits as a warning, and not as an error.
    #[arg(long)]
    allow_undecided: bool,
    /// Look at so many configurations of a case at most before a guarantee counts as not decided.
    #[arg(long, value_name = "N", default_value_t = Limits::default().configurations, hide_default_value = true,
        value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Where a definition is too large to be walked whole, look at so many configurations at most each time with boxes
    /// covered; 0: don't try.
    #[arg(long, value_name = "N", default_value_t = Limits::default().covered, hide_default_value = true)]
    cover: u64,
}

impl Strictness {
    /// The same for casework.
    pub fn checks(&self) -> Checks {
        let limits = Limits { configurations: self.limit, covered: self.cover, ..Limits::default() };
        Checks { limits, allow_undecided: self.allow_undecided }
    }
}
