//! Threads for what the engine has to work out and what doesn't hang together.

use registrar_engine::verify::Piece;
use std::thread::{self, Builder};

/// The stack of a thread in bytes: as much as the first thread of a process usually has.
const STACK: usize = 8 << 20;

/// Does all pieces, each on a thread of its own.
pub fn side_by_side(pieces: Vec<Piece<'_>>) {
    thread::scope(|scope| {
        for piece in pieces {
            // Where no thread is to be had the piece isn't done: then the engine does it itself.
            drop(Builder::new().stack_size(STACK).spawn_scoped(scope, piece));
        }
    });
}
