//! What is talked about at a coffee roastery.

/// One matter: which queue and tag it belongs to, and what is said in turns, the customer first.
pub struct Dialogue {
    pub queue: usize,
    pub tag: usize,
    pub turns: &'static [&'static str],
    /// What the agent writes down when it is resolved.
    pub resolved: &'static str,
}

const ORDERS: usize = 0;
const SUPPORT: usize = 1;
const BILLING: usize = 2;

pub const DIALOGUES: [Dialogue; 16] = [
    Dialogue {
        queue: ORDERS,
        tag: 0,
        turns: &[
            "Hi, I ordered two bags of the Sidamo on Monday. Where is my order?",
            "Hello! I have just looked: BL-20418 left our roastery this morning and should reach you tomorrow.",
            "Perfect, thank you so much!",
            "With pleasure. Enjoy the coffee!",
        ],
        resolved: "Parcel on its way, customer informed",
    },
    Dialogue {
        queue: BILLING,
        tag: 1,
        turns: &[
            "I think I was charged twice for order BL-20377",
            "I am sorry about that. I can see two payments of 34.80 indeed. I am refunding the second one now.",
            "How long will it take?",
            "Three to five working days, depending on your bank.",
        ],
        resolved: "Double payment refunded",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 3,
        turns: &[
            "Which grind should I choose for a moka pot?",
            "Medium-fine works best: a little coarser than for espresso.",
            "And which beans would you take?",
            "Our Night Shift blend is made for it. Chocolate, hazelnut, hardly any acidity.",
        ],
        resolved: "Recommended Night Shift, medium-fine",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 4,
        turns: &[
            "My grinder arrived with a cracked lid :(",
            "Oh no, I am sorry. Could you tell me your order number? A new lid can leave today.",
            "BL-20455. Thanks for the quick help",
            "The lid is on its way. You need not send the old one back.",
        ],
        resolved: "Replacement lid sent",
    },
    Dialogue {
        queue: ORDERS,
        tag: 5,
        turns: &[
            "Can I skip my subscription next month? We are on holiday",
            "Of course. I have paused December; the next box comes in January.",
            "Great, merci!",
            "Have a lovely holiday!",
        ],
        resolved: "Subscription paused for December",
    },
    Dialogue {
        queue: BILLING,
        tag: 2,
        turns: &[
            "The decaf is not for me. Can I get a refund for the second bag? It is unopened",
            "Certainly. I have sent a return label to your e-mail address.",
            "Posted it this morning",
            "It has arrived. 14.50 are on their way back to your card.",
        ],
        resolved: "Refund processed",
    },
    Dialogue {
        queue: ORDERS,
        tag: 6,
        turns: &[
            "Good morning, we run a small café in Porto. Do you offer wholesale prices?",
            "Good morning! We do, from 10 kg a month. Shall I send you the price list?",
            "Yes please, to cafe@ponte.example",
            "Sent. I will call you on Thursday if that suits you.",
        ],
        resolved: "Price list sent, call on Thursday",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 7,
        turns: &[
            "Just wanted to say the Yirgacheffe is the best coffee I ever had",
            "You have just made our roaster's day. Thank you!",
        ],
        resolved: "Praise passed on to the roastery",
    },
    Dialogue {
        queue: ORDERS,
        tag: 0,
        turns: &[
            "The tracking has said \"in transit\" for five days now",
            "That is too long, I agree. I have asked the carrier; they will answer by tonight.",
            "Any news?",
            "They found it in the wrong depot. It will be with you tomorrow before noon.",
        ],
        resolved: "Parcel found in the wrong depot",
    },
    Dialogue {
        queue: BILLING,
        tag: 1,
        turns: &[
            "Hello, I need an invoice with our VAT number for BL-20390",
            "With pleasure. Which number should it carry?",
            "DE 999 999 999, Weber Design",
            "Here it comes, by e-mail.",
        ],
        resolved: "Invoice with VAT number sent",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 3,
        turns: &[
            "Is the Aurora blend organic?",
            "It is, certified since 2021.",
            "And fair trade too?",
            "We buy it directly from the cooperative, above the fair trade price.",
        ],
        resolved: "Answered",
    },
    Dialogue {
        queue: ORDERS,
        tag: 0,
        turns: &[
            "I made a typo in my address, can you still change it? Flat 12, not 21",
            "Just in time: it is changed. The parcel leaves at three.",
            "You saved me, thanks",
            "Any time.",
        ],
        resolved: "Address corrected before dispatch",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 3,
        turns: &[
            "My espresso runs through in 12 seconds. What am I doing wrong?",
            "Grind finer, and use 18 g for a double. Aim for 25 to 30 seconds.",
            "27 seconds now and it tastes amazing",
            "That sounds just right!",
        ],
        resolved: "Grind advice worked",
    },
    Dialogue {
        queue: BILLING,
        tag: 5,
        turns: &[
            "My card has expired. Where can I change it for my subscription?",
            "In your account under Payment. Here is the direct link: https://brightleaf.example/payment",
            "Done",
            "I see it. Your next box leaves on the first.",
        ],
        resolved: "Card updated",
    },
    Dialogue {
        queue: SUPPORT,
        tag: 4,
        turns: &[
            "One of the three bags had a hole and the coffee smells stale",
            "I am sorry! I will send you a fresh one today, with our apologies.",
            "That is very kind",
            "It has left. Here is the tracking number: BL-R-0093",
        ],
        resolved: "Fresh bag sent",
    },
    Dialogue {
        queue: ORDERS,
        tag: 0,
        turns: &[
            "Do you deliver to Norway?",
            "We do! It takes four to six days, and duties are included in the price.",
            "Wonderful, ordering now",
            "Takk! We will pack it with care.",
        ],
        resolved: "Answered: delivers to Norway",
    },
];
