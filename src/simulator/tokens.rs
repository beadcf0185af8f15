//! Access tokens: what they may do, to which accounts, and until when.

use serde::{Deserialize, Serialize};

use super::messenger::Page;
use super::options::WhatsAppAccount;

pub const TOKENS_MAX: usize = 100;
pub const MESSAGING: &str = "whatsapp_business_messaging";
pub const MANAGEMENT: &str = "whatsapp_business_management";
/// What a Page's token may be allowed to do.
pub const PAGE_SCOPES: [&str; 4] =
    ["pages_messaging", "pages_manage_metadata", "pages_show_list", "pages_read_engagement"];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub token: String,
    #[serde(rename = "type", default)]
    pub kind: Kind,
    pub scopes: Vec<String>,
    /// Ids of the accounts that it reaches; a Page's token is that of the first Page.
    pub accounts: Vec<String>,
    /// Milliseconds of the simulator's time; without them it never ends.
    #[serde(default)]
    pub expires_at_ms: Option<i64>,
}

/// Whose token it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    #[default]
    SystemUser,
    User,
    Page,
}

#[derive(Default)]
pub struct Tokens(Vec<Token>);

impl Token {
    pub fn reaches(&self, account: &str) -> bool {
        self.accounts.iter().any(|own| own == account)
    }

    pub fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|own| own == scope)
    }

    pub fn is_over(&self, now_ms: i64) -> bool {
        self.expires_at_ms.is_some_and(|expires_ms| expires_ms <= now_ms)
    }
}

impl Tokens {
    /// Tokens that never end and may do everything with the numbers and Pages that name them.
    pub fn of(numbers: &[WhatsAppAccount], pages: &[Page]) -> Tokens {
        let mut tokens = Tokens::default();
        for number in numbers {
            let scopes = [MESSAGING, MANAGEMENT];
            tokens.add(&number.access_token, Kind::SystemUser, &scopes, &number.waba_id);
        }
        for page in pages {
            tokens.add(&page.access_token, Kind::Page, &PAGE_SCOPES, &page.page_id);
        }
        tokens
    }

    fn add(&mut self, text: &str, kind: Kind, scopes: &[&str], account: &str) {
        let account = account.to_owned();
        match self.0.iter_mut().find(|token| token.token == text) {
            Some(token) => token.accounts.push(account),
            None => self.0.push(Token {
                token: text.to_owned(),
                kind,
                scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
                accounts: vec![account],
                expires_at_ms: None,
            }),
        }
    }

    pub fn find(&self, text: &str) -> Option<&Token> {
        self.0.iter().find(|token| token.token == text)
    }

    pub fn list(&self) -> &[Token] {
        &self.0
    }

    /// In the place of one with the same text. False if there are too many.
    pub fn put(&mut self, token: Token) -> bool {
        if let Some(known) = self.0.iter_mut().find(|known| known.token == token.token) {
            *known = token;
            return true;
        }
        let fits = self.0.len() < TOKENS_MAX;
        if fits {
            self.0.push(token);
        }
        fits
    }

    pub fn revoke(&mut self, text: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|token| token.token != text);
        self.0.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(waba: &str, token: &str) -> WhatsAppAccount {
        WhatsAppAccount {
            phone_number_id: format!("1{waba}"),
            waba_id: waba.to_owned(),
            display_phone_number: String::new(),
            access_token: token.to_owned(),
            name: String::new(),
        }
    }

    #[test]
    fn a_token_reaches_the_accounts_that_name_it() {
        let mut tokens = Tokens::of(&[number("1", "a"), number("2", "a"), number("3", "b")], &[]);
        let token = tokens.find("a").unwrap();
        assert!(token.reaches("1") && token.reaches("2") && !token.reaches("3"));
        assert!(token.may(MANAGEMENT) && !token.may("pages_messaging"));
        assert!(!token.is_over(i64::MAX));
        assert!(Token { expires_at_ms: Some(5), ..token.clone() }.is_over(5));
        assert!(tokens.revoke("a"));
        assert!(!tokens.revoke("a"));
        assert!(tokens.find("a").is_none());
    }

    #[test]
    fn there_may_be_so_many() {
        let mut tokens = Tokens::of(&[number("1", "0")], &[]);
        let token = |name: usize| Token {
            token: name.to_string(),
            ..Tokens::of(&[number("1", "x")], &[]).list()[0].clone()
        };
        assert!((1..TOKENS_MAX).all(|name| tokens.put(token(name))));
        assert!(!tokens.put(token(TOKENS_MAX)));
        assert!(tokens.put(token(1)), "a known one is replaced");
    }
}
