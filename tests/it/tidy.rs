//! Taste as tests: who may use whom, how long things may be, what may not be said.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 60;

/// Each module with those that it may use besides itself, from the ground up.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("config", &["domain"]),
    ("vault", &["domain"]),
    ("files", &[]),
    ("store", &["domain", "clock"]),
    ("search", &["domain"]),
    ("channels", &["domain", "config"]),
    ("app", &["domain", "clock", "config", "vault", "files", "store", "search", "channels"]),
    ("actions", &["domain", "clock", "vault", "files", "store", "search", "channels", "app"]),
    ("jobs", &["app", "actions"]),
    ("http", &["domain", "config", "store", "search", "channels", "app", "actions", "jobs"]),
    ("simulator", &[]),
];

/// What stands above all layers.
const TOP: &[&str] = &["lib", "main", "server", "demo"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `directory` that ends in one of these, as (path from the root, text).
fn files(directory: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut directories = vec![root().join(directory)];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_ours =
                    !["node_modules", "dist", "target", "generated"].contains(&name.as_str());
                directories.extend(is_ours.then_some(path));
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).expect("a text");
                let shown =
                    path.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
                found.push((shown, text));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    let sources = files("src", &[".rs"]);
    assert!(sources.len() > 100, "the sources are where they are looked for");
    sources
}

#[track_caller]
fn none(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// `src/http/api/me.rs` is of `http`.
fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// The modules that a source names by `crate::`.
fn used(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for part in text.split("crate::").skip(1) {
        let words = match part.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![part],
        };
        used.extend(words.iter().map(|word| {
            let is_letter = |c: &char| c.is_alphanumeric() || *c == '_';
            word.trim().chars().take_while(is_letter).collect::<String>()
        }));
    }
    used
}

#[test]
fn every_module_uses_only_those_below_it() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if TOP.contains(&module) {
            continue;
        }
        let layer = LAYERS.iter().find(|(name, _)| *name == module);
        let Some((_, below)) = layer else {
            broken.push(format!("{path}: the layers do not name `{module}`"));
            continue;
        };
        let foreign = used(&text).into_iter().filter(|name| {
            LAYERS.iter().any(|(layer, _)| layer == name) || TOP.contains(&name.as_str())
        });
        let upward = foreign.filter(|name| name != module && !below.contains(&name.as_str()));
        broken.extend(upward.map(|name| format!("{path} uses `{name}`")));
    }
    none(broken);
}

#[test]
fn the_edge_knows_no_more_of_channels_than_secrets_and_signatures() {
    let mut broken = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("src/http/")) {
        for part in text.split("crate::channels").skip(1) {
            let allowed = ["::secret::", "::whatsapp::signature"];
            if !allowed.iter().any(|allowed| part.starts_with(allowed)) {
                let line = part.lines().next().unwrap_or_default();
                broken.push(format!("{path} uses channels{line}"));
            }
        }
    }
    none(broken);
}

#[test]
fn only_the_store_names_redb_and_only_search_names_tantivy() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (name, home) in [("redb", "store"), ("tantivy", "search")] {
            let names = [format!("{name}::"), format!("use {name}")];
            if module_of(&path) != home && names.iter().any(|name| text.contains(name.as_str())) {
                broken.push(format!("{path} names {name}"));
            }
        }
    }
    none(broken);
}

#[test]
fn only_the_clocks_read_the_time() {
    let mut broken = Vec::new();
    let clocks = ["src/clock.rs", "src/simulator/clock.rs"];
    let all = sources().into_iter().chain(files("tests/it", &[".rs"]));
    for (path, text) in all.filter(|(path, _)| !clocks.contains(&path.as_str())) {
        let reads = ["SystemTime::now", "Utc::now", "Local::now"];
        let from_std = text.contains("std::time::Instant") || uses_instant_of_std(&text);
        let is_this_file = path == "tests/it/tidy.rs";
        let reads_it = reads.iter().any(|word| text.contains(word)) || from_std;
        if reads_it && !is_this_file {
            broken.push(format!("{path} reads the time"));
        }
    }
    none(broken);
}

/// `use std::time::{Duration, Instant};`, over any number of lines.
fn uses_instant_of_std(text: &str) -> bool {
    let lists = text.split("std::time::{").skip(1);
    lists.into_iter().any(|list| list.split('}').next().unwrap_or_default().contains("Instant"))
}

/// What people wrote, in every language that we use.
fn written() -> Vec<(String, String)> {
    let mut all = sources();
    all.extend(files("tests", &[".rs", ".ts", ".mjs", ".js"]));
    all.extend(files("web", &[".rs", ".ts", ".svelte", ".css", ".js"]));
    // Made from the API's description.
    all.retain(|(path, _)| !path.ends_with(".gen.ts") && !path.ends_with("/schema.d.ts"));
    all
}

