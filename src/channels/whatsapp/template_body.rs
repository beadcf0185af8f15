//! A template as it goes out: its name, its language, and what is filled in.

use super::send::UploadedFile;
use crate::domain::rich::{Parameter, Place, TemplateUse, Value as Given};
use serde_json::{Value, json};

/// What stands under `template`. What takes no values is not named.
pub fn content(template: &TemplateUse, file: Option<UploadedFile<'_>>) -> Value {
    let mut content = json!({
        "name": template.name,
        "language": { "code": template.language },
    });
    let components = components(&template.parameters, file);
    if !components.is_empty() {
        content["components"] = Value::Array(components);
    }
    content
}

fn components(parameters: &[Parameter], file: Option<UploadedFile<'_>>) -> Vec<Value> {
    let of = |place: Place| {
        let here = parameters.iter().filter(move |parameter| parameter.place == place);
        here.filter_map(|parameter| value(parameter, file)).collect::<Vec<_>>()
    };
    let texts = [("header", of(Place::Header)), ("body", of(Place::Body))];
    let texts = texts.into_iter().filter(|(_, values)| !values.is_empty());
    let texts = texts.map(|(kind, values)| json!({ "type": kind, "parameters": values }));
    let buttons = parameters.iter().filter_map(|parameter| button(parameter, file));
    texts.chain(buttons).collect()
}

fn button(parameter: &Parameter, file: Option<UploadedFile<'_>>) -> Option<Value> {
    let Place::Button(index) = parameter.place else { return None };
    let sub_type = match parameter.value {
        Given::Text(_) => "url",
        Given::Payload(_) => "quick_reply",
        Given::Code(_) => "copy_code",
        Given::FormToken(_) => "flow",
        Given::File(_) | Given::Location { .. } => return None,
    };
    Some(json!({
        "type": "button",
        "sub_type": sub_type,
        "index": index.to_string(),
        "parameters": [value(parameter, file)?],
    }))
}

/// `None`: the file is not at Meta.
fn value(parameter: &Parameter, file: Option<UploadedFile<'_>>) -> Option<Value> {
    let mut value = match &parameter.value {
        Given::Text(text) => json!({ "type": "text", "text": text }),
        Given::Payload(payload) => json!({ "type": "payload", "payload": payload }),
        Given::Code(code) => json!({ "type": "coupon_code", "coupon_code": code }),
        Given::FormToken(token) => json!({ "type": "action", "action": { "flow_token": token } }),
        Given::File(_) => media(file?),
        Given::Location { latitude, longitude, name, address } => json!({
            "type": "location",
            "location": {
                "latitude": latitude.to_string(),
                "longitude": longitude.to_string(),
                "name": name,
                "address": address,
            },
        }),
    };
    if let Some(name) = &parameter.name {
        value["parameter_name"] = json!(name);
    }
    Some(value)
}

fn media(file: UploadedFile<'_>) -> Value {
    match file.mime.split('/').next() {
        Some("image") => json!({ "type": "image", "image": { "id": file.id } }),
        Some("video") => json!({ "type": "video", "video": { "id": file.id } }),
        Some(_) | None => {
            json!({ "type": "document", "document": { "id": file.id, "filename": file.name } })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AttachmentId;
    use crate::domain::rich::Shown;

    fn body(parameters: Vec<Parameter>, file: Option<UploadedFile<'_>>) -> Value {
        let (name, language) = ("order_update".to_owned(), "en_US".to_owned());
        content(&TemplateUse { name, language, parameters, shown: Shown::default() }, file)
    }

    fn at(place: Place, value: Given) -> Parameter {
        Parameter { place, name: None, value }
    }

    fn text(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    #[test]
    fn what_takes_nothing_names_no_components() {
        let expected = json!({"name": "order_update", "language": {"code": "en_US"}});
        assert_eq!(body(Vec::new(), None), expected);
    }

    #[test]
    fn every_kind_of_value_has_its_form() {
        let file = UploadedFile { id: "1037", name: "bill.pdf", mime: "application/pdf" };
        let parameters = vec![
            at(Place::Header, Given::File(AttachmentId(7))),
            at(Place::Body, text("Pablo")),
            at(Place::Body, text("Friday")),
            at(Place::Button(0), Given::Payload("talk".into())),
            at(Place::Button(1), text("860198")),
            at(Place::Button(2), Given::Code("SPRING".into())),
            at(Place::Button(3), Given::FormToken("unused".into())),
        ];
        let button = |index: &str, sub_type: &str, value: Value| json!({"type": "button", "sub_type": sub_type, "index": index, "parameters": [value]});
        assert_eq!(
            body(parameters, Some(file))["components"],
            json!([
                {"type": "header", "parameters": [
                    {"type": "document", "document": {"id": "1037", "filename": "bill.pdf"}},
                ]},
                {"type": "body", "parameters": [
                    {"type": "text", "text": "Pablo"}, {"type": "text", "text": "Friday"},
                ]},
                button("0", "quick_reply", json!({"type": "payload", "payload": "talk"})),
                button("1", "url", json!({"type": "text", "text": "860198"})),
                button("2", "copy_code", json!({"type": "coupon_code", "coupon_code": "SPRING"})),
                button("3", "flow", json!({"type": "action", "action": {"flow_token": "unused"}})),
            ])
        );
    }

    #[test]
    fn headers_take_pictures_films_and_places_and_names_go_along() {
        for (mime, kind) in [("image/png", "image"), ("video/mp4", "video")] {
            let file = UploadedFile { id: "1", name: "a", mime };
            let header = at(Place::Header, Given::File(AttachmentId(7)));
            let sent = body(vec![header], Some(file));
            assert_eq!(sent["components"][0]["parameters"][0][kind], json!({"id": "1"}));
        }
        let place = Given::Location {
            latitude: 37.5,
            longitude: -122.0,
            name: Some("HQ".into()),
            address: Some("1 Way".into()),
        };
        let sent = body(vec![at(Place::Header, place)], None);
        let location = json!({
            "latitude": "37.5", "longitude": "-122", "name": "HQ", "address": "1 Way",
        });
        assert_eq!(sent["components"][0]["parameters"][0]["location"], location);
        let name = Some("first_name".to_owned());
        let named = Parameter { name, ..at(Place::Body, text("Ana")) };
        let expected = json!({"type": "text", "parameter_name": "first_name", "text": "Ana"});
        assert_eq!(body(vec![named], None)["components"][0]["parameters"][0], expected);
    }
}
