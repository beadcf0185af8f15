//! Whether an account works: asked of the provider, and seen from what came in.

mod account;
mod heard;
mod mailbox;
mod templates;

use super::access;
use super::error::Error;
use super::prepared;
use super::secrets;
use crate::app::App;
use crate::channels::graph_account::{Door, Trouble};
use crate::channels::secret::Secret;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::permission::{Act, Actor};
use crate::domain::{InboxId, Timestamp};

pub use heard::refused;

const NO_SUBSCRIPTION: &str = "A mailbox needs no subscription: its mails are fetched.";
const HELD: &str =
    "They may have been sent after the backup was made. Let them go out, or discard them.";

/// What was found.
pub struct Report {
    pub checked_at: Timestamp,
    pub checks: Vec<Check>,
}

pub struct Check {
    /// A stable word for it.
    pub id: &'static str,
    pub standing: Standing,
    /// What is looked at.
    pub title: &'static str,
    /// What was found, in a sentence.
    pub detail: String,
    /// What to do about it.
    pub advice: Option<&'static str>,
    /// When it was last so, where that is a matter of time.
    pub at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Ok,
    Warning,
    Failed,
    /// It could not be found out.
    Unknown,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Ok => "ok",
            Standing::Warning => "warning",
            Standing::Failed => "failed",
            Standing::Unknown => "unknown",
        }
    }
}

impl Check {
    fn new(id: &'static str, title: &'static str, standing: Standing, detail: String) -> Check {
        Check { id, standing, title, detail, advice: None, at: None }
    }

    fn advised(self, advice: &'static str) -> Check {
        Check { advice: Some(advice), ..self }
    }
}

/// Looks at everything that an account needs. Nothing is changed by it.
pub async fn examine(app: &App, actor: &Actor, id: InboxId) -> Result<Report, Error> {
    access::require(actor, Act::Configure)?;
    let inbox: Inbox = access::record(&app.store.view()?, id, "inbox")?;
    let Some(secrets) = secrets::of_meta(app, &inbox)? else {
        let mut checks = mailbox::checks(app, &inbox).await?;
        checks.extend(held(&inbox));
        return Ok(Report { checked_at: app.clock.now(), checks });
    };
    let mut checks = account::checks(app, &inbox, &secrets).await;
    checks.extend(templates::check(&app.store.view()?, &inbox, app.clock.now())?);
    checks.extend(heard::checks(app, &inbox));
    checks.extend(held(&inbox));
    Ok(Report { checked_at: app.clock.now(), checks })
}

fn held(inbox: &Inbox) -> Option<Check> {
    let held = inbox.held?;
    let detail =
        format!("{} messages waited when a backup was put back. They are held.", held.messages);
    let check = Check::new("held", "Waiting messages", Standing::Warning, detail);
    Some(Check { at: Some(held.since), ..check.advised(HELD) })
}

/// Lets the account send us what happens there, and looks again. Doing it twice changes nothing.
pub async fn subscribe(app: &App, actor: &Actor, id: InboxId) -> Result<Report, Error> {
    access::require(actor, Act::Configure)?;
    let inbox: Inbox = access::record(&app.store.view()?, id, "inbox")?;
    let Some(secrets) = secrets::of_meta(app, &inbox)? else {
        return Err(Error::conflict("no_subscription", NO_SUBSCRIPTION));
    };
    let access_token = secrets.access_token;
    let done = subscribe_account(app, &inbox, &access_token).await;
    done.map_err(|trouble| match trouble {
        Trouble::Spared { until } => Error::TooManyAttempts {
            retry_after_seconds: until.ms_since(app.clock.now()).unsigned_abs().div_ceil(1_000),
        },
        trouble @ (Trouble::Refused { .. } | Trouble::Unreachable { .. }) => {
            Error::conflict("provider_refused", trouble.to_string())
        }
    })?;
    tracing::info!(inbox = %id, "the account was subscribed");
    examine(app, actor, id).await
}

pub(super) async fn subscribe_account(
    app: &App,
    inbox: &Inbox,
    access_token: &Secret,
) -> Result<(), Trouble> {
    let endpoint = prepared::endpoint(app);
    let calls = prepared::calls(app, inbox);
    let door = Door { client: &app.client, endpoint: &endpoint, access_token, calls };
    match &inbox.account {
        Account::Whatsapp { waba_id, .. } => door.subscribe_business(waba_id).await,
        Account::Messenger { page_id, .. } => door.subscribe_page(page_id).await,
        Account::Email { .. } => Ok(()),
    }
}
