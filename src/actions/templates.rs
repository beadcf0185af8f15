//! Templates as Meta has them: fetched, told of, listed.

use super::access;
use super::error::Error;
use super::prepared::{self, endpoint};
use super::secrets;
use crate::app::App;
use crate::channels::SendError;
use crate::channels::received::{TemplateChange, TemplateNews};
use crate::channels::whatsapp::send::Credentials;
use crate::channels::whatsapp::templates::{self, List, Listed};
use crate::domain::event::{Configuration, Event};
use crate::domain::inbox::{Account, Inbox};
use crate::domain::permission::{Act, Actor};
use crate::domain::template::{PER_INBOX_MAX, Status, Sync, Template};
use crate::domain::{InboxId, TemplateId, Timestamp};
use crate::store::{View, Writer};
use std::collections::BTreeMap;
use std::time::Duration;

const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
/// How many templates one look reads at a time.
const READ_AT_ONCE: usize = 100;
const NO_TEMPLATES: &str = "Only WhatsApp inboxes have templates.";
const MAY_NOT: &str = "The access token may not read templates. An admin must grant whatsapp_business_management to the app, or enter another token.";
/// What Meta answers if the token lacks a permission.
const PERMISSION_CODES: [std::ops::RangeInclusive<i64>; 3] = [3..=3, 10..=10, 200..=299];

