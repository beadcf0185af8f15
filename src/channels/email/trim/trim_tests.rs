use super::*;
use proptest::prelude::*;

/// Each begins with `=== name | subject`; `%%%` stands where what is not new begins.
const REPLIES: &str = include_str!("../../../../tests/fixtures/mails/replies.txt");

#[test]
fn own_words_are_told_from_quotes_in_many_languages_and_programs() {
    let mut wrong = Vec::new();
    let replies: Vec<&str> = REPLIES.split("=== ").skip(1).collect();
    assert!(replies.len() >= 80, "{}", replies.len());
    for reply in replies {
        let (head, text) = reply.split_once('\n').expect("a name and a text");
        let subject = head.split_once(" | ").map(|(_, subject)| subject);
        let (own, rest) = text.split_once("%%%\n").unwrap_or((text, ""));
        let whole = format!("{own}{rest}");
        for text in [whole.clone(), whole.replace('\n', "\r\n")] {
            let found = text[..own_words(&text, subject)].replace("\r\n", "\n");
            if found.trim() != own.trim() {
                wrong.push(format!("{head}: {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
}

#[test]
fn a_forward_is_told_by_its_subject_and_an_answer_to_one_is_none() {
    for subject in ["Fwd: x", "FW: x", "WG: x", "TR : x", "RV: x", "Enc: x", "转发：x"] {
        assert!(is_forward(subject), "{subject}");
    }
    for subject in ["Re: Fwd: x", "x", "Forwarding: x", "AW: WG: x", ""] {
        assert!(!is_forward(subject), "{subject}");
    }
}

/// What is shown of a text that holds nothing but its author's words: all of it.
#[test]
fn sentences_of_people_are_no_programs() {
    for text in [
        "ich warte noch auf die Erstattung.\nDas Handy habe ich bereits gesendet.",
        "anbei wie gewünscht.\nDie Rechnung habe ich Ihnen per Mail gesendet.",
        "I sent it back.\nSent by registered mail on Monday.",
        "I sent it back.\nSent via mail on Monday.",
        "I lost the app.\nDeleted from my iPhone.",
        "Merhaba,\nÜrün eski telefon numarama ait adrese gönderildi.",
        "Hallo,\nVon meinem Handy aus kann ich die Mail nicht öffnen.",
        "Der Login klappt nicht.\nVon meinem Handy aus geht es auch nicht.",
        "Es lädt nie.\nVon meinem iPad aus dasselbe Problem.",
        "Der Link ist tot.\nVon unterwegs per Handy geht es nicht",
        "Der Link ist tot.\nVon meinem Handy nicht.",
        "I need an invoice.\nSent from the phone shop in Berlin last week.",
        "I need an invoice.\nSent from my phone shop in Berlin, by post, last week.",
        "No me llega.\nEnviado desde mi móvil no funciona.",
        "Hello,\nYour colleague Anna <anna@desk.example> wrote to me yesterday:\nthat it was sent.",
        "Hello\n\nError mail of 03.05.2026 10:30 from <noreply@you.test>:\nit says E5.\nWhat now?",
        "Hi,\nYour mail says to reply above this line but I can't.\nMy order is 123.",
        "Hello,\n\n--\nmy order number is 123.\nIt is broken, please send a new one.",
        "Two things.\n\n--\nThe first is that the parcel that you sent to my old address is still there.",
        "Part one.\n—\nOne\nTwo\nThree\nFour\nFive\nSix",
    ] {
        assert_eq!(&text[..own_words(text, None)], text);
    }
    for program in [
        "Von meinem iPhone gesendet",
        "Von meinem Samsung Galaxy S10",
        "Diese Nachricht wurde von meinem Android Handy gesendet.",
        "Sent from my Verizon, Samsung Galaxy smartphone",
        "Sent from Mail for Windows 10",
        "Enviado desde mi iPhone",
        "Sent via my Samsung Galaxy",
        "Sent with Proton Mail secure email.",
        "从我的iPhone发送",
        "iPhone'umdan gönderildi",
        "Samsung cep telefonumdan gönderildi",
        "iPhoneから送信",
        "##- Please type your reply above this line -##",
        "Please reply above this line.",
        "-- \nAna\nOne\nTwo\nThree\nFour\nFive",
        "--\nAna Prado\nExample Ltd",
        "On 3 May 2026 at 10:30, Anna <anna@desk.test> wrote:\nthat it was sent.",
        "Am 3. Mai 2026 um 10:30 schrieb Anna <anna@desk.test>:\ndass es unterwegs ist.",
    ] {
        let text = format!("Thank you!\n\n{program}");
        assert_eq!(&text[..own_words(&text, None)], "Thank you!", "{program}");
    }
}

#[test]
fn forms_on_web_sites_look_like_quoted_mails() {
    let form =
        "Neue Anfrage\n\nVon: Max <max@x.test>\nDatum: 3.5.2026\nBetreff: Frage\nNachricht: Wo?";
    assert_eq!(own_words_of_first(form, Some("Frage")), form.len());
    assert_eq!(&form[..own_words(form, Some("Re: Frage"))], "Neue Anfrage");
    let signed = "Hi there you.\n\nSent from my iPhone";
    assert_eq!(&signed[..own_words_of_first(signed, None)], "Hi there you.");
}

#[test]
fn long_mails_take_little_time() {
    let header = "On Fri, May 3, 2024 at 12:04 PM Support <a@b.test>\n";
    for part in [
        "On Friday:\n",
        "> a\nb\n",
        header,
        "From: a@b\n",
        "--\n",
        "Sent from my iPhone\n",
        ":",
        "\n",
    ] {
        let text = part.repeat(100_000 / part.len());
        assert!(own_words(&text, None) <= text.len());
    }
}

proptest! {
    #[test]
    fn what_has_words_is_never_empty(text in "[ >a:@\\-\n]{0,80}|(\\PC{0,20}\n){0,6}") {
        let end = own_words(&text, None);
        prop_assert!(text.is_char_boundary(end));
        prop_assert_eq!(text.trim().is_empty(), text[..end].trim().is_empty());
    }

    /// Whatever stands above the first line that a program wrote is shown.
    #[test]
    fn what_stands_above_the_quote_is_shown(
        own in "([A-Za-z0-9,.!?: äß]{1,60}\n){1,8}",
        quote in prop::sample::select(REPLIES.split("%%%\n").skip(1).collect::<Vec<_>>()),
    ) {
        let quote = quote.split("=== ").next().unwrap_or_default();
        let text = format!("Hello\n{own}\nBye.\n\n{quote}");
        let above = "Hello\n".len() + own.len() + "\nBye.".len();
        prop_assert!(own_words(&text, None) >= above, "{}", text);
    }
}
