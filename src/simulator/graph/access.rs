//! Whether a token may make a call.

use super::call::Call;
use super::error::GraphError;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::Platform;
use crate::simulator::tokens::{MANAGEMENT, MESSAGING, Token};

/// The token of a call, known and not over.
pub fn token_of(platform: &Platform, call: &Call) -> Result<Token, GraphError> {
    let text = call.token.as_deref().ok_or_else(GraphError::token_missing)?;
    let world = platform.world();
    let token = world.tokens.find(text).ok_or_else(GraphError::token_invalid)?;
    if token.is_over(platform.clock.now_ms()) {
        return Err(GraphError::token_expired());
    }
    Ok(token.clone())
}

/// The number with this id, for messages and files.
pub fn number_to_message(
    platform: &Platform,
    id: &str,
    token: &Token,
    verb: &str,
) -> Result<WhatsAppAccount, GraphError> {
    let number = number(platform, id, token, verb)?;
    if token.may(MESSAGING) { Ok(number) } else { Err(GraphError::action_not_permitted()) }
}

/// The number with this id, for its settings.
pub fn number_to_manage(
    platform: &Platform,
    id: &str,
    token: &Token,
    verb: &str,
) -> Result<WhatsAppAccount, GraphError> {
    let number = number(platform, id, token, verb)?;
    may_manage(platform, token, &number.waba_id)?;
    Ok(number)
}

/// The numbers of a business account; there is at least one.
pub fn numbers_of(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    verb: &str,
) -> Result<Vec<WhatsAppAccount>, GraphError> {
    let numbers: Vec<WhatsAppAccount> = {
        let world = platform.world();
        let all = world.accounts.iter().map(|account| &account.number);
        all.filter(|number| number.waba_id == waba_id).cloned().collect()
    };
    if numbers.is_empty() || !token.reaches(waba_id) {
        return Err(GraphError::unknown_object(verb, waba_id));
    }
    may_manage(platform, token, waba_id)?;
    Ok(numbers)
}

fn number(
    platform: &Platform,
    id: &str,
    token: &Token,
    verb: &str,
) -> Result<WhatsAppAccount, GraphError> {
    let world = platform.world();
    let account = world.account(id).filter(|account| token.reaches(&account.number.waba_id));
    let account = account.ok_or_else(|| GraphError::unknown_object(verb, id))?;
    Ok(account.number.clone())
}

/// Counts the call, too: there may be so many in an hour.
fn may_manage(platform: &Platform, token: &Token, waba_id: &str) -> Result<(), GraphError> {
    if !token.may(MANAGEMENT) {
        return Err(GraphError::permission_missing(MANAGEMENT));
    }
    let now_ms = platform.clock.now_ms();
    let mut world = platform.world();
    if world.rates.manage(waba_id, now_ms) {
        return Ok(());
    }
    Err(GraphError::too_many_calls(world.knobs.throttle_status))
}