/// Fetches what is due until the process stops; begins with what grew old while none ran.
pub async fn run(app: App) {
    let mut is_refreshed = false;
    while !app.stopping.is_cancelled() {
        let next = match refresh_once(&app, &mut is_refreshed).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "templates wait until the store takes changes again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        tokio::select! {
            () = app.clock.sleep_until(next.unwrap_or(Timestamp(i64::MAX))) => {}
            () = app.store.signals().templates.notified() => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

async fn refresh_once(app: &App, is_refreshed: &mut bool) -> Result<Option<Timestamp>, Error> {
    if !*is_refreshed {
        refresh(app).await?;
        *is_refreshed = true;
    }
    fetch_due(app).await
}

/// Fetches what is due, and says when the next is.
async fn fetch_due(app: &App) -> Result<Option<Timestamp>, Error> {
    loop {
        let (now, syncs) = (app.clock.now(), app.store.view()?.template_syncs()?);
        let due = |sync: &&Sync| sync.due_at.is_some_and(|at| at <= now);
        let Some(sync) = syncs.iter().find(due) else {
            return Ok(syncs.iter().filter_map(|sync| sync.due_at).min());
        };
        let inbox = sync.inbox;
        tokio::select! {
            fetched = fetch(app, inbox) => fetched?,
            () = app.stopping.cancelled() => return Ok(None),
        }
    }
}

async fn fetch(app: &App, id: InboxId) -> Result<(), Error> {
    let found = app.store.view()?.find::<Inbox>(id)?;
    let Some(inbox) = found else {
        let removed = app.store.write(move |writer| -> Result<(), Error> {
            writer.remove_template_sync(id);
            Ok(())
        });
        return removed.await;
    };
    let began_at = app.clock.now();
    let fetched = ask(app, &inbox).await?;
    app.store.write(move |writer| take(writer, id, began_at, fetched)).await
}

/// What Meta has, or why it does not say so and how long to wait.
type Fetched = Result<List, (String, Option<i64>)>;

async fn ask(app: &App, inbox: &Inbox) -> Result<Fetched, Error> {
    let (Account::Whatsapp { phone_number_id, .. }, Some(secrets)) =
        (&inbox.account, secrets::of_meta(app, inbox)?)
    else {
        return Ok(Err((NO_TEMPLATES.to_owned(), None)));
    };
    let credentials = Credentials {
        phone_number_id: phone_number_id.clone(),
        access_token: secrets.access_token,
    };
    let endpoint = endpoint(app);
    let calls = prepared::calls(app, inbox);
    let list = templates::list(&app.client, &endpoint, &credentials, &calls).await;
    Ok(list.map_err(|error| match error {
        SendError::Temporary { reason, retry, .. } => (reason, retry.wait_ms()),
        SendError::Stopped { failure } if is_permission(failure.code) => (MAY_NOT.to_owned(), None),
        SendError::Permanent { failure } | SendError::Stopped { failure } => (failure.reason, None),
        SendError::Unknown { reason } | SendError::Unreachable { reason, .. } => (reason, None),
    }))
}

fn is_permission(code: Option<i64>) -> bool {
    code.is_some_and(|code| PERMISSION_CODES.iter().any(|codes| codes.contains(&code)))
}

fn take(
    writer: &mut Writer,
    id: InboxId,
    began_at: Timestamp,
    fetched: Fetched,
) -> Result<(), Error> {
    let Some(inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    let mut sync = sync_of(writer, id)?;
    match fetched {
        Ok(list) => {
            replace(writer, &inbox, list)?;
            sync.succeed(began_at, writer.now);
        }
        Err((reason, wait_ms)) => {
            tracing::warn!(inbox = %id, %reason, "templates could not be fetched");
            sync.fail(writer.now, reason, wait_ms);
        }
    }
    writer.save_template_sync(&sync)?;
    announce(writer, &inbox);
    Ok(())
}

/// What is there now takes the place of what was; what is gone vanishes.
fn replace(writer: &mut Writer, inbox: &Inbox, list: List) -> Result<(), Error> {
    let before = writer.templates(inbox.id, None, PER_INBOX_MAX)?.into_iter();
    let key = |name: &str, language: &str| (name.to_owned(), language.to_owned());
    let mut before: BTreeMap<_, Template> =
        before.map(|one| (key(&one.name, &one.language), one)).collect();
    for listed in list.templates {
        let known = before.remove(&key(&listed.name, &listed.language));
        let id = match &known {
            Some(known) => known.id,
            None => TemplateId(writer.next_id::<Template>()?),
        };
        writer.save_template(&template(id, inbox.id, listed, writer.now))?;
    }
    for gone in before.into_values().filter(|_| list.is_complete) {
        writer.remove_template(&gone);
    }
    Ok(())
}

fn template(id: TemplateId, inbox: InboxId, listed: Listed, synced_at: Timestamp) -> Template {
    let Listed {
        name,
        language,
        provider_id,
        status,
        category,
        quality,
        format,
        components,
        reason,
    } = listed;
    Template {
        id,
        inbox,
        name,
        language,
        provider_id,
        status,
        category,
        quality,
        format,
        components,
        reason,
        synced_at,
    }
}

/// Who shows templates fetches them, and the inbox, anew.
fn announce(writer: &mut Writer, inbox: &Inbox) {
    writer.announce(Event::Inbox { id: inbox.id });
    writer.announce(Event::Configuration { what: Configuration::Templates });
}

fn sync_of(view: &View, inbox: InboxId) -> Result<Sync, Error> {
    Ok(view.template_sync(inbox)?.unwrap_or_else(|| Sync::of(inbox, view.taken_at)))
}

/// A new inbox: its templates are fetched as soon as it is stored.
pub(super) fn begin(writer: &mut Writer, inbox: &Inbox) -> Result<(), Error> {
    match inbox.account {
        Account::Whatsapp { .. } => Ok(writer.save_template_sync(&Sync::of(inbox.id, writer.now))?),
        Account::Messenger { .. } | Account::Email { .. } => Ok(()),
    }
}

/// Everything that has grown old is fetched anew, and what was never fetched: an older version knew
/// no templates.
pub async fn refresh(app: &App) -> Result<(), Error> {
    let result = app.store.write(|writer| -> Result<(), Error> {
        for inbox in writer.all::<Inbox>()? {
            match writer.template_sync(inbox.id)? {
                None => begin(writer, &inbox)?,
                Some(mut sync) => {
                    if sync.age(writer.now) {
                        writer.save_template_sync(&sync)?;
                    }
                }
            }
        }
        Ok(())
    });
    result.await
}

/// Meta tells that a template has changed: what it tells holds at once, the rest is fetched. Answers
/// why it could not be used, if so.
pub(super) fn hear(
    writer: &mut Writer,
    signed_for: &[InboxId],
    change: &TemplateChange,
) -> Result<Option<String>, Error> {
    let mut is_known = false;
    for id in signed_for {
        let Some(inbox) = writer.find::<Inbox>(*id)? else { continue };
        let Account::Whatsapp { waba_id, .. } = &inbox.account else { continue };
        if change.waba_id.as_ref().is_some_and(|of| of != waba_id) {
            continue;
        }
        is_known = true;
        if let Some(mut template) = writer.template(*id, &change.name, &change.language)? {
            apply(&mut template, &change.news);
            writer.save_template(&template)?;
        }
        let mut sync = sync_of(writer, *id)?;
        sync.hear(writer.now);
        writer.save_template_sync(&sync)?;
        announce(writer, &inbox);
    }
    Ok((!is_known).then(|| "No inbox here is of this WhatsApp business account.".to_owned()))
}

fn apply(template: &mut Template, news: &TemplateNews) {
    match news {
        TemplateNews::Status { status, reason } => {
            template.status = status.clone().unwrap_or_else(|| template.status.clone());
            template.reason = reason.clone();
        }
        TemplateNews::Quality(quality) => template.quality = Some(quality.clone()),
        TemplateNews::Category(category) => template.category = category.clone(),
        TemplateNews::Components => {}
    }
}

/// Meta refused a message because of its template: it is marked, and all are fetched anew.
pub(super) fn refused(
    writer: &mut Writer,
    inbox: InboxId,
    name: &str,
    language: &str,
    status: Status,
) -> Result<(), Error> {
    if let Some(mut template) = writer.template(inbox, name, language)? {
        (template.status, template.reason) = (status, None);
        writer.save_template(&template)?;
        writer.announce(Event::Configuration { what: Configuration::Templates });
    }
    let mut sync = sync_of(writer, inbox)?;
    sync.hear(writer.now);
    Ok(writer.save_template_sync(&sync)?)
}

/// Fetches an inbox's templates because somebody wants it.
pub async fn ask_for(app: &App, actor: &Actor, id: InboxId) -> Result<(), Error> {
    access::require(actor, Act::WriteConversations)?;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let inbox: Inbox = access::record(writer, id, "inbox")?;
        check_channel(&inbox)?;
        let mut sync = sync_of(writer, id)?;
        sync.ask(writer.now).map_err(|too_soon| Error::TooManyAttempts {
            retry_after_seconds: too_soon.wait_ms.unsigned_abs().div_ceil(1_000),
        })?;
        Ok(writer.save_template_sync(&sync)?)
    });
    result.await
}

fn check_channel(inbox: &Inbox) -> Result<(), Error> {
    match inbox.account {
        Account::Whatsapp { .. } => Ok(()),
        Account::Messenger { .. } | Account::Email { .. } => {
            Err(Error::conflict("no_templates", NO_TEMPLATES))
        }
    }
}

/// What somebody looks for among an inbox's templates.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub status: Option<Status>,
    pub words: Option<String>,
}

