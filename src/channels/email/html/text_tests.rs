use super::*;
use proptest::prelude::*;

#[test]
fn paragraphs_lists_tables_and_links_are_readable() {
    for (html, expected) in [
        ("<p>Hello,</p><p>how\n are&nbsp;you?</p>", "Hello,\n\nhow are you?"),
        ("<div>a</div><div><br></div><div>b<br>c</div>", "a\n\nb\nc"),
        ("<ul><li>one<li>two<ol><li>x<li>y</ol></ul>", "- one\n- two\n\n1. x\n2. y"),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n\n- b\n\n2. c"),
        ("<table><tr><td>Qty</td><td>2</td></tr><tr><td>Sum<td>9 €</table>", "Qty\t2\nSum\t9 €"),
        ("<a href='https://example.test/a'>our shop</a>!", "our shop <https://example.test/a>!"),
        ("<a href='https://example.test/'>example.test</a>", "example.test"),
        ("<a href='mailto:a@b.test'>a@b.test</a> <a href=#x>x</a>", "a@b.test x"),
        ("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd"),
        ("<img src=cid:1 alt='Our logo'><img src=x>", "[Our logo]"),
        ("<style>p{}</style><title>t</title><!-- c -->x<script>y</script>", "x"),
        ("<span style='display: none'>preheader</span>Hi", "Hi"),
        ("&lt;b&gt; &amp; Stra&szlig;e", "<b> & Straße"),
        ("", ""),
    ] {
        assert_eq!(to_text(html), expected, "{html}");
    }
}

#[test]
fn what_is_quoted_is_marked_and_what_is_indented_is_not() {
    let gmail = "<div>Yes.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Monday, \
        Ana wrote:<br></div><blockquote class=\"gmail_quote\" style=\"border-left:1px solid\">\
        <div>Is it?</div><div>Well?</div></blockquote></div>";
    assert_eq!(to_text(gmail), "Yes.\n\nOn Monday, Ana wrote:\n\n> Is it?\n> Well?");
    let nested = "<blockquote type=cite>a<blockquote type=CITE>b</blockquote></blockquote>";
    assert_eq!(to_text(nested), "> a\n>\n>> b");
    let own = "<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">mine</blockquote>";
    assert_eq!(to_text(own), "    mine");
    let outlook =
        "<p>Yes.</p><div id=\"divRplyFwdMsg\"><b>From:</b> Ana<br><b>Sent:</b> Monday</div>";
    assert_eq!(to_text(outlook), format!("Yes.\n\n{RULE}\nFrom: Ana\nSent: Monday"));
}

#[test]
fn what_is_too_much_is_stripped_of_its_tags() {
    let deep = format!("{}Hello <b>you</b>{}", "<div>".repeat(9_000), "</div>".repeat(9_000));
    assert_eq!(to_text(&deep).trim(), "Hello you");
    let long = "<p>words &amp; more</p>".repeat(200_000);
    assert!(to_text(&long).starts_with("words & more\nwords & more\n"));
    assert!(to_text(&long).len() <= TEXT_BYTES_MAX);
    let quotes = "<blockquote type=cite>".repeat(200) + &"x<br>".repeat(90_000);
    assert!(to_text(&quotes).len() <= TEXT_BYTES_MAX);
}

proptest! {
    #[test]
    fn words_outside_of_tags_are_kept(
        parts in prop::collection::vec("</?(a|b|p|div|table|tr|td|ul|ol|li|blockquote|pre)>|word ", 0..40)
    ) {
        let html = parts.concat();
        prop_assert_eq!(to_text(&html).matches("word").count(), html.matches("word").count());
    }
}
