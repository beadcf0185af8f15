//! What renews a token is renewed along with it, and the one before counts no longer.

use super::*;
use crate::desk::*;
use crate::mails::proxy::{Proxy, Said, Then};
use crate::mails::servers::servers;
use deskbell::domain::InboxId;
use serde_json::json;

#[test]
fn what_renews_the_next_token_is_kept_when_the_mailbox_is_changed_meanwhile() {
    let desk = Desk::open();
    let tokens = Proxy::to(servers().ports.tokens);
    tokens.when(Said::ByServer, "refresh_token", Then::Wait);
    let url = format!("http://127.0.0.1:{}/token", tokens.port);
    let imap_port = Ways::usual().imap_port;
    let inbox = ByMail::with_tokens(&desk, servers().mailbox("turning"), imap_port, &url);
    until("a token is renewed", || tokens.said() == 1);
    desk.moves_the_clock(seconds(1));
    let path = format!("/inboxes/{}", inbox.inbox);
    desk.admin.patch(&path, json!({"email": {"from_name": "Another"}})).is(200);
    let now = desk.app().clock.now();
    let health = || desk.app().mailboxes.health(InboxId(inbox.inbox));
    until("the mailbox begins anew", || health().started_at == Some(now));
    tokens.heal();
    tokens.lets_go();
    until("it waits for mails", || inbox.state(&desk)["fetching"]["status"] == "idle");
    let given = servers().tokens_given(&inbox.mailbox.name);
    assert_eq!(given.len(), 1, "one that was renewed serves who comes later: {given:?}");
}
