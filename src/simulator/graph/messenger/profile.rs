//! Who somebody is, as far as the platform tells.

use serde_json::{Map, Value, json};

use super::error;
use crate::simulator::graph::error::GraphError;
use crate::simulator::graph::route::Done;
use crate::simulator::messenger::Page;
use crate::simulator::messenger::files::Addresses;
use crate::simulator::messenger::knobs::Profile;
use crate::simulator::platform::Platform;

const DEFAULT_FIELDS: &str = "first_name,last_name,profile_pic";
const PICTURE: &str = "profile.png";

pub fn describe(
    platform: &Platform,
    page: &Page,
    psid: &str,
    fields: Option<&str>,
) -> Result<Done, GraphError> {
    let world = platform.world();
    let is_here = world.messenger.thread(psid).is_some_and(|thread| thread.page_id == page.page_id);
    let person = world.messenger.person(psid).filter(|_| is_here);
    let person = person.ok_or_else(|| GraphError::unknown_object("get", psid))?;
    let mut body = Map::new();
    body.insert("id".to_owned(), psid.into());
    match world.messenger.knobs.profile {
        Profile::Full => {}
        Profile::Empty => {
            let verdict = "told nothing but the id".to_owned();
            return Ok(Done { body: body.into(), verdict });
        }
        Profile::NotAvailable => return Err(error::no_profile()),
        Profile::NoPermission => return Err(error::profile_not_permitted()),
        Profile::UnknownObject => return Err(GraphError::unknown_object("get", psid)),
    }
    let addresses = Addresses::lasting(platform, world.messenger.knobs.profile_url_lifetime_ms);
    let (first, last) = person.name.rsplit_once(' ').unwrap_or((&person.name, ""));
    let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or(DEFAULT_FIELDS);
    for field in fields.split(',').map(str::trim) {
        let value: Value = match field {
            "id" => psid.into(),
            "name" => person.name.as_str().into(),
            "first_name" => first.into(),
            "last_name" => last.into(),
            "profile_pic" => addresses.at(&format!("{psid}/{PICTURE}")).into(),
            // They need permissions that hardly any app has: they are left out.
            "locale" | "timezone" | "gender" => continue,
            unknown => {
                return Err(GraphError::parameter(format!(
                    "Tried accessing nonexisting field ({unknown}) on node type (User)"
                )));
            }
        };
        body.insert(field.to_owned(), value);
    }
    Ok(Done { body: json!(body), verdict: "described the person".to_owned() })
}
