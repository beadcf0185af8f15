//! What a simulator is started with.

use std::net::SocketAddr;

use serde::Serialize;

use super::mail::MailOptions;
use super::messenger::MessengerOptions;

pub struct Options {
    pub listen: SocketAddr,
    /// Where the desk receives WhatsApp notifications.
    pub webhook_url: String,
    pub app_secret: String,
    pub verify_token: String,
    pub accounts: Vec<WhatsAppAccount>,
    pub people: Vec<Person>,
    pub seed: u64,
    /// Shown as a link on the phone page.
    pub desk_url: Option<String>,
    /// Facebook Pages and the people who write to them.
    pub messenger: MessengerOptions,
    /// Mailboxes of the business and the people who write to them.
    pub mail: MailOptions,
}

/// A business phone number with the token that may use it.
#[derive(Clone, Serialize)]
pub struct WhatsAppAccount {
    pub phone_number_id: String,
    pub waba_id: String,
    pub display_phone_number: String,
    #[serde(skip)]
    pub access_token: String,
    pub name: String,
}

/// A customer with a phone.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    /// The phone number, digits only.
    pub wa_id: String,
    /// What was said before, oldest first.
    pub history: Vec<Past>,
}

/// A text from before the simulator started.
#[derive(Clone)]
pub struct Past {
    /// The platform's id of it.
    pub id: String,
    pub phone_number_id: String,
    pub is_from_customer: bool,
    pub text: String,
    pub at_ms: i64,
}
