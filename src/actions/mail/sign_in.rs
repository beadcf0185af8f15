//! Where a mailbox's servers are, and what it signs in with there.

use super::mailbox_of;
use crate::actions::error::Error;
use crate::actions::inboxes;
use crate::actions::secrets::{self, MailSecrets};
use crate::app::App;
use crate::channels::email::oauth::{self, Grant};
use crate::channels::email::server::{Kind, Login, Server, Stage, Trouble};
use crate::channels::secret::Secret;
use crate::channels::{Retry, Scope, SendError};
use crate::domain::delivery::Failure;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::{Auth, MailAccount, MailServer};
use crate::domain::time::{MINUTE_MS, SECOND_MS};

const SIGN_IN_CODE: i64 = 535;
/// How long an inbox rests whose server refuses us at its greeting: asking more often lengthens blocks.
const BLOCKED_REST_MS: i64 = 15 * MINUTE_MS;
const NO_PASSWORD: &str = "The inbox has no password for this server: enter it in its settings.";
const NO_OAUTH: &str = "The inbox lacks what tokens are renewed with: enter it in its settings.";

pub type Way = (Server, Login);

pub(super) async fn imap(app: &App, inbox: &Inbox) -> Result<Result<Way, Trouble>, Error> {
    let Some((account, secrets)) = opened(app, inbox)? else { return Ok(Err(missing(NO_OAUTH))) };
    let password = secrets.imap_password.clone();
    way(app, inbox, (&account, &account.imap), &secrets, password).await
}

pub(super) async fn smtp(app: &App, inbox: &Inbox) -> Result<Result<Way, Trouble>, Error> {
    let Some((account, secrets)) = opened(app, inbox)? else { return Ok(Err(missing(NO_OAUTH))) };
    let password = secrets.smtp_password().cloned();
    way(app, inbox, (&account, &account.smtp), &secrets, password).await
}

fn opened(app: &App, inbox: &Inbox) -> Result<Option<(MailAccount, MailSecrets)>, Error> {
    let secrets = secrets::of_mailbox(app, inbox)?;
    Ok(mailbox_of(inbox).cloned().zip(secrets))
}

async fn way(
    app: &App,
    inbox: &Inbox,
    (account, server): (&MailAccount, &MailServer),
    secrets: &MailSecrets,
    password: Option<Secret>,
) -> Result<Result<Way, Trouble>, Error> {
    let user = server.username.clone();
    let login = match server.auth {
        Auth::Password => match password {
            Some(password) => Login::Password { user, password },
            None => return Ok(Err(missing(NO_PASSWORD))),
        },
        Auth::Oauth2 => match token(app, inbox, account, secrets).await? {
            Ok(token) => Login::Xoauth2 { user, token },
            Err(trouble) => return Ok(Err(trouble)),
        },
    };
    Ok(Ok((Server::of(server), login)))
}

/// A token that is good for a while; a new one if need be. What renews it may be renewed along with
/// it, and is stored before it is used.
async fn token(
    app: &App,
    inbox: &Inbox,
    account: &MailAccount,
    secrets: &MailSecrets,
) -> Result<Result<Secret, Trouble>, Error> {
    let _alone = app.mailboxes.renewing(inbox.id).await;
    let now = app.clock.now();
    if let Some(token) = app.mailboxes.token(inbox.id, now) {
        return Ok(Ok(token));
    }
    // Whoever renewed last may have been given another one.
    let kept: Option<Inbox> = app.store.view()?.find(inbox.id)?;
    let kept = kept.map(|inbox| secrets::of_mailbox(app, &inbox)).transpose()?.flatten();
    let secrets = kept.as_ref().unwrap_or(secrets);
    let Some((client, refresh_token)) = account.oauth.as_ref().zip(secrets.refresh_token.clone())
    else {
        return Ok(Err(missing(NO_OAUTH)));
    };
    let grant = Grant {
        token_url: client.token_url.clone(),
        client_id: client.client_id.clone(),
        client_secret: secrets.client_secret.clone().unwrap_or_else(|| Secret::new("")),
        refresh_token,
        scope: client.scope.clone(),
    };
    let token = match oauth::refresh(&app.client, &grant).await {
        Ok(token) => token,
        Err(trouble) => return Ok(Err(trouble)),
    };
    if let Some(renewed) = token.refresh_token.filter(|renewed| *renewed != grant.refresh_token) {
        inboxes::keep_refresh_token(app, inbox.id, grant.refresh_token, renewed).await?;
    }
    let lasts_ms = i64::try_from(token.expires_in_s).unwrap_or(i64::MAX / SECOND_MS);
    let until = now.plus_ms(lasts_ms.saturating_mul(SECOND_MS));
    app.mailboxes.keep_token(inbox.id, Some((token.access_token.clone(), until)));
    Ok(Ok(token.access_token))
}

fn missing(text: &str) -> Trouble {
    Trouble::new(Stage::SignIn, Kind::SignIn, text)
}

/// What trouble with a server means for a mail: none of it is the mail's fault.
pub(super) fn send_error(trouble: &Trouble) -> SendError {
    let reason = trouble.text.clone();
    match trouble.kind {
        // It does not want us at all: a block that may be lifted by itself, or by whom its words name.
        Kind::Refused if trouble.stage == Stage::Greeting => SendError::Temporary {
            reason,
            retry: Retry::After { wait_ms: BLOCKED_REST_MS },
            scope: Scope::Inbox,
        },
        Kind::Unreachable | Kind::Broken | Kind::Insecure | Kind::Refused => {
            SendError::Unreachable { reason, scope: Scope::Inbox }
        }
        Kind::Throttled => SendError::Temporary {
            reason,
            retry: Retry::After { wait_ms: MINUTE_MS },
            scope: Scope::Inbox,
        },
        Kind::SignIn => {
            let reason = format!("The mail account's sign-in failed. {reason}");
            SendError::Stopped { failure: Failure { code: Some(SIGN_IN_CODE), reason } }
        }
    }
}

/// What we call ourselves when we greet a server: some refuse what is no domain.
pub(super) fn greeting_name(inbox: &Inbox) -> String {
    let domain = mailbox_of(inbox).map(MailAccount::domain).unwrap_or_default();
    if domain.is_empty() { "localhost".to_owned() } else { domain.to_owned() }
}
