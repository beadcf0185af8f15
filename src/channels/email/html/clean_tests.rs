use super::*;
use proptest::prelude::*;
use std::path::Path;

fn cleaned(html: &str) -> String {
    clean(html, &[Some("logo@x"), None]).expect("small enough").html
}

/// What is wrong with cleaned HTML. It has one form only: text without `<`, and tags of known names
/// whose attributes are known and in double quotes. There is nothing that parsers could read apart.
fn fault(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>')? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if elements::known(name).is_none() {
                return Some(format!("</{name}>"));
            }
            continue;
        }
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if elements::known(name).is_none() {
            return Some(format!("<{name}>"));
        }
        while !attributes.is_empty() {
            let Some((attribute, value)) = attributes.split_once("=\"") else {
                return Some(tag.to_owned());
            };
            let Some((value, after)) = value.split_once('"') else { return Some(tag.to_owned()) };
            if !is_harmless(name, attribute, value) {
                return Some(tag.to_owned());
            }
            attributes = after.trim_start();
        }
    }
    None
}

fn is_harmless(element: &str, attribute: &str, value: &str) -> bool {
    let begins = |starts: &[&str]| {
        starts
            .iter()
            .any(|it| value.get(..it.len()).is_some_and(|it2| it2.eq_ignore_ascii_case(it)))
    };
    match (element, attribute) {
        ("a", "href") => begins(&["http:", "https:", "mailto:", "tel:"]),
        ("a", "target") => value == "_blank",
        ("a", "rel") => value == "noopener noreferrer",
        ("img", "src") => {
            value.strip_prefix(FILE_SCHEME).is_some_and(|it| it.parse::<usize>().is_ok())
        }
        ("img", "data-remote-src") => begins(&["http://", "https://"]),
        (_, "style") => {
            let value = value.to_lowercase().replace(' ', "");
            let bad =
                ["url", "expression", "\\", "/*", "@", "position", "behavior", "binding", "import"];
            !bad.iter().any(|it| value.contains(it))
        }
        _ => {
            let own = [
                "alt",
                "border",
                "hspace",
                "vspace",
                "cellpadding",
                "cellspacing",
                "colspan",
                "rowspan",
                "nowrap",
                "color",
                "size",
                "face",
                "start",
                "type",
                "reversed",
                "value",
                "title",
                "dir",
                "lang",
                "align",
                "valign",
                "bgcolor",
                "width",
                "height",
            ];
            own.contains(&attribute)
        }
    }
}

const OWN_PAYLOADS: [&str; 35] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\" &#1; javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"//evil.test\">x</a><a href=\"vbscript:x\">y</a>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe><object data=x></object><embed src=x>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.test\"><base href=https://evil.test>",
    "<div style=\"background:url(https://evil.test)\" background=https://evil.test>x</div>",
    "<td background=https://evil.test><table background=https://evil.test>x",
    "<div style=\"width:expression(alert(1));position:fixed;color:red\">x</div>",
    "<p style=\"color:red;background:u&#114;l(x)\">",
    "<img srcset=\"https://evil.test 1x\" src=\"http://a.test/b\" data-remote-src=\"javascript:x\">",
    "<img data-remote-src=\"javascript:alert(1)\"><img src=\"data:image/svg+xml,<svg/onload=alert(1)>\">",
    "<img src=\"deskbell-remote:javascript:x\"><img src=\"deskbell-file:9\"><img src=\"deskbell-file:-1\">",
    "<input onfocus=alert(1) autofocus><button formaction=javascript:x>x</button>",
    "<style>@import 'https://evil.test'</style><link rel=stylesheet href=https://evil.test>",
    "<video src=https://evil.test poster=https://evil.test><audio src=x><source srcset=x>",
    "<a href=https://a.test target=_self rel=opener id=x name=y class=z ping=https://evil.test>x</a>",
    "<body onload=alert(1) background=https://evil.test><p>x",
    "<p title='\"><img src=x onerror=alert(1)>'>x",
    "<img title=\"<img src='deskbell-remote:https://evil.test'>\" src=cid:logo@x>",
    " src=\"deskbell-remote:https://a.test\" &lt;img src=\"deskbell-remote:https://b.test\"&gt;",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><b>x",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<a =\"<b><img src=x onerror=alert(1)>\">x",
    "<img/src/onerror=alert(1)//><<img src=x onerror=alert(1)>>",
    "<template><script>x</script></template><slot></slot><dialog open>x</dialog>",
    "<pre>\n\nx</pre><pre>y</pre>&#13;z",
    "<x/onclick=alert(1)>a<!--><img src=x onerror=alert(1)>-->",
];

#[test]
fn nothing_that_runs_or_loads_is_left() {
    for payload in OWN_PAYLOADS {
        let html = cleaned(payload);
        assert_eq!(fault(&html), None, "{payload} became {html}");
        assert_eq!(cleaned(&html), html, "cleaning again changes nothing: {payload}");
    }
}

