//! Refusals in Meta's words: a code to decide on, a text for people, an HTTP status that means little.

use serde_json::{Value, json};

use crate::simulator::codes;

#[derive(Debug, PartialEq)]
pub struct GraphError {
    pub status: u16,
    pub code: u32,
    subcode: Option<u32>,
    kind: &'static str,
    message: String,
    details: Option<String>,
    is_transient: bool,
}

impl GraphError {
    /// A parameter that is absent, misspelt or of the wrong form.
    pub fn parameter(message: impl AsRef<str>) -> GraphError {
        GraphError::new(400, 100, format!("(#100) {}", message.as_ref()))
    }

    pub fn required(name: &str) -> GraphError {
        GraphError::parameter(format!("The parameter {name} is required."))
    }

    /// The form is right, but something that belongs to it is missing.
    pub fn missing(details: impl Into<String>) -> GraphError {
        GraphError::whatsapp(400, 131_008, "Required parameter is missing", details)
    }

    pub fn value(details: impl Into<String>) -> GraphError {
        GraphError::whatsapp(400, 131_009, "Parameter value is not valid", details)
    }

    pub fn unsupported_type(details: impl Into<String>) -> GraphError {
        GraphError::whatsapp(400, 131_051, "Unsupported message type", details)
    }

    pub fn media(details: impl Into<String>) -> GraphError {
        GraphError::whatsapp(400, 131_053, "Media upload error", details)
    }

    pub fn same_number() -> GraphError {
        let details = "Recipient phone number cannot be the sender's phone number";
        GraphError::whatsapp(400, 131_021, "Recipient cannot be sender", details)
    }

    /// What Meta says about this code, perhaps with words of its own.
    pub fn of_code(code: u32, details: Option<String>) -> GraphError {
        let known = codes::find(code);
        let details = details.unwrap_or_else(|| known.details.to_owned());
        GraphError::whatsapp(known.status, code, known.title, details)
    }

    pub fn version_dead() -> GraphError {
        let message = "(#2635) You are calling a deprecated version of the API. Please update to the \
            latest version.";
        GraphError::new(400, 2_635, message.to_owned())
    }

    pub fn callback_refused(why: &str) -> GraphError {
        let message = format!("(#2200) Callback verification failed: {why}");
        GraphError::new(400, 2_200, message)
    }

    pub fn too_many_calls(status: u16) -> GraphError {
        let message = "(#80007) There have been too many calls to this WhatsApp Business account. Wait a \
            bit and try again.";
        GraphError::new(status, 80_007, message.to_owned())
    }

    pub fn rate_limited(status: u16) -> GraphError {
        let details = "Message failed to send because there were too many messages sent from this \
            phone number in a short period of time";
        GraphError::whatsapp(status, 130_429, "Rate limit hit", details)
    }

    pub fn pair_rate_limited(status: u16) -> GraphError {
        let details = "Message failed to send because there were too many messages sent from this \
            phone number to the same phone number in a short period of time.";
        GraphError::whatsapp(
            status,
            131_056,
            "(Business Account, Consumer Account) pair rate limit hit",
            details,
        )
    }

    pub fn account_locked() -> GraphError {
        let details = "Your account has been locked due to a violation of our policies.";
        GraphError::whatsapp(403, 131_031, "Account has been locked", details)
    }

    pub fn went_wrong() -> GraphError {
        let details = "Message failed to send because of an unknown error. Please try again later.";
        GraphError::whatsapp(500, 131_000, "Something went wrong", details)
    }

    pub fn unknown_failure() -> GraphError {
        GraphError::new(500, 1, "An unknown error has occurred.".to_owned())
    }

    pub fn policy_blocked() -> GraphError {
        let message = "The action attempted has been deemed abusive or is otherwise disallowed";
        GraphError::new(403, 368, format!("(#368) {message}"))
    }

    pub fn unavailable() -> GraphError {
        let details = "The service is temporarily unavailable.";
        GraphError::whatsapp(500, 131_016, "Service unavailable", details)
    }

    pub fn action_not_permitted() -> GraphError {
        let message = "(#10) Application does not have permission for this action";
        GraphError::new(403, 10, message.to_owned())
    }

    pub fn permission_missing(scope: &str) -> GraphError {
        GraphError::new(403, 200, format!("(#200) The token lacks the permission {scope}"))
    }

    pub fn token_missing() -> GraphError {
        let message = "An access token is required to request this resource.";
        GraphError::new(401, 190, message.to_owned())
    }

    pub fn token_invalid() -> GraphError {
        GraphError::new(
            401,
            190,
            "Invalid OAuth access token - Cannot parse access token".to_owned(),
        )
    }

    pub fn token_expired() -> GraphError {
        GraphError::token_dead(None)
    }

    /// It has expired, or what else the subcode says.
    pub fn token_dead(subcode: Option<u32>) -> GraphError {
        let subcode = subcode.unwrap_or(463);
        let why = match subcode {
            458 => "The user has not authorized the application.",
            460 => "The session has been invalidated because the user changed their password.",
            490 => "The user is enrolled in a blocking, logged-in checkpoint.",
            492 => "The user does not have a role on the page any more.",
            _ => "Session has expired.",
        };
        let message = format!("Error validating access token: {why}");
        GraphError { subcode: Some(subcode), ..GraphError::new(401, 190, message) }
    }

    pub fn unknown_object(verb: &str, id: &str) -> GraphError {
        let message = format!(
            "Unsupported {verb} request. Object with ID '{id}' does not exist, cannot be loaded due to \
             missing permissions, or does not support this operation"
        );
        GraphError {
            subcode: Some(33),
            kind: "GraphMethodException",
            ..GraphError::new(400, 100, message)
        }
    }

    pub fn unknown_path(path: &str) -> GraphError {
        let message = format!("Unknown path components: {path}");
        GraphError::new(400, 2_500, message)
    }

    /// A refusal that no WhatsApp call gets.
    pub fn of_page(
        status: u16,
        code: u32,
        subcode: Option<u32>,
        message: impl Into<String>,
    ) -> GraphError {
        GraphError { subcode, ..GraphError::new(status, code, message.into()) }
    }

    /// It passes by itself, and says so.
    pub fn transient(self) -> GraphError {
        GraphError { is_transient: true, ..self }
    }

    fn whatsapp(status: u16, code: u32, title: &str, details: impl Into<String>) -> GraphError {
        let details = Some(details.into());
        GraphError { details, ..GraphError::new(status, code, format!("(#{code}) {title}")) }
    }

    fn new(status: u16, code: u32, message: String) -> GraphError {
        GraphError {
            status,
            code,
            subcode: None,
            kind: "OAuthException",
            message,
            details: None,
            is_transient: false,
        }
    }

    pub fn body(&self, trace_id: &str) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": trace_id,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        if self.is_transient {
            error["is_transient"] = true.into();
        }
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        json!({"error": error})
    }

    /// For the record of calls.
    pub fn verdict(&self) -> String {
        match &self.details {
            Some(details) => format!("refused: {}: {details}", self.message),
            None => format!("refused: {}", self.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_metas_form() {
        let body = GraphError::value("Button label is too long").body("AX");
        assert_eq!(
            body,
            json!({"error": {
                "message": "(#131009) Parameter value is not valid",
                "type": "OAuthException",
                "code": 131_009,
                "error_data": {"messaging_product": "whatsapp", "details": "Button label is too long"},
                "fbtrace_id": "AX",
            }})
        );
        let body = GraphError::unknown_object("post", "1").body("AX");
        assert_eq!(body["error"]["error_subcode"], 33);
        assert_eq!(body["error"]["code"], 100);
    }
}
