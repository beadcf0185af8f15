//! What each operation asks of who uses it. An operation that is not listed is refused to everybody.

use crate::domain::permission::Act;

const BASE: &str = "/api/v1";

/// Method, path and acts, each of which one must be allowed: what shows or changes two kinds of
/// things asks for both. Actions decide more finely where the thing itself matters, as `FINER` says.
#[rustfmt::skip]
pub const OPERATIONS: &[(&str, &str, &[Act])] = &[
    ("delete", "/session", &[Act::BeOneself]),
    ("get", "/session", &[Act::BeOneself]),
    ("get", "/me", &[Act::BeOneself]),
    ("patch", "/me", &[Act::BeOneself]),
    ("get", "/me/notices", &[Act::BeOneself]),
    ("put", "/me/notices/seen", &[Act::BeOneself]),
    ("get", "/drafts", &[Act::BeOneself]),
    ("get", "/conversations", &[Act::ReadConversations]),
    ("post", "/conversations", &[Act::WriteConversations]),
    ("post", "/conversations/bulk", &[Act::WriteConversations]),
    ("get", "/conversations/{id}", &[Act::ReadConversations]),
    ("get", "/conversations/{id}/timeline", &[Act::ReadConversations]),
    ("post", "/conversations/{id}/messages", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/timeline/{entry_id}/files/{place}/retries", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/timeline/{entry_id}/resends", &[Act::WriteConversations]),
    ("put", "/conversations/{id}/timeline/{entry_id}/delivery", &[Act::WriteConversations]),
    ("put", "/conversations/{id}/timeline/{entry_id}/reaction", &[Act::WriteConversations]),
    ("delete", "/conversations/{id}/timeline/{entry_id}/reaction", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/notes", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/assignment", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/transfers", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/resolution", &[Act::WriteConversations]),
    ("delete", "/conversations/{id}/resolution", &[Act::WriteConversations]),
    ("put", "/conversations/{id}/snooze", &[Act::WriteConversations]),
    ("delete", "/conversations/{id}/snooze", &[Act::WriteConversations]),
    ("put", "/conversations/{id}/read-mark", &[Act::WriteConversations]),
    ("post", "/conversations/{id}/typing", &[Act::WriteConversations]),
    ("get", "/conversations/{id}/draft", &[Act::BeOneself]),
    ("put", "/conversations/{id}/draft", &[Act::BeOneself]),
    ("put", "/conversations/{id}/tags/{tag}", &[Act::WriteConversations]),
    ("delete", "/conversations/{id}/tags/{tag}", &[Act::WriteConversations]),
    ("put", "/conversations/{id}/labels/{label}", &[Act::WriteConversations]),
    ("delete", "/conversations/{id}/labels/{label}", &[Act::WriteConversations]),
    ("get", "/search", &[Act::ReadConversations]),
    ("get", "/events", &[Act::ReadConversations]),
    ("post", "/attachments", &[Act::WriteConversations]),
    ("get", "/attachments/{id}/{name}", &[Act::ReadConversations]),
    ("get", "/contacts", &[Act::ReadContacts]),
    ("post", "/contacts", &[Act::WriteContacts]),
    ("get", "/contacts/export", &[Act::ExportContacts]),
    ("post", "/contacts/import", &[Act::ManageContacts]),
    ("get", "/contacts/{id}", &[Act::ReadContacts]),
    ("patch", "/contacts/{id}", &[Act::WriteContacts]),
    ("get", "/contacts/{id}/history", &[Act::ReadContacts, Act::ReadConversations]),
    ("post", "/contacts/{id}/notes", &[Act::WriteContacts]),
    ("delete", "/contacts/{id}/notes/{note}", &[Act::WriteContacts]),
    ("post", "/contacts/{id}/merges", &[Act::WriteContacts]),
    ("delete", "/contacts/{id}/merges/{merge}", &[Act::WriteContacts]),
    ("post", "/contacts/{id}/identities", &[Act::WriteContacts]),
    ("delete", "/contacts/{id}/identities/{kind}/{value}", &[Act::WriteContacts]),
    ("put", "/contacts/{id}/block", &[Act::WriteContacts, Act::WriteConversations]),
    ("delete", "/contacts/{id}/block", &[Act::WriteContacts, Act::WriteConversations]),
    ("get", "/attributes", &[Act::ReadWorkspace]),
    ("post", "/attributes", &[Act::Configure]),
    ("patch", "/attributes/{id}", &[Act::Configure]),
    ("delete", "/attributes/{id}", &[Act::Configure]),
    ("get", "/agents", &[Act::ReadWorkspace]),
    ("post", "/agents", &[Act::ManageAgents]),
    ("get", "/agents/{id}", &[Act::ReadWorkspace]),
    ("patch", "/agents/{id}", &[Act::ManageTeam]),
    ("get", "/queues", &[Act::ReadWorkspace]),
    ("post", "/queues", &[Act::Configure]),
    ("get", "/queues/{id}", &[Act::ReadWorkspace]),
    ("patch", "/queues/{id}", &[Act::Configure]),
    ("delete", "/queues/{id}", &[Act::Configure]),
    ("get", "/routing-rules", &[Act::SeeRouting]),
    ("post", "/routing-rules", &[Act::Configure]),
    ("put", "/routing-rules/order", &[Act::Configure]),
    ("post", "/routing-rules/trial", &[Act::SeeRouting, Act::ReadContacts]),
    ("get", "/routing-rules/{id}", &[Act::SeeRouting]),
    ("patch", "/routing-rules/{id}", &[Act::Configure]),
    ("delete", "/routing-rules/{id}", &[Act::Configure]),
    ("get", "/hours", &[Act::ReadWorkspace]),
    ("post", "/hours", &[Act::Configure]),
    ("get", "/hours/{id}", &[Act::ReadWorkspace]),
    ("patch", "/hours/{id}", &[Act::Configure]),
    ("delete", "/hours/{id}", &[Act::Configure]),
    ("get", "/settings", &[Act::ReadWorkspace]),
    ("patch", "/settings", &[Act::Configure]),
    ("get", "/tags", &[Act::ReadWorkspace]),
    ("post", "/tags", &[Act::WriteConversations]),
    ("patch", "/tags/{id}", &[Act::ManageCatalogue]),
    ("delete", "/tags/{id}", &[Act::ManageCatalogue]),
    ("post", "/tags/{id}/merges", &[Act::ManageCatalogue]),
    ("get", "/labels", &[Act::ReadWorkspace]),
    ("post", "/labels", &[Act::ManageCatalogue]),
    ("patch", "/labels/{id}", &[Act::ManageCatalogue]),
    ("delete", "/labels/{id}", &[Act::ManageCatalogue]),
    ("get", "/canned-messages", &[Act::ReadWorkspace]),
    ("post", "/canned-messages", &[Act::WriteConversations]),
    ("patch", "/canned-messages/{id}", &[Act::WriteConversations]),
    ("delete", "/canned-messages/{id}", &[Act::WriteConversations]),
    ("get", "/canned-messages/{id}/preview", &[Act::ReadConversations, Act::ReadContacts]),
    ("get", "/inboxes", &[Act::ReadWorkspace]),
    ("post", "/inboxes", &[Act::Configure]),
    ("get", "/inboxes/{id}", &[Act::ReadWorkspace]),
    ("patch", "/inboxes/{id}", &[Act::Configure]),
    ("get", "/inboxes/{id}/doctor", &[Act::Configure]),
    ("post", "/inboxes/{id}/subscription", &[Act::Configure]),
    ("delete", "/inboxes/{id}/warnings/{warning_id}", &[Act::Configure]),
    ("get", "/conversations/{id}/timeline/{entry_id}/raw", &[Act::ReadRawDeliveries, Act::ReadConversations]),
    ("get", "/conversations/{id}/messages/{entry_id}/html", &[Act::ReadConversations]),
    ("get", "/conversations/{id}/messages/{entry_id}/mail", &[Act::ReadConversations]),
    ("get", "/inboxes/{id}/held-messages", &[Act::Configure]),
    ("post", "/inboxes/{id}/held-messages", &[Act::Configure]),
    ("get", "/inboxes/{id}/mails", &[Act::ReadRawDeliveries, Act::ReadConversations]),
    ("post", "/inboxes/{id}/mails/{mail_id}/retries", &[Act::Configure]),
    ("get", "/inboxes/{id}/mails/{mail_id}/raw", &[Act::ReadRawDeliveries, Act::ReadConversations]),
    ("post", "/inboxes/{id}/mail-tests", &[Act::Configure]),
    ("get", "/inboxes/{id}/templates", &[Act::ReadWorkspace]),
    ("post", "/inboxes/{id}/template-syncs", &[Act::WriteConversations]),
    ("get", "/deliveries/unreadable", &[Act::ReadRawDeliveries, Act::ReadConversations]),
    ("get", "/reports/summary", &[Act::ReadReports]),
    ("get", "/reports/table", &[Act::ReadReports]),
    ("get", "/reports/table.csv", &[Act::ReadReports]),
    ("get", "/reports/load", &[Act::ReadReports]),
    ("post", "/reports/rebuild", &[Act::Configure]),
    ("get", "/api-keys", &[Act::ManageKeys]),
    ("post", "/api-keys", &[Act::ManageKeys]),
    ("delete", "/api-keys/{id}", &[Act::ManageKeys]),
];

