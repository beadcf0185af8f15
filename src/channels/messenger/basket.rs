//! A basket that a customer sends from a page's shop.

use crate::channels::json;
use crate::domain::content::{Content, OrderItem};
use serde_json::Value;

const ITEMS_MAX: usize = 200;

/// `None`: there is nothing in it.
pub fn read(order: &Value) -> Option<Content> {
    let items = json::list(order, "products").iter().take(ITEMS_MAX).filter_map(item);
    let items: Vec<OrderItem> = items.collect();
    let (text, catalog) = (json::text(order, "note"), json::text(order, "catalog_id"));
    (!items.is_empty()).then_some(Content::Order { text, catalog, items })
}

/// The shop's own number of it, or else what it is called.
fn item(product: &Value) -> Option<OrderItem> {
    let quantity = json::integer(product, "quantity").and_then(|n| u64::try_from(n).ok());
    let named = ["retailer_id", "name", "id"].into_iter().find_map(|key| json::text(product, key));
    Some(OrderItem {
        product: named?,
        quantity: quantity.unwrap_or(1),
        price: json::text(product, "unit_price"),
        currency: json::text(product, "currency"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_basket_keeps_what_can_be_named() {
        let order = json!({"note": "soon please", "products": [
            {"retailer_id": "CUP-1", "name": "Cup", "unit_price": 5, "currency": "EUR", "quantity": 2},
            {"name": "Plate"}, {"quantity": 3}, "odd",
        ]});
        let Some(Content::Order { text, items, .. }) = read(&order) else { panic!("no basket") };
        assert_eq!((text.as_deref(), items.len()), (Some("soon please"), 2));
        assert_eq!((items[0].product.as_str(), items[0].quantity), ("CUP-1", 2));
        assert_eq!(
            (items[0].price.as_deref(), items[0].currency.as_deref()),
            (Some("5"), Some("EUR"))
        );
        assert_eq!((items[1].product.as_str(), items[1].quantity), ("Plate", 1));
        assert_eq!(read(&json!({"products": []})), None);
    }
}
