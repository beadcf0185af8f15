//! What the provider says of the account: its token, its rights, its state, where it sends.

use super::{Check, Standing};
use crate::actions::prepared;
use crate::actions::secrets::MetaSecrets;
use crate::app::App;
use crate::channels::graph_account::{Door, Number, PAGE_FIELDS, Subscriber, TokenFacts, Trouble};
use crate::channels::secret::Secret;
use crate::domain::Timestamp;
use crate::domain::channel::Channel;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::time::DAY_MS;

/// The code of a token that is no longer good.
const TOKEN_OVER: i64 = 190;
/// A token that ends sooner than this wants to be replaced.
const ENDING_SOON_MS: i64 = 14 * DAY_MS;
const WHATSAPP_SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];
const MESSENGER_SCOPES: [&str; 2] = ["pages_messaging", "pages_manage_metadata"];

const NEW_TOKEN: &str = "Make a new access token at Meta and enter it in the inbox's settings.";
const RIGHTS: &str = "Give the token these permissions at Meta: in the business settings under System users for WhatsApp, in the app's Messenger settings for a page.";
const SUBSCRIBE: &str = "Press Subscribe; then messages come in.";

pub async fn checks(app: &App, inbox: &Inbox, secrets: &MetaSecrets) -> Vec<Check> {
    let (now, endpoint) = (app.clock.now(), prepared::endpoint(app));
    let access_token = &secrets.access_token;
    let calls = prepared::calls(app, inbox);
    let door = Door { client: &app.client, endpoint: &endpoint, access_token, calls };
    match &inbox.account {
        Account::Whatsapp { phone_number_id, waba_id, .. } => {
            let (number, facts, subscribers) = tokio::join!(
                door.number(phone_number_id),
                door.token(None),
                door.subscribers(waba_id)
            );
            vec![
                token(number.as_ref().err(), &facts, now),
                scopes(&facts, &WHATSAPP_SCOPES),
                self::number(&number),
                whatsapp_subscription(&subscribers, &facts),
            ]
        }
        Account::Messenger { page_id, app_id, .. } => {
            let app_token = Secret::new(format!("{app_id}|{}", secrets.app_secret.reveal()));
            let (page, facts, subscribers) = tokio::join!(
                door.page(page_id),
                door.token(Some(&app_token)),
                door.subscribers(page_id)
            );
            vec![
                token(page.as_ref().err(), &facts, now),
                scopes(&facts, &MESSENGER_SCOPES),
                self::page(&page),
                subscription(&subscribers, app_id, Channel::Messenger),
            ]
        }
        Account::Email { .. } => Vec::new(),
    }
}

/// `asked`: how a call with the token went wrong, if it did.
fn token(asked: Option<&Trouble>, facts: &Result<TokenFacts, Trouble>, now: Timestamp) -> Check {
    let check = |standing, detail: String| Check::new("token", "Access token", standing, detail);
    match asked {
        Some(trouble @ Trouble::Refused { code: Some(TOKEN_OVER), .. }) => {
            return check(Standing::Failed, trouble.to_string()).advised(NEW_TOKEN);
        }
        Some(trouble @ (Trouble::Unreachable { .. } | Trouble::Spared { .. })) => {
            return check(Standing::Unknown, trouble.to_string());
        }
        Some(Trouble::Refused { .. }) | None => {}
    }
    let ends = match facts {
        Ok(facts) if !facts.is_valid => {
            let detail = "Meta says that the token is not valid.".to_owned();
            return check(Standing::Failed, detail).advised(NEW_TOKEN);
        }
        Ok(facts) => facts.expires_at,
        Err(_) => None,
    };
    match ends {
        Some(ends) if ends.ms_since(now) < ENDING_SOON_MS => {
            let detail = "The token works, but will soon be over.".to_owned();
            Check { at: Some(ends), ..check(Standing::Warning, detail).advised(NEW_TOKEN) }
        }
        Some(ends) => {
            let detail = "The token works until then.".to_owned();
            Check { at: Some(ends), ..check(Standing::Ok, detail) }
        }
        None => check(Standing::Ok, "The token works.".to_owned()),
    }
}

