//! What can be chosen for an inbox's account.

use super::patch::given;
use crate::actions::inboxes::OptionsChange;
use crate::domain::inbox::Options;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

/// What can be chosen for an account.
#[derive(Clone, Debug, Object)]
pub struct InboxOptions {
    /// Whether customers see that their messages were read.
    pub marks_read: bool,
    /// Whether customers see that somebody types; on WhatsApp that also marks as read.
    pub shows_typing: bool,
    /// Messenger: whether Meta lets this app answer for 7 days instead of 24 hours.
    pub human_agent: bool,
    /// Messenger: whether films may go out.
    pub sends_video: bool,
    /// How many megabytes a document may have that goes out, up to what the platform takes: on
    /// WhatsApp 100, on Messenger 25; null: 10.
    pub document_mb_max: Option<u32>,
}

/// What is not given stays as it is.
#[derive(Default, Object)]
pub struct InboxOptionsChange {
    pub marks_read: Option<bool>,
    pub shows_typing: Option<bool>,
    pub human_agent: Option<bool>,
    pub sends_video: Option<bool>,
    /// From 1 to what the platform takes; null: 10, as usual.
    pub document_mb_max: MaybeUndefined<u32>,
}

impl From<InboxOptionsChange> for OptionsChange {
    fn from(change: InboxOptionsChange) -> OptionsChange {
        OptionsChange {
            marks_read: change.marks_read,
            shows_typing: change.shows_typing,
            human_agent: change.human_agent,
            sends_video: change.sends_video,
            document_mb_max: given(change.document_mb_max),
        }
    }
}

impl From<Options> for InboxOptions {
    fn from(options: Options) -> InboxOptions {
        let Options { marks_read, shows_typing, human_agent, sends_video, document_mb_max } =
            options;
        InboxOptions { marks_read, shows_typing, human_agent, sends_video, document_mb_max }
    }
}
