//! Where a message comes from: somebody else's words, an advertisement, a catalogue.

use crate::channels::json;
use crate::domain::content::{Forwarded, Product, Referral};
use serde_json::Value;

pub fn forwarded(context: &Value) -> Option<Forwarded> {
    let is_set = |key: &str| context.get(key).and_then(Value::as_bool) == Some(true);
    match (is_set("frequently_forwarded"), is_set("forwarded")) {
        (true, _) => Some(Forwarded::Often),
        (false, true) => Some(Forwarded::Once),
        (false, false) => None,
    }
}

pub fn referral(message: &Value) -> Option<Referral> {
    let referral = message.get("referral").filter(|referral| referral.is_object())?;
    Some(Referral {
        source: json::text(referral, "source_type").unwrap_or_else(|| "referral".to_owned()),
        url: json::text(referral, "source_url"),
        headline: json::text(referral, "headline"),
        text: json::text(referral, "body"),
        code: json::text(referral, "ref"),
        ad: json::text(referral, "source_id"),
    })
}

pub fn product(context: &Value) -> Option<Product> {
    let product = context.get("referred_product")?;
    let id = json::text(product, "product_retailer_id")?;
    Some(Product { catalog: json::text(product, "catalog_id"), id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_stands_beside_a_message_says_where_it_comes_from() {
        assert_eq!(forwarded(&json!({"forwarded": true})), Some(Forwarded::Once));
        let often = json!({"forwarded": true, "frequently_forwarded": true});
        assert_eq!(forwarded(&often), Some(Forwarded::Often));
        assert_eq!(forwarded(&json!({"forwarded": "x", "id": "wamid"})), None);
        let ad = json!({"referral": {"source_url": "https://fb.me/x", "source_id": "120", "source_type": "ad",
            "headline": "h", "body": "b", "ctwa_clid": "Aff"}});
        let found = referral(&ad).expect("a referral");
        assert_eq!((found.source.as_str(), found.ad.as_deref()), ("ad", Some("120")));
        assert_eq!((found.headline.as_deref(), found.text.as_deref()), (Some("h"), Some("b")));
        assert_eq!(referral(&json!({"referral": null})), None);
        let context = json!({"referred_product": {"catalog_id": 7, "product_retailer_id": "x1"}});
        let expected = Product { catalog: Some("7".to_owned()), id: "x1".to_owned() };
        assert_eq!(product(&context), Some(expected));
        assert_eq!(product(&json!({"referred_product": {}})), None);
    }
}
