//! Texts as customers and agents write them, in several languages, from a seed: always the same.

/// Chance that comes out the same for the same seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// How many different rare words there are: names of things, places, people.
const RARE_WORDS: usize = 30_000;

/// What somebody says: `{}` is a rare word, `#` a number.
const SENTENCES: [&str; 40] = [
    "Hi, where is my order #? It was meant to arrive on Tuesday.",
    "The {} I ordered came broken, can you send another one?",
    "Do you still have the {} in blue?",
    "Thanks, that helped a lot!",
    "Can I pay by bank transfer for invoice #?",
    "I would like to return the {}, it does not fit.",
    "My parcel is stuck in {} since Monday, number #.",
    "Could somebody please call me back about order #?",
    "Hola, ¿cuándo llega mi pedido #?",
    "El {} que recibí no funciona, quiero cambiarlo.",
    "¿Tienen el {} en otra talla?",
    "Muchas gracias por la ayuda, todo perfecto.",
    "Necesito la factura # a nombre de {}.",
    "Guten Tag, meine Bestellung # ist noch nicht angekommen.",
    "Der {} ist leider beschädigt, was kann ich tun?",
    "Können Sie die Lieferadresse auf {} ändern?",
    "Vielen Dank für die schnelle Antwort!",
    "Olá, o meu pedido # ainda não chegou.",
    "O {} veio com defeito, como faço a troca?",
    "Vocês entregam em {}?",
    "Obrigada, ficou ótimo!",
    "Bonjour, je n'ai toujours pas reçu ma commande #.",
    "Le {} est arrivé cassé, puis-je être remboursé ?",
    "Est-ce que vous livrez à {} ?",
    "Merci beaucoup, c'est réglé.",
    "Buongiorno, il mio ordine # non è ancora arrivato.",
    "Vorrei cambiare il {} con un altro colore.",
    "Grazie mille per l'aiuto!",
    "注文番号#の商品がまだ届きません。",
    "{}を返品したいのですが、どうすればいいですか？",
    "ありがとうございます、助かりました。",
    "请问订单#什么时候发货？",
    "我收到的{}坏了，可以换一个吗？",
    "مرحبا، أين طلبي رقم #؟",
    "شكرا جزيلا على المساعدة",
    "नमस्ते, मेरा ऑर्डर # अभी तक नहीं आया।",
    "Добрый день, заказ # ещё не пришёл.",
    "Можно поменять {} на другой размер?",
    "Merhaba, # numaralı siparişim nerede?",
    "Ok",
];

const SYLLABLES: [&str; 48] = [
    "ba", "bel", "bor", "ca", "cor", "da", "del", "dor", "el", "en", "fa", "fen", "ga", "gor",
    "ha", "hel", "in", "is", "ka", "kor", "la", "len", "lo", "ma", "mar", "mi", "na", "nel", "no",
    "or", "pa", "pel", "po", "ra", "ren", "ri", "sa", "sel", "so", "ta", "ten", "to", "ul", "va",
    "ven", "vi", "wa", "zo",
];

const FIRST_NAMES: [&str; 24] = [
    "Ana", "Bruno", "Carla", "Dana", "Emil", "Fatima", "Georg", "Hana", "Ivan", "Jana", "Karim",
    "Lucía", "Marek", "Noor", "Olga", "Pedro", "Quentin", "Rosa", "Sven", "Tomás", "Ursula",
    "Vera", "Wei", "Yuki",
];

/// One of the rare words by its number.
pub fn rare_word(number: usize) -> String {
    let mut word = String::new();
    let mut rest = number % RARE_WORDS + SYLLABLES.len();
    while rest > 0 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word
}

/// Some rare words are far more common than others: half of all are among the first few hundred.
fn any_rare_word(dice: &mut Dice) -> String {
    let spread = [30, 300, 3_000, RARE_WORDS][dice.below(4)];
    rare_word(dice.below(spread))
}

pub fn message(dice: &mut Dice) -> String {
    let mut text = filled(dice);
    // One in three has more to say.
    while dice.below(3) == 0 {
        text.push(' ');
        text.push_str(&filled(dice));
    }
    text
}

fn filled(dice: &mut Dice) -> String {
    let sentence = dice.pick(&SENTENCES);
    let number = (100_000 + dice.below(900_000)).to_string();
    sentence.replace('#', &number).replace("{}", &any_rare_word(dice))
}

pub fn name(dice: &mut Dice) -> String {
    let mut last = rare_word(dice.below(5_000));
    if let Some(first) = last.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    format!("{} {last}", dice.pick(&FIRST_NAMES))
}
