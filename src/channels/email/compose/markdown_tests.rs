use super::super::markdown::to_html;
use super::to_plain;
use crate::channels::email::html;
use proptest::prelude::*;

#[test]
fn marks_become_html() {
    for (markdown, expected) in [
        ("Hello\nyou", "<p>Hello<br>\nyou</p>\n"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("```\na <b>\nc\n```", "<pre><code>a &lt;b&gt;\nc</code></pre>\n"),
        (
            "[x](https://a.test/?b=1&c=\"2)",
            "<p><a href=\"https://a.test/?b=1&amp;c=&quot;2\">x</a></p>\n",
        ),
        ("<mailto:a@b.test>", "<p><a href=\"mailto:a@b.test\">mailto:a@b.test</a></p>\n"),
        (
            "see https://a.test/x_y_z, ok",
            "<p>see <a href=\"https://a.test/x_y_z\">https://a.test/x_y_z</a>, ok</p>\n",
        ),
        ("Ana <a@b.test>", "<p>Ana <a href=\"mailto:a@b.test\">a@b.test</a></p>\n"),
        ("(https://a.test/x)", "<p>(<a href=\"https://a.test/x\">https://a.test/x</a>)</p>\n"),
    ] {
        assert_eq!(to_html(markdown), expected, "{markdown}");
    }
}

#[test]
fn what_is_no_mark_stays() {
    for (markdown, expected) in [
        ("2*3*4 = 24", "<p>2*3*4 = 24</p>\n"),
        ("snake_case_name", "<p>snake_case_name</p>\n"),
        ("Kind regards\n--\nZoe", "<p>Kind regards<br>\n--</p>\n<p>Zoe</p>\n"),
        ("Total\n=====", "<p>Total<br>\n=====</p>\n"),
        ("[1]: https://a.test", "<p>[1]: <a href=\"https://a.test\">https://a.test</a></p>\n"),
        ("a <b>b</b> & c", "<p>a &lt;b&gt;b&lt;/b&gt; &amp; c</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        (
            "[x](javascript:alert(1)) ![y](https://a.test/b.png)",
            "<p>x(javascript:alert(1)) <a href=\"https://a.test/b.png\">y</a></p>\n",
        ),
        ("\\*a\\*", "<p>*a*</p>\n"),
        ("[see](below ) and []( above)", "<p>see(below) and (above)</p>\n"),
        ("~~~js\nx\n~~~", "<pre><code>js\nx</code></pre>\n"),
    ] {
        assert_eq!(to_html(markdown), expected, "{markdown}");
    }
}

#[test]
fn no_line_is_taken_for_a_definition_and_left_out() {
    for before in
        ["", "> ", "- ", "* ", "+ ", "1. ", "2) ", "> - ", ">", "```one line```\n\n", "  "]
    {
        for definition in ["[w]: word", "[w]: https://a.test", "[a\nb]: word", "[w]: <x>"] {
            let markdown = format!("{before}{definition}\n\nThe end [w].");
            for form in [to_html(&markdown), to_plain(&markdown)] {
                let last = definition.split(": ").last().unwrap_or_default();
                let last = last.trim_matches(['<', '>']);
                assert!(form.contains(last) && form.contains("]:"), "{markdown:?}: {form:?}");
            }
        }
    }
    let code = "```\n[w]: word\n``` x\n[v]: word\n```";
    assert_eq!(to_plain(code), "[w]: word\n``` x\n[v]: word");
}

#[test]
fn text_is_as_it_was_written() {
    for (markdown, expected) in [
        ("Hello\nyou\n\n\nBye", "Hello\nyou\n\nBye"),
        ("**a** *b* _c_ ~~d~~ `e`", "**a** *b* _c_ ~d~ e"),
        ("2*3*4", "2*3*4"),
        ("- a\n- b\n  - c\n\nd", "- a\n- b\n  - c\n\nd"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("> a\n> b\n\nc", "> a\n> b\n\nc"),
        ("> a\n>\n> > b", "> a\n>\n> > b"),
        ("[our shop](https://a.test) <https://b.test>", "our shop <https://a.test> https://b.test"),
        ("[a@b.test](mailto:a@b.test)", "a@b.test"),
        ("Ana <a@b.test>, hello", "Ana <a@b.test>, hello"),
        ("[x]() <a@b.test>", "x <a@b.test>"),
        ("Kind regards\n-- \nZoe", "Kind regards\n--\n\nZoe"),
        ("a <b> c", "a <b> c"),
        ("[see](below ) and []( above)", "see(below) and (above)"),
        ("~~~js\nx\n~~~", "js\nx"),
        ("```\n  a\n\nb\n```", "  a\n\nb"),
        ("", ""),
    ] {
        assert_eq!(to_plain(markdown), expected, "{markdown}");
    }
}

#[test]
fn deep_nesting_and_long_text_take_little_time() {
    for part in [">", "- ", "*", "[", "`", "<", "http", "_a*", "![", "\\", "~~a", "1. ", "&"] {
        let text = part.repeat(20_000);
        assert!(to_html(&text).len() < 10 * text.len() + 10_000, "{part}");
        assert!(to_plain(&text).len() < 10 * text.len() + 10_000, "{part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn html_of_agents_is_harmless_and_has_all_words(
        parts in prop::collection::vec("word |\n|\n\n|[-*_>#`~<&\\[\\]()!]{1,3}|1\\. |javascript:|https://a\\.test |<script>|\\]\\(", 0..40)
    ) {
        let markdown = parts.concat();
        let out = to_html(&markdown);
        prop_assert!(!out.contains("<script") && !out.contains("href=\"javascript"), "{}", out);
        let words = markdown.matches("word").count();
        prop_assert_eq!(out.matches("word").count(), words, "{} became {}", markdown, out);
        let plain = to_plain(&markdown);
        prop_assert_eq!(plain.matches("word").count(), words, "{} became {}", markdown, plain);
        let cleaned = html::clean(&out, &[]).expect("short enough");
        prop_assert_eq!(cleaned.html.matches("word").count(), words);
    }
}
