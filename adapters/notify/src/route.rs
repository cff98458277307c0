//! Each channel its way.

use async_trait::async_trait;
use registrar_casework::ports::{Notifier, Parcel, SendFault};
use registrar_engine::chart::Channel;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Notifiers by channel. A channel without one refuses for good, so that a service of documents goes on
/// to the next way instead of waiting.
#[derive(Clone, Default)]
pub struct Routes(BTreeMap<Channel, Arc<dyn Notifier>>);

impl Routes {
    /// With a channel's notifier.
    #[must_use]
    pub fn with(mut self, channel: Channel, notifier: Arc<dyn Notifier>) -> Self {
        self.0.insert(channel, notifier);
        self
    }
}

#[async_trait]
impl Notifier for Routes {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault> {
        match self.0.get(&parcel.channel) {
            Some(notifier) => notifier.send(parcel).await,
            None => Err(SendFault::Never(format!("there is no way for {:?} here", parcel.channel))),
        }
    }
}