/// A collection of payloads stands beside the project on some machines.
#[test]
fn known_payloads_lose_what_runs_or_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/xss/xss-dev.jsonl");
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let payload = record["payload"].as_str().expect("a payload");
        let Ok(first) = clean(payload, &[]) else { continue };
        assert_eq!(fault(&first.html), None, "{payload} became {}", first.html);
        let again = clean(&first.html, &[]);
        assert_eq!(again.as_ref(), Ok(&first), "cleaning again changes nothing: {payload}");
        let page = page(&first.html, |_| None, false);
        let loads = |tag: &str| tag.split('>').next().is_some_and(|tag| tag.contains(" src=\""));
        assert!(!page.split("<img").skip(1).any(loads), "{payload}");
    }
}

#[test]
fn what_mails_look_like_stays() {
    for html in [
        "<p style=\"margin: 0cm; font-family: Calibri, sans-serif\">Hello <b>you</b></p>",
        "<table width=\"100%\" border=\"0\" cellpadding=\"0\"><tbody><tr><td align=\"center\" bgcolor=\"#ffffff\" colspan=\"2\">x</td></tr></tbody></table>",
        "<font color=\"#ff0000\" face=\"Arial, Helvetica\" size=\"2\">red</font>",
        "<h1>a</h1><ol start=\"3\"><li>b</li></ol><blockquote>c</blockquote><pre>d</pre><hr>",
        "<a href=\"https://example.test/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer\">x</a>",
        "1 &lt; 2 &amp; \"3\"",
    ] {
        assert_eq!(cleaned(html), html);
    }
    assert_eq!(cleaned("Caf&eacute; &#8364; <o:p></o:p><w:x>y"), "Café € y");
    assert_eq!(cleaned("a < b <3 x"), "a &lt; b &lt;3 x");
}

#[test]
fn pictures_of_the_mail_are_matched_and_remote_ones_set_aside() {
    let html = "<img src=\"CID:Logo%40X\" alt=\"l\"><img src=\"https://t.test/p.gif?a=1&amp;b\" width=1>\
        <img src=\"cid:unknown\" alt=\"?\"><img src=\"/a.png\"><img src=\"//t.test/a.png\">";
    let found = clean(html, &[None, Some("logo@x")]).expect("small enough");
    assert_eq!(
        found.html,
        "<img src=\"deskbell-file:1\" alt=\"l\">\
         <img data-remote-src=\"https://t.test/p.gif?a=1&amp;b\" width=\"1\"><img alt=\"?\"><img><img>"
    );
    assert!(found.has_remote);
    assert_eq!(found.shown, BTreeSet::from([1]));
    assert_eq!(clean(&found.html, &[None, Some("logo@x")]).as_ref(), Ok(&found));
    let plain =
        clean("<p>deskbell-file:0 https://x.test</p>", &[Some("a@b")]).expect("small enough");
    assert!(!plain.has_remote && plain.shown.is_empty());
}

#[test]
fn a_page_has_the_files_and_remote_pictures_only_if_wanted() {
    let html = "<img src=\"deskbell-file:1\"><img data-remote-src=\"https://t.test/p?a&amp;b\">";
    let link = |place| (place == 1).then(|| "/files/7?a=\"1\"&b".to_owned());
    let without = page(html, link, false);
    assert!(without.starts_with("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"));
    assert!(without.contains("<img src=\"/files/7?a=&quot;1&quot;&amp;b\">"), "{without}");
    assert!(without.contains("<img data-remote-src=\"https://t.test/p?a&amp;b\">"), "{without}");
    assert!(page(html, link, true).contains("<img src=\"https://t.test/p?a&amp;b\">"));
    assert!(page("<img src=\"deskbell-file:0\">", link, true).contains("<body><img></body>"));
}

#[test]
fn what_would_take_too_long_is_refused_at_once() {
    for html in
        ["<div>".repeat(50_000), "<blockquote>".repeat(50_000), "<table><td>".repeat(50_000)]
    {
        assert_eq!(clean(&html, &[]), Err(TooMuch));
    }
    // Without the guard these make the parser build millions of elements.
    let many: String = (0..200).map(|place| format!("<b title={place}>")).collect();
    for html in [
        format!("<p>{many}{}", "<div>x</div>".repeat(5_000)),
        format!("<table>{many}{}", "<tr></tr>x".repeat(5_000)),
        format!("{many}{}", "<p>x".repeat(5_000)),
    ] {
        let found = clean(&html, &[]).expect("small enough");
        assert!(found.html.len() < 4 * html.len(), "{} bytes", found.html.len());
        assert_eq!(found.html.matches('x').count(), 5_000);
    }
}

proptest! {
    #[test]
    fn whatever_comes_in_is_harmless_and_cleaned_once(
        parts in prop::collection::vec(
            "[<>&;\"'= a/!-]{1,4}|</?(a|p|b|div|pre|table|td|img|svg|math|style|script)|(href|src|style|onclick)=|javascript:|https://x\\.test|color:red|url\\(|\\n|&#1[03];",
            0..30,
        )
    ) {
        let html = parts.concat();
        let first = clean(&html, &[]).expect("small enough");
        prop_assert_eq!(fault(&first.html), None, "{} became {}", html, first.html);
        let again = clean(&first.html, &[]);
        prop_assert_eq!(again.as_ref(), Ok(&first), "{}", html);
    }
}
