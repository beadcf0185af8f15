//! What the Messenger side of a simulator is started with.

use serde::Serialize;

#[derive(Clone, Default)]
pub struct MessengerOptions {
    pub pages: Vec<Page>,
    pub people: Vec<PagePerson>,
}

/// A Facebook Page with the token that may use it and the app that is told of it.
#[derive(Clone, Serialize)]
pub struct Page {
    pub page_id: String,
    pub name: String,
    #[serde(skip)]
    pub access_token: String,
    pub app_id: String,
    #[serde(skip)]
    pub app_secret: String,
    #[serde(skip)]
    pub verify_token: String,
    /// Where the app receives notifications.
    pub callback: String,
}

/// Somebody who uses Messenger.
#[derive(Clone)]
pub struct PagePerson {
    pub name: String,
    /// The person's id at a Page, by page_id; at the other Pages one is made up.
    pub psids: Vec<(String, String)>,
    /// What was said before, oldest first.
    pub history: Vec<PagePast>,
}

/// A text from before the simulator started.
#[derive(Clone)]
pub struct PagePast {
    /// The platform's id of it.
    pub mid: String,
    pub page_id: String,
    pub is_from_customer: bool,
    pub text: String,
    pub at_ms: i64,
}