fn scopes(facts: &Result<TokenFacts, Trouble>, needed: &[&str]) -> Check {
    let check = |standing, detail: String| Check::new("scopes", "Permissions", standing, detail);
    let facts = match facts {
        Ok(facts) => facts,
        Err(trouble) => return check(Standing::Unknown, trouble.to_string()),
    };
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|needed| !facts.scopes.iter().any(|scope| scope == needed))
        .collect();
    if missing.is_empty() {
        return check(Standing::Ok, format!("The token has {}.", needed.join(" and ")));
    }
    check(Standing::Failed, format!("The token lacks {}.", missing.join(" and "))).advised(RIGHTS)
}

fn number(number: &Result<Number, Trouble>) -> Check {
    let check = |standing, detail: String| Check::new("number", "Phone number", standing, detail);
    let number = match number {
        Ok(number) => number,
        Err(trouble @ (Trouble::Unreachable { .. } | Trouble::Spared { .. })) => {
            return check(Standing::Unknown, trouble.to_string());
        }
        Err(trouble @ Trouble::Refused { .. }) => {
            return check(Standing::Failed, trouble.to_string()).advised(
                "Compare the phone number id with the one that WhatsApp Manager shows, and whether the token's user may use it.",
            );
        }
    };
    let name = number.name.as_deref().unwrap_or("The number");
    let digits = number.display_phone_number.as_deref().unwrap_or_default();
    let who = format!("{name} {digits}").trim_end().to_owned();
    if number.platform.as_deref().is_some_and(|platform| platform != "CLOUD_API") {
        return check(Standing::Failed, format!("{who} is not registered with the Cloud API."))
            .advised("Register the number in WhatsApp Manager, with its two-step PIN.");
    }
    if let Some(status) = number.status.as_deref().filter(|status| *status != "CONNECTED") {
        return check(Standing::Failed, format!("{who} has the status {status}."))
            .advised("Look at the number in WhatsApp Manager: Meta says there what is missing.");
    }
    match number.quality.as_deref() {
        Some("RED") => {
            check(Standing::Warning, format!("{who} is registered; its quality is low."))
                .advised("Many customers blocked or reported the number: send fewer templates.")
        }
        Some("YELLOW") => {
            check(Standing::Warning, format!("{who} is registered; its quality is medium."))
        }
        Some(_) | None => check(Standing::Ok, format!("{who} is registered.")),
    }
}

fn page(page: &Result<Option<String>, Trouble>) -> Check {
    let check = |standing, detail: String| Check::new("page", "Facebook page", standing, detail);
    match page {
        Ok(name) => {
            let name = name.as_deref().unwrap_or("without a name");
            check(Standing::Ok, format!("The page is {name}."))
        }
        Err(trouble @ (Trouble::Unreachable { .. } | Trouble::Spared { .. })) => {
            check(Standing::Unknown, trouble.to_string())
        }
        Err(trouble @ Trouble::Refused { .. }) => check(Standing::Failed, trouble.to_string())
            .advised("Compare the page id with the one on the page's About page, and whether the token is this page's."),
    }
}

/// A number's inbox knows its app by the token alone.
fn whatsapp_subscription(
    subscribers: &Result<Vec<Subscriber>, Trouble>,
    facts: &Result<TokenFacts, Trouble>,
) -> Check {
    let app_id = facts.as_ref().ok().and_then(|facts| facts.app_id.as_deref());
    match (app_id, subscribers) {
        (None, Ok(subscribers)) if !subscribers.is_empty() => {
            let detail = "The account sends to an app; whether it is this one, Meta does not tell.";
            Check::new("subscription", "Subscription", Standing::Unknown, detail.to_owned())
                .advised(SUBSCRIBE)
        }
        // Nobody's is not ours either.
        (app_id, subscribers) => {
            subscription(subscribers, app_id.unwrap_or_default(), Channel::Whatsapp)
        }
    }
}