pub struct Page {
    pub items: Vec<Template>,
    pub is_last: bool,
    pub sync: Option<Sync>,
}

/// One page of an inbox's templates, by name and language.
pub fn list(
    view: &View,
    id: InboxId,
    search: &Search,
    after: Option<(String, String)>,
    limit: usize,
) -> Result<Page, Error> {
    let inbox: Inbox = access::record(view, id, "inbox")?;
    check_channel(&inbox)?;
    let admits = |template: &Template| {
        search.status.as_ref().is_none_or(|status| *status == template.status)
            && search.words.as_ref().is_none_or(|words| template.matches(words))
    };
    let mut items: Vec<Template> = Vec::new();
    let mut reached = after;
    while items.len() <= limit {
        let place = reached.as_ref().map(|(name, language)| (name.as_str(), language.as_str()));
        let read = view.templates(id, place, READ_AT_ONCE)?;
        let Some(last) = read.last() else { break };
        reached = Some((last.name.clone(), last.language.clone()));
        items.extend(read.into_iter().filter(admits));
    }
    let is_last = items.len() <= limit;
    items.truncate(limit);
    Ok(Page { items, is_last, sync: view.template_sync(id)? })
}

/// A template that can be sent, by the name and the language that Meta knows it by.
pub(super) fn sendable(
    view: &View,
    inbox: InboxId,
    name: &str,
    language: &str,
) -> Result<Template, Error> {
    let template = view.template(inbox, name, language)?.ok_or_else(|| {
        let reason = format!("There is no template “{name}” in “{language}” in this inbox.");
        Error::invalid("template.name", reason)
    })?;
    match template.hindrance() {
        Some(reason) => Err(Error::conflict("template_unusable", reason)),
        None => Ok(template),
    }
}