#[test]
fn no_file_is_longer_than_one_can_read_at_a_sitting() {
    let long = written().into_iter().filter_map(|(path, text)| {
        let lines = text.lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{path} has {lines} lines"))
    });
    none(long.collect());
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut broken = Vec::new();
    for (path, text) in written() {
        let starts: &[&str] = match path.rsplit('.').next() {
            Some("rs") => &["fn ", "async fn ", "const fn "],
            Some("ts" | "js" | "mjs" | "svelte") => &["function ", "async function "],
            _ => &[],
        };
        for (name, lines) in functions(&text, starts) {
            if lines > FUNCTION_LINES_MAX {
                broken.push(format!("{path}: `{name}` has {lines} lines"));
            }
        }
    }
    none(broken);
}

/// Each function's first line and how many lines it has: it ends at the line that closes it at the
/// same indentation, which the formatters see to.
fn functions(text: &str, starts: &[&str]) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let bare = ["pub(super) ", "pub(crate) ", "pub ", "export default ", "export "]
            .iter()
            .find_map(|word| code.strip_prefix(word))
            .unwrap_or(code);
        if !starts.iter().any(|start| bare.starts_with(start)) || line.ends_with(';') {
            continue;
        }
        let is_end = |line: &&str| {
            line.len() > indent
                && line[..indent].trim().is_empty()
                && line[indent..].starts_with('}')
        };
        if code.ends_with('}') {
            continue;
        }
        let length = lines[at + 1..].iter().position(is_end).map_or(0, |end| end + 2);
        found.push((code.chars().take(60).collect(), length));
    }
    found
}

#[test]
fn nothing_is_left_to_be_done_later() {
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!(")];
    let mut broken = Vec::new();
    for (path, text) in written() {
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    none(broken);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let word = concat!("#[", "allow(");
    let inner = concat!("#![", "allow(");
    let broken = written().into_iter().filter(|(path, _)| path.ends_with(".rs"));
    let broken = broken.filter(|(_, text)| text.contains(word) || text.contains(inner));
    none(broken.map(|(path, _)| format!("{path} allows what it should expect")).collect());
}

#[test]
fn every_scheduled_job_says_what_it_does() {
    assert!(!deskbell::jobs::JOBS.is_empty());
    let page = root().join("docs/reference/jobs.md");
    let page = std::fs::read_to_string(page).ok();
    let mut broken = Vec::new();
    for job in deskbell::jobs::JOBS {
        if !job.about.ends_with('.') || job.schedule.split(' ').count() != 6 {
            broken.push(format!("the job `{}` does not say when and what", job.name));
        }
        if page.as_ref().is_some_and(|page| !page.contains(&format!("`{}`", job.name))) {
            broken.push(format!("docs/reference/jobs.md does not name the job `{}`", job.name));
        }
    }
    none(broken);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = files("docs", &[".md"]);
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] {
        let text = std::fs::read_to_string(root().join(name));
        pages.extend(text.into_iter().map(|text| (name.to_owned(), text)));
    }
    let mut broken = Vec::new();
    for (path, text) in pages {
        let here = Path::new(&path).parent().map(Path::to_path_buf).unwrap_or_default();
        for link in links(&text) {
            let target = link.split('#').next().unwrap_or_default();
            if !target.is_empty() && !exists(&here, target) {
                broken.push(format!("{path} links to {link}"));
            }
        }
    }
    none(broken);
}

fn exists(here: &Path, target: &str) -> bool {
    let path: PathBuf = match target.strip_prefix('/') {
        Some(from_root) => root().join(from_root),
        None => root().join(here).join(target),
    };
    path.exists()
}

/// The relative targets of `[text](target)`.
fn links(text: &str) -> Vec<String> {
    let parts = text.split("](").skip(1);
    let targets = parts.filter_map(|part| part.split([')', ' ']).next());
    let is_ours = |target: &&str| !target.contains("://") && !target.starts_with("mailto:");
    targets.filter(is_ours).map(str::to_owned).collect()
}

#[test]
fn the_measures_measure() {
    let text = "fn short() {\n}\npub async fn long(\n    a: u8,\n) {\n    work();\n}\n    fn inner() {\n    }\n";
    let lengths: Vec<usize> = functions(text, &["fn ", "async fn "]).iter().map(|f| f.1).collect();
    assert_eq!(lengths, [2, 5, 2]);
    let names = used("use crate::domain::{A, B};\nuse crate::{http, jobs::Job};\ncrate::app::App");
    assert_eq!(names, BTreeSet::from(["app", "domain", "http", "jobs"].map(str::to_owned)));
    assert_eq!(links("[a](b.md#c) [d](https://e) [f](#g)"), ["b.md#c", "#g"]);
    assert_eq!(module_of("src/http/api/me.rs"), "http");
    assert_eq!(module_of("src/clock.rs"), "clock");
}