/// `app_id`: of our app.
fn subscription(
    subscribers: &Result<Vec<Subscriber>, Trouble>,
    app_id: &str,
    channel: Channel,
) -> Check {
    let check = |standing, detail: &str| {
        Check::new("subscription", "Subscription", standing, detail.to_owned())
    };
    let subscribers = match subscribers {
        Ok(subscribers) => subscribers,
        Err(trouble) => return check(Standing::Unknown, &trouble.to_string()),
    };
    let is_ours =
        |subscriber: &&Subscriber| subscriber.app_id.as_deref().is_none_or(|id| id == app_id);
    let Some(ours) = subscribers.iter().find(is_ours) else {
        let detail = "The account sends nothing to this app.";
        return check(Standing::Failed, detail).advised(SUBSCRIBE);
    };
    let missing: Vec<&str> = PAGE_FIELDS
        .into_iter()
        .filter(|field| !ours.fields.iter().any(|has| has == field))
        .collect();
    if channel == Channel::Messenger && !missing.is_empty() {
        let detail = format!("The page does not send {}.", missing.join(", "));
        return check(Standing::Warning, &detail).advised(SUBSCRIBE);
    }
    check(Standing::Ok, "The account sends to this app.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(scopes: &[&str], expires_at: Option<Timestamp>) -> Result<TokenFacts, Trouble> {
        let scopes = scopes.iter().map(|scope| scope.to_string()).collect();
        Ok(TokenFacts { is_valid: true, app_id: Some("7".into()), scopes, expires_at })
    }

    #[test]
    fn a_token_is_judged_by_its_use_and_its_end() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let in_days = |days: i64| Some(now.plus_ms(days * DAY_MS));
        let good = facts(&[], None);
        assert_eq!(token(None, &good, now).standing, Standing::Ok);
        assert_eq!(token(None, &facts(&[], in_days(60)), now).standing, Standing::Ok);
        assert_eq!(token(None, &facts(&[], in_days(3)), now).standing, Standing::Warning);
        let over = Trouble::Refused { code: Some(TOKEN_OVER), message: "expired".into() };
        assert_eq!(token(Some(&over), &good, now).standing, Standing::Failed);
        let gone = Trouble::Refused { code: Some(100), message: "no such number".into() };
        assert_eq!(token(Some(&gone), &good, now).standing, Standing::Ok);
        let away = Trouble::Unreachable { reason: "refused".into() };
        assert_eq!(token(Some(&away), &good, now).standing, Standing::Unknown);
    }

    #[test]
    fn missing_permissions_are_named() {
        let check = scopes(&facts(&["pages_messaging"], None), &MESSENGER_SCOPES);
        assert_eq!(check.standing, Standing::Failed);
        assert_eq!(check.detail, "The token lacks pages_manage_metadata.");
        assert_eq!(
            scopes(&facts(&MESSENGER_SCOPES, None), &MESSENGER_SCOPES).standing,
            Standing::Ok
        );
    }

    #[test]
    fn only_our_own_app_counts_as_subscribed() {
        let app = |id: &str, fields: &[&str]| Subscriber {
            app_id: Some(id.to_owned()),
            fields: fields.iter().map(|field| field.to_string()).collect(),
        };
        let standing = |apps, channel| subscription(&Ok(apps), "7", channel).standing;
        assert_eq!(standing(vec![app("8", &[])], Channel::Whatsapp), Standing::Failed);
        assert_eq!(standing(vec![app("8", &[]), app("7", &[])], Channel::Whatsapp), Standing::Ok);
        assert_eq!(standing(vec![app("7", &["messages"])], Channel::Messenger), Standing::Warning);
        assert_eq!(standing(vec![app("7", &PAGE_FIELDS)], Channel::Messenger), Standing::Ok);
        assert_eq!(standing(vec![app("8", &PAGE_FIELDS)], Channel::Messenger), Standing::Failed);
        let away = || Err(Trouble::Unreachable { reason: "refused".into() });
        let by_token = |apps, facts| whatsapp_subscription(&Ok(apps), &facts).standing;
        assert_eq!(by_token(vec![app("8", &[])], facts(&[], None)), Standing::Failed);
        assert_eq!(by_token(vec![app("7", &[])], facts(&[], None)), Standing::Ok);
        assert_eq!(by_token(vec![app("7", &[])], away()), Standing::Unknown, "perhaps another's");
        assert_eq!(by_token(vec![], away()), Standing::Failed);
    }
}
