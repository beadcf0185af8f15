//! Who works at the demo's company, who writes to it, and what it keeps at hand.

use super::AgentRow;
use crate::domain::agent::Role;

pub const QUEUES: [&str; 3] = ["Orders", "Support", "Billing"];

pub const AGENTS: [AgentRow; 4] = [
    ("Ana Torres", super::ADMIN_EMAIL, Role::Admin),
    ("Ben Okafor", "ben@brightleaf.example", Role::Supervisor),
    ("Chloé Martin", "chloe@brightleaf.example", Role::Agent),
    ("Dev Patel", "dev@brightleaf.example", Role::Agent),
];

pub const TAGS: [&str; 8] = [
    "Delivery",
    "Billing Issue",
    "Refund",
    "Product Question",
    "Damaged Item",
    "Subscription",
    "Wholesale",
    "Praise",
];

/// Shortcut, title, category, text.
pub const CANNED_MESSAGES: [(&str, &str, &str, &str); 8] = [
    (
        "hello",
        "Greeting",
        "Everyday",
        "Hi {{first_name|there}}, this is {{agent_name}} from Brightleaf Coffee. How can I help?",
    ),
    (
        "order",
        "Ask for the order number",
        "Orders",
        "Happy to check that for you, {{first_name|there}}. Could you send me your order number? It starts with BL.",
    ),
    (
        "ontheway",
        "Parcel is on its way",
        "Orders",
        "Good news: your parcel has left our roastery and should be with you within two working days.",
    ),
    (
        "refund",
        "Refund is done",
        "Billing",
        "I have refunded the amount to the card you paid with. Banks take three to five working days to show it.",
    ),
    (
        "invoice",
        "Invoice will be sent",
        "Billing",
        "I am sending the invoice to the e-mail address on your order right now.",
    ),
    (
        "grind",
        "Grind sizes",
        "Coffee",
        "For espresso choose fine, for a moka pot medium-fine, for filter medium, and for a French press coarse.",
    ),
    (
        "hours",
        "When we are here",
        "Everyday",
        "We are here Monday to Friday, 8:00 to 18:00, and on Saturdays until noon.",
    ),
    (
        "bye",
        "Goodbye",
        "Everyday",
        "You are welcome, {{first_name|there}}! Your reference is #{{conversation_number}}. Enjoy your coffee.",
    ),
];

/// Name and WhatsApp number. The numbers are of ranges that reach nobody where there are such.
pub const CONTACTS: [(&str, &str); 40] = [
    ("Maria Silva", "351912000101"),
    ("Joe Bennett", "447700900102"),
    ("Amélie Laurent", "33639980103"),
    ("Hiroshi Tanaka", "819000000104"),
    ("Fatima Zahra", "212600000105"),
    ("Lukas Weber", "4915550000106"),
    ("Priya Nair", "919000000107"),
    ("Carlos Mendoza", "5215500000108"),
    ("Ingrid Solberg", "4740000109"),
    ("Thabo Mokoena", "27710000110"),
    ("Olivia Chen", "16505550111"),
    ("Noah Müller", "4915550000112"),
    ("Sofía Ramírez", "34600000113"),
    ("Yusuf Demir", "905300000114"),
    ("Emma Johansson", "46700000115"),
    ("Daniel Kim", "821000000116"),
    ("Giulia Rossi", "393330000117"),
    ("Mohammed Al-Farsi", "96890000118"),
    ("Chloe Williams", "447700900119"),
    ("Pedro Almeida", "5511900000120"),
    ("Anna Kowalska", "48500000121"),
    ("Liam O'Connor", "353850000122"),
    ("Nadia Petrova", "359880000123"),
    ("Samuel Osei", "233200000124"),
    ("Isabella Conti", "393330000125"),
    ("Jakub Novák", "420700000126"),
    ("Grace Muthoni", "254700000127"),
    ("Ethan Brooks", "16505550128"),
    ("Leila Haddad", "9613000129"),
    ("Mateo Fernández", "5491100000130"),
    ("Zoë van Dijk", "31610000131"),
    ("Oliver Hughes", "447700900132"),
    ("Aisha Bello", "2348000000133"),
    ("Viktor Lindqvist", "46700000134"),
    ("Rosa Jiménez", "34600000135"),
    ("Tomás Pereira", "351912000136"),
    ("Hannah Schmidt", "4915550000137"),
    ("Kenji Watanabe", "819000000138"),
    ("Elena Popescu", "40700000139"),
    ("Marcus Green", "16505550140"),
];
