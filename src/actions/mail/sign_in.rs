//! Where a mailbox's servers are, and what it signs in with there.

use super::mailbox_of;
use crate::actions::error::Error;
use crate::actions::inboxes;
use crate::actions::secrets::{self, MailSecrets};
use crate::app::App;
use crate::channels::email::health::Token;
use crate::channels::email::oauth::{self, Grant};
use crate::channels::email::server::{Kind, Login, Server, Stage, Trouble};
use crate::channels::secret::Secret;
use crate::domain::InboxId;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::{Auth, MailAccount, MailServer};
use crate::domain::time::SECOND_MS;

const BROKE_OFF: &str = "Renewing the access broke off.";
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
        Auth::Oauth2 => match token(app, inbox.id, account, secrets).await? {
            Ok(token) => Login::Xoauth2 { user, token },
            Err(trouble) => return Ok(Err(trouble)),
        },
    };
    Ok(Ok((Server::of(server), login)))
}

/// A token that is good for a while; a new one if need be. It is renewed by a task of its own: who
/// waits for it may be told to end, and what the server gives to renew by the next time is kept all
/// the same.
async fn token(
    app: &App,
    inbox: InboxId,
    account: &MailAccount,
    secrets: &MailSecrets,
) -> Result<Result<Secret, Trouble>, Error> {
    let (own, account, secrets) = (app.clone(), account.clone(), secrets.clone());
    let renewing = async move { renewed(&own, inbox, &account, &secrets).await };
    let broke_off = |_| Ok(Err(Trouble::new(Stage::SignIn, Kind::Broken, BROKE_OFF)));
    app.tasks.spawn(renewing).await.unwrap_or_else(broke_off)
}

/// What renews a token may be renewed along with it, and is stored before it is used.
async fn renewed(
    app: &App,
    inbox: InboxId,
    account: &MailAccount,
    secrets: &MailSecrets,
) -> Result<Result<Secret, Trouble>, Error> {
    let _alone = app.mailboxes.renewing(inbox).await;
    let (now, sign_in) = (app.clock.now(), account.versions.sign_in);
    if let Some(token) = app.mailboxes.token(inbox, sign_in, now) {
        return Ok(Ok(token));
    }
    // Whoever renewed last may have been given another one.
    let kept: Option<Inbox> = app.store.view()?.find(inbox)?;
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
        inboxes::keep_refresh_token(app, inbox, grant.refresh_token, renewed).await?;
    }
    let lasts_ms = i64::try_from(token.expires_in_s).unwrap_or(i64::MAX / SECOND_MS);
    let until = now.plus_ms(lasts_ms.saturating_mul(SECOND_MS));
    let secret = token.access_token;
    app.mailboxes.keep_token(inbox, Token { secret: secret.clone(), until, sign_in });
    Ok(Ok(secret))
}

fn missing(text: &str) -> Trouble {
    Trouble::new(Stage::SignIn, Kind::SignIn, text)
}

/// What we call ourselves when we greet a server: some refuse what is no domain.
pub(super) fn greeting_name(inbox: &Inbox) -> String {
    let domain = mailbox_of(inbox).map(MailAccount::domain).unwrap_or_default();
    if domain.is_empty() { "localhost".to_owned() } else { domain.to_owned() }
}
