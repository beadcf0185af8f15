//! Character references of HTML, such as `&eacute;` and `&#8217;`.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// The longest name, and the longest number that makes sense.
const NAME_BYTES_MAX: usize = 10;
/// Names of the characters from U+00A0 to U+00FF, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute \
    Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde \
    Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave \
    aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth \
    ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
const OTHERS: [(&str, char); 105] = [
    ("quot", '\u{22}'),
    ("amp", '\u{26}'),
    ("lt", '\u{3c}'),
    ("gt", '\u{3e}'),
    ("apos", '\u{27}'),
    ("OElig", '\u{152}'),
    ("oelig", '\u{153}'),
    ("Scaron", '\u{160}'),
    ("scaron", '\u{161}'),
    ("Yuml", '\u{178}'),
    ("fnof", '\u{192}'),
    ("circ", '\u{2c6}'),
    ("tilde", '\u{2dc}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '\u{201a}'),
    ("ldquo", '\u{201c}'),
    ("rdquo", '\u{201d}'),
    ("bdquo", '\u{201e}'),
    ("dagger", '\u{2020}'),
    ("Dagger", '\u{2021}'),
    ("bull", '\u{2022}'),
    ("hellip", '\u{2026}'),
    ("permil", '\u{2030}'),
    ("prime", '\u{2032}'),
    ("Prime", '\u{2033}'),
    ("lsaquo", '\u{2039}'),
    ("rsaquo", '\u{203a}'),
    ("oline", '\u{203e}'),
    ("frasl", '\u{2044}'),
    ("euro", '\u{20ac}'),
    ("trade", '\u{2122}'),
    ("larr", '\u{2190}'),
    ("uarr", '\u{2191}'),
    ("rarr", '\u{2192}'),
    ("darr", '\u{2193}'),
    ("harr", '\u{2194}'),
    ("rArr", '\u{21d2}'),
    ("minus", '\u{2212}'),
    ("infin", '\u{221e}'),
    ("asymp", '\u{2248}'),
    ("ne", '\u{2260}'),
    ("le", '\u{2264}'),
    ("ge", '\u{2265}'),
    ("radic", '\u{221a}'),
    ("check", '\u{2713}'),
    ("star", '\u{2606}'),
    ("phone", '\u{260e}'),
    ("Zcaron", '\u{17d}'),
    ("zcaron", '\u{17e}'),
    ("Ccaron", '\u{10c}'),
    ("ccaron", '\u{10d}'),
    ("Cacute", '\u{106}'),
    ("cacute", '\u{107}'),
    ("Sacute", '\u{15a}'),
    ("sacute", '\u{15b}'),
    ("Zacute", '\u{179}'),
    ("zacute", '\u{17a}'),
    ("zdot", '\u{17c}'),
    ("Zdot", '\u{17b}'),
    ("lstrok", '\u{142}'),
    ("Lstrok", '\u{141}'),
    ("aogon", '\u{105}'),
    ("Aogon", '\u{104}'),
    ("eogon", '\u{119}'),
    ("Eogon", '\u{118}'),
    ("nacute", '\u{144}'),
    ("Nacute", '\u{143}'),
    ("ecaron", '\u{11b}'),
    ("Ecaron", '\u{11a}'),
    ("rcaron", '\u{159}'),
    ("Rcaron", '\u{158}'),
    ("uring", '\u{16f}'),
    ("Uring", '\u{16e}'),
    ("inodot", '\u{131}'),
    ("Gbreve", '\u{11e}'),
    ("gbreve", '\u{11f}'),
    ("Scedil", '\u{15e}'),
    ("scedil", '\u{15f}'),
    ("Idot", '\u{130}'),
    ("odblac", '\u{151}'),
    ("Odblac", '\u{150}'),
    ("udblac", '\u{171}'),
    ("Udblac", '\u{170}'),
    ("alpha", '\u{3b1}'),
    ("beta", '\u{3b2}'),
    ("gamma", '\u{3b3}'),
    ("delta", '\u{3b4}'),
    ("epsilon", '\u{3b5}'),
    ("lambda", '\u{3bb}'),
    ("mu", '\u{3bc}'),
    ("pi", '\u{3c0}'),
    ("sigma", '\u{3c3}'),
    ("omega", '\u{3c9}'),
    ("Omega", '\u{3a9}'),
    ("Delta", '\u{394}'),
];

/// The text with its references replaced; what is no known reference stays as it is.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let (letter, length) = reference(rest).unwrap_or(('&', 1));
        out.push(letter);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a text that begins with `&` names, and how many bytes that takes.
fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.get(1..)?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = body.bytes().take(NAME_BYTES_MAX).take_while(|byte| is_part(byte)).count();
    let name = &body[..length];
    let end = 1 + length + usize::from(body[length..].starts_with(';'));
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((numbered(code), end));
    }
    // Without its semicolon, a name may be the beginning of an address's parameter.
    if !body[length..].starts_with(';') && !matches!(name, "nbsp" | "amp" | "lt" | "gt" | "quot") {
        return None;
    }
    let latin = LATIN.split(' ').zip('\u{a0}'..='\u{ff}');
    let mut all = OTHERS.into_iter().chain(latin);
    all.find(|(known, _)| *known == name).map(|(_, letter)| (letter, end))
}

/// Numbers from 128 to 159 are meant as Windows has them.
fn numbered(code: u32) -> char {
    match code {
        0x80..=0x9f => {
            let byte = [u8::try_from(code).unwrap_or_default()];
            WINDOWS_1252.decode(&byte).0.chars().next().unwrap_or('\u{fffd}')
        }
        0 => '\u{fffd}',
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_and_all_else_stays() {
        for (text, expected) in [
            ("Caf&eacute; &amp; Cr&#232;me", "Café & Crème"),
            ("&Auml;&yuml;&nbsp;&lt;b&gt;", "Äÿ\u{a0}<b>"),
            ("&#146;&#x2019;&#8364;&euro;&hellip;", "’’€€…"),
            ("&amp;lt;", "&lt;"),
            ("a&b=c&copy=1&nbsp1", "a&b=c&copy=1&nbsp1"),
            ("&;&#;&#x;&#0;&#99999999;&unknown;&", "&;&#;&#x;\u{fffd}\u{fffd}&unknown;&"),
            ("x &nbsp y &lt y", "x \u{a0} y < y"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }
}
