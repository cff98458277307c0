//! What a database says, as a fault.

use registrar_casework::ports::StoreFault;
use sqlx::error::ErrorKind;

/// A rule of the stored data that was about to be broken is a conflict; everything else may pass.
pub fn unavailable(error: sqlx::Error) -> StoreFault {
    let refused = error.as_database_error().is_some_and(|database| {
        let broken = matches!(
            database.kind(),
            ErrorKind::UniqueViolation
                | ErrorKind::ForeignKeyViolation
                | ErrorKind::NotNullViolation
                | ErrorKind::CheckViolation
        );
        // PostgreSQL's class 22: a value that it can't keep, such as a text with a zero byte.
        broken || database.code().is_some_and(|code| code.len() == 5 && code.starts_with("22"))
    });
    let told = error.to_string();
    if refused { StoreFault::Conflict(told) } else { StoreFault::Unavailable(told) }
}

/// Whether PostgreSQL gave this transaction up so that another one can go on: it may be tried again.
pub fn is_deadlock(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|database| database.code());
    matches!(code.as_deref(), Some("40P01" | "40001"))
}
