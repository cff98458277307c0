//! What an installation stands on.

use registrar_testkit::Postgres;

#[derive(Debug)]
pub enum Ground {
    /// A file in its folder.
    File,
    /// A database on a server of the test's own.
    Server(Postgres),
}

impl Ground {
    /// The address of a new database; none: the file is made by the program.
    pub fn database(&self) -> Option<String> {
        match self {
            Self::File => None,
            Self::Server(server) => Some(server.database()),
        }
    }

    /// Ends the database server at once, and starts it again.
    pub fn restart(&mut self) {
        match self {
            Self::File => {}
            Self::Server(server) => server.restart(),
        }
    }
}
