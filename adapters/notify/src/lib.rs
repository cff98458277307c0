//! Words and ways out of the house: texts from templates, mail through SMTP, short messages and
//! questions to other systems through webhooks. What is sent, and when again, casework decides.

mod mail;
mod outtray;
mod route;
mod template;
mod webhook;

pub use mail::{Mail, MailFault};
pub use outtray::{Kept, Outtray};
pub use route::Routes;
pub use template::TeraTemplates;
pub use webhook::{Endpoint, EndpointFault, ShortMessages, WebServices};
