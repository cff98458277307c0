//! Mail through SMTP. A parcel's id makes the Message-ID, the same for each attempt: a receiver that
//! honours it shows a repeated mail once.

use async_trait::async_trait;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use registrar_casework::ports::{Notifier, Parcel, SendFault};
use std::time::Duration;

/// Connections kept to the server.
const CONNECTIONS: u32 = 4;
/// For one command to the server.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Why mail can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailFault {
    /// The server's address.
    #[error("the mail server must be given as `smtps://user:password@host:465` or `smtp://host:25`: {0}")]
    Server(String),
    /// The sender's address.
    #[error("the sender `{0}` is no mail address")]
    Sender(String),
}

/// Sends mail.
#[derive(Debug, Clone)]
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// To a server by URL (the password in it is never logged), from a sender.
    ///
    /// # Errors
    /// [`MailFault`].
    pub fn new(url: &str, from: &str) -> Result<Self, MailFault> {
        let from: Mailbox = from.parse().map_err(|_| MailFault::Sender(from.to_owned()))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|e| MailFault::Server(e.to_string()))?
            .timeout(Some(TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
            .build();
        Ok(Self { transport, from })
    }
}

/// The Message-ID of a parcel: its stable id at the sender's domain.
fn message_id(parcel: &str, from: &Mailbox) -> String {
    let safe: String = parcel
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' })
        .collect();
    format!("<{safe}@{}>", from.email.domain())
}

/// On one line: a name or subject with a line break in it would end the header, and lettre panics on
/// other control characters in a name.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[async_trait]
impl Notifier for Mail {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault> {
        let never = |reason: String| SendFault::Never(reason);
        let address: Address =
            parcel.address.parse().map_err(|_| never("the address is no mail address".to_owned()))?;
        let to = Mailbox::new(Some(one_line(&parcel.name)), address);
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(one_line(&parcel.text.subject))
            .message_id(Some(message_id(&parcel.id, &self.from)));
        let text = parcel.text.text.clone();
        let message = match &parcel.text.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html.clone())),
            None => builder.singlepart(SinglePart::plain(text)),
        };
        let message = message.map_err(|e| never(e.to_string()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(SendFault::Never(error.to_string())),
            Err(error) => Err(SendFault::Later(error.to_string())),
        }
    }
}
