//! The REST API: one file a resource.

mod accounts;
pub mod activity;
pub mod agents;
pub mod api_keys;
pub mod assignments;
pub mod attributes;
pub mod attachments;
pub mod canned_messages;
pub mod contact_lists;
pub mod content;
pub mod contacts;
pub mod conditions;
pub mod conversations;
pub mod deliveries;
pub mod delivery;
pub mod doctor;
pub mod drafts;
pub mod entry;
pub mod events;
pub mod files;
pub mod held;
pub mod history;
pub mod hours;
pub mod identities;
pub mod inbox_options;
mod inboxes;
pub mod labels;
pub mod marks;
pub mod mail;
pub mod mailbox;
mod mail_state;
pub mod mails;
mod me;
pub mod messages;
pub mod new_rich;
pub mod notices;
pub mod page;
pub mod patch;
pub mod presence;
pub mod queues;
mod ranges;
pub mod reactions;
pub mod reports;
pub mod resends;
pub mod resolutions;
pub mod response;
pub mod rich;
pub mod routing_rules;
pub mod search;
pub mod session;
pub mod settings;
pub mod setup;
pub mod snoozes;
pub mod operations;
mod spec;
pub mod bulk;
pub mod listing;
pub mod tags;
pub mod templates;

pub use spec::spec;

use super::Edge;
use poem_openapi::{OpenApi, OpenApiService, Tags};
use std::sync::Arc;

/// How the operations are grouped.
#[derive(Tags)]
pub enum Group {
    /// Signing in and out, and oneself.
    Session,
    /// Conversations, their timelines, and what agents do with them.
    Conversations,
    /// People who write.
    Contacts,
    /// The team: agents and queues.
    Team,
    /// What holds for the whole workspace, and business hours.
    Workspace,
    /// Connected accounts and what came through them.
    Inboxes,
    /// Tags, labels, canned messages, files.
    Catalogue,
    /// Keys for programs.
    Keys,
    /// Finding anything.
    Search,
    /// Figures, for supervisors and admins.
    Reports,
    /// What changed, as it changes.
    Events,
}

pub fn service(edge: Arc<Edge>) -> impl poem::Endpoint {
    use poem::EndpointExt;
    described().data(edge)
}

/// Every resource once.
pub fn described() -> OpenApiService<impl OpenApi, ()> {
    let apis = (
        (session::Api, setup::Api, me::Api, notices::Api, drafts::Api, api_keys::Api),
        (
            conversations::Api,
            messages::Api,
            files::Api,
            resends::Api,
            reactions::Api,
            presence::Api,
            assignments::Api,
            resolutions::Api,
            marks::Api,
            snoozes::Api,
            bulk::Api,
            listing::Api,
        ),
        (contacts::Api, identities::Api, contact_lists::Api, history::Api, attributes::Api),
        (agents::Api, queues::Api, routing_rules::Api, settings::Api, hours::Api),
        (inboxes::Api, doctor::Api, held::Api, templates::Api, deliveries::Api, mails::Api),
        (tags::Api, labels::Api, canned_messages::Api, attachments::Api),
        (search::Api, events::Api, reports::Api),
    );
    OpenApiService::new(apis, "Deskbell", env!("CARGO_PKG_VERSION"))
        .description("Customer conversations over WhatsApp, e-mail and Messenger.")
        .server("/api/v1")
}
