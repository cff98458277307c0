//! How many files and connections the system lets the program have open.

/// Kept free for the database, documents and what else isn't a connection.
const OTHERS: u64 = 256;

/// Sees to it that so many connections can be open beside everything else, as far as the system allows. How many can.
///
/// A shell gives 1,024 open files and allows many more; a server that runs out of them can't open its own documents.
#[cfg(unix)]
pub fn make_room(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = (connections as u64).saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // None: without limit.
    let allowed = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if current.is_some_and(|current| current < allowed) {
        // If it can't be raised, what there is counts.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum });
    }
    let room = getrlimit(Resource::Nofile).current.unwrap_or(wanted).saturating_sub(OTHERS).max(1);
    let can = usize::try_from(room).map_or(connections, |room| room.min(connections));
    if can < connections {
        tracing::warn!(
            asked = connections,
            allowed = can,
            "the system allows fewer open files than connections"
        );
    }
    can
}

/// Elsewhere the system has no such limit.
#[cfg(not(unix))]
pub fn make_room(connections: usize) -> usize {
    connections
}
