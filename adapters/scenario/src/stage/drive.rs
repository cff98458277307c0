//! Moves the clock. On the way every timer and every letter comes in its own moment, in due order; the
//! loops of a running installation do the same when time passes by itself.

use super::Stage;
use crate::failure::{Failure, Played};
use registrar_engine::moment::Moment;

/// Instants on the way to one moment.
const STOPS: usize = 200_000;

impl Stage {
    /// Does everything that is due now.
    pub async fn settle(&mut self) -> Played {
        self.casework.settle().await.map_err(Failure::fault)
    }

    /// Moves the clock to a moment, stopping wherever something is due.
    pub async fn go_to(&mut self, at: Moment) -> Played {
        self.settle().await?;
        for _ in 0..STOPS {
            match self.next_stop().await? {
                Some(next) if next <= at => self.stop_at(next).await?,
                _ => {
                    self.clock.move_to(at);
                    return self.settle().await;
                }
            }
        }
        Err(Failure::cannot(format!("more than {STOPS} things fall due before {}", self.when(at))))
    }

    /// Moves the clock to a moment at once; what fell due is done afterwards.
    pub async fn sleep_until(&mut self, at: Moment) -> Played {
        self.settle().await?;
        self.clock.move_to(at);
        self.settle().await
    }

    /// The next moment at which a timer or a letter is due.
    pub async fn next_stop(&self) -> Played<Option<Moment>> {
        let timer = self.next_timer().await?;
        let letter = self.ports.store.next_outgoing().await.map_err(Failure::fault)?;
        Ok(match (timer, letter) {
            (Some(timer), Some(letter)) => Some(timer.min(letter)),
            (timer, letter) => timer.or(letter),
        })
    }

    /// The next moment at which a timer is due.
    pub async fn next_timer(&self) -> Played<Option<Moment>> {
        self.ports.store.next_due().await.map_err(Failure::fault)
    }

    /// Moves the clock to a moment at which something is due.
    pub async fn stop_at(&mut self, next: Moment) -> Played {
        let now = self.now();
        let entries = self.entries().await?;
        self.aim().await?;
        if next > now {
            self.clock.move_to(next);
        } else {
            // It was due before and is still there: it waits for somebody else. Not for ever.
            let soon = Moment::from_micros(now.as_micros().saturating_add(1_000_000));
            self.clock.move_to(soon.unwrap_or(now));
        }
        self.settle().await?;
        self.check_lot(entries).await
    }
}