/// What some operations ask for beyond their row above, depending on what is asked for: method,
/// path, what it is about, act.
#[rustfmt::skip]
pub const FINER: &[(&str, &str, &str, Act)] = &[
    ("patch", "/agents/{id}", "name, e-mail, role, password, deactivation", Act::ManageAgents),
    ("post", "/conversations", "with a number that nobody has yet", Act::WriteContacts),
    ("post", "/conversations/{id}/assignment", "to a colleague", Act::AssignOthers),
    ("post", "/conversations/bulk", "assign to a colleague", Act::AssignOthers),
    ("post", "/tags", "a predefined one", Act::ManageCatalogue),
    ("post", "/canned-messages", "a shared one", Act::ManageCatalogue),
    ("patch", "/canned-messages/{id}", "a shared one, or sharing one's own", Act::ManageCatalogue),
    ("delete", "/canned-messages/{id}", "a shared one", Act::ManageCatalogue),
    ("delete", "/contacts/{id}/notes/{note}", "a colleague's note", Act::ManageContacts),
];

/// The acts behind a request: its method and the pattern of its route (`/api/v1/tags/:id`).
pub fn acts_of(method: &str, pattern: &str) -> Option<&'static [Act]> {
    let path = pattern.strip_prefix(BASE)?;
    let found = OPERATIONS
        .iter()
        .find(|(known, template, _)| known.eq_ignore_ascii_case(method) && is_same(template, path));
    found.map(|(_, _, acts)| *acts)
}

/// Parameters are written `{id}` in the description and `:id` in routes.
fn is_same(template: &str, pattern: &str) -> bool {
    let is_parameter = |part: &str| part.starts_with(['{', ':']);
    let mut parts = pattern.split('/');
    let is_start = template.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| part == wanted || is_parameter(wanted) && is_parameter(part))
    });
    is_start && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_by_its_route() {
        assert_eq!(acts_of("GET", "/api/v1/tags"), Some([Act::ReadWorkspace].as_slice()));
        assert_eq!(acts_of("PATCH", "/api/v1/tags/:id"), Some([Act::ManageCatalogue].as_slice()));
        assert_eq!(acts_of("PATCH", "/api/v1/tags/:id/more"), None);
        assert_eq!(acts_of("PATCH", "/api/v1/tags"), None);
        assert_eq!(acts_of("GET", "/api/v1/:anything"), None);
    }
}
