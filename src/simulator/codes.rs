//! Meta's codes for what goes wrong with a message, with what Meta says about each.

/// Code, HTTP status of a direct refusal, title, details.
type Row = (u32, u16, &'static str, &'static str);

const ROWS: [Row; 28] = [
    (
        130_403,
        400,
        "User is blocked by the business",
        "The recipient is on the list of blocked users.",
    ),
    (
        130_472,
        400,
        "User's number is part of an experiment",
        "Failed to send message because this user's phone number is part of an experiment.",
    ),
    (
        130_497,
        403,
        "Business account is restricted from messaging users in this country",
        "The business may not message users in this country.",
    ),
    (
        131_000,
        500,
        "Something went wrong",
        "Message failed to send because of an unknown error. Please try again later.",
    ),
    (131_005, 403, "Access denied", "The permission is not granted or was removed."),
    (131_008, 400, "Required parameter is missing", "The request lacks a required parameter."),
    (131_009, 400, "Parameter value is not valid", "One or more parameter values are not valid."),
    (131_016, 500, "Service unavailable", "The service is temporarily unavailable."),
    (131_026, 400, "Message undeliverable", "Message Undeliverable."),
    (
        131_030,
        400,
        "Recipient phone number not in allowed list",
        "Add the recipient phone number to the recipient list and try again.",
    ),
    (
        131_031,
        403,
        "Account has been locked",
        "Your account has been locked due to a violation of our policies.",
    ),
    (
        131_042,
        400,
        "Business eligibility payment issue",
        "Message failed to send because there were one or more errors related to your payment method.",
    ),
    (
        131_045,
        500,
        "Incorrect certificate",
        "Message failed to send due to a phone number registration error.",
    ),
    (
        131_047,
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    (
        131_048,
        400,
        "Spam rate limit hit",
        "Message failed to send because there are restrictions on how many messages can be sent from this phone number.",
    ),
    (
        131_049,
        400,
        "Meta chose not to deliver",
        "This message was not delivered to maintain healthy ecosystem engagement.",
    ),
    (
        131_050,
        400,
        "User has stopped marketing messages",
        "The recipient has chosen to stop receiving marketing messages from this business.",
    ),
    (
        131_053,
        400,
        "Media upload error",
        "Media file failed to upload: its type does not fit the kind of message.",
    ),
    (131_057, 500, "Account in maintenance mode", "The business account is in maintenance mode."),
    (
        131_059,
        400,
        "Cursor is invalid",
        "The cursor has expired or is not one of this list: begin again.",
    ),
    (
        132_000,
        400,
        "Number of parameters does not match the expected number of params",
        "The number of parameters does not match the template.",
    ),
    (
        132_001,
        404,
        "Template name does not exist in the translation",
        "The template does not exist in this language, or is not approved.",
    ),
    (132_005, 400, "Translated text too long", "The text with its parameters is too long."),
    (
        132_012,
        400,
        "Parameter format does not match format in the created template",
        "A parameter has another format than the template expects.",
    ),
    (
        132_015,
        400,
        "Template is paused",
        "The template is paused because of its low quality, so it cannot be sent.",
    ),
    (
        132_016,
        400,
        "Template is disabled",
        "The template has been paused too many times and is disabled for good.",
    ),
    (
        132_018,
        400,
        "There was an error with the template parameters",
        "Param text cannot have new-line/tab characters or more than 4 consecutive spaces.",
    ),
    (
        133_010,
        400,
        "Phone number not registered",
        "The phone number is not registered on the WhatsApp Business Platform.",
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    pub code: u32,
    pub status: u16,
    pub title: &'static str,
    pub details: &'static str,
}

/// What Meta says about a code; an unknown one is something that went wrong.
pub fn find(code: u32) -> Code {
    let row = ROWS.iter().find(|row| row.0 == code);
    let (status, title, details) = match row {
        Some((_, status, title, details)) => (*status, *title, *details),
        None => (400, "Something went wrong", "The message could not be sent."),
    };
    Code { code, status, title, details }
}

pub fn is_known(code: u32) -> bool {
    ROWS.iter().any(|row| row.0 == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_say_something() {
        assert!(ROWS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(find(131_047).title, "Re-engagement message");
        assert_eq!(find(7), Code { code: 7, ..find(8) });
        assert!(is_known(132_018) && !is_known(7));
    }
}
