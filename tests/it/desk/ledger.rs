//! What a phone shows beside what a timeline says, and where the two disagree.

/// A message as a phone shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub is_ours: bool,
    /// Its words and the hash of its file.
    pub what: String,
    /// The customer's.
    pub reaction: Option<String>,
}

/// A message as a timeline has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// How far it has come, if it is ours.
    pub status: Option<String>,
    pub what: String,
    pub reaction: Option<String>,
}

/// Everything in which a timeline is not what happened, in words; nothing: it is the truth.
pub fn disagreements(phone: &[Shown], timeline: &[Told]) -> Vec<String> {
    let mut found = of_what_came(phone, timeline);
    found.extend(of_what_went(phone, timeline));
    found
}

/// Each of the customer's messages stands there once, in their order, with its reaction.
pub fn of_what_came(phone: &[Shown], timeline: &[Told]) -> Vec<String> {
    let mut found = Vec::new();
    let wrote: Vec<&str> = phone.iter().filter(|m| !m.is_ours).map(|m| m.what.as_str()).collect();
    let came: Vec<&str> =
        timeline.iter().filter(|m| m.status.is_none()).map(|m| m.what.as_str()).collect();
    if wrote != came {
        found.push(format!("the customer wrote {wrote:?}, and {came:?} came"));
    }
    for shown in phone {
        for told in timeline.iter().filter(|told| told.what == shown.what) {
            if told.reaction != shown.reaction {
                let (here, there) = (&told.reaction, &shown.reaction);
                found.push(format!("{}: the reaction is {here:?}, not {there:?}", shown.what));
            }
        }
    }
    found
}

/// What went is on the phone once and in its order, what failed is not, and nothing else is.
fn of_what_went(phone: &[Shown], timeline: &[Told]) -> Vec<String> {
    let mut found = Vec::new();
    let arrived: Vec<&str> = phone.iter().filter(|m| m.is_ours).map(|m| m.what.as_str()).collect();
    let mut in_order = Vec::new();
    for Told { status, what, .. } in timeline {
        let Some(status) = status else { continue };
        let times = arrived.iter().filter(|arrived| *arrived == what).count();
        let is_so = match status.as_str() {
            "sent" | "delivered" | "read" | "played" => times == 1,
            "failed" => times == 0,
            "unknown" => times <= 1,
            _ => false,
        };
        if !is_so {
            found.push(format!("{what} is {status}, and {times} times on the phone"));
        }
        if times > 0 {
            in_order.push(what.as_str());
        }
    }
    if arrived != in_order {
        found.push(format!("{arrived:?} arrived instead of {in_order:?}"));
    }
    found
}
