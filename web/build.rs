//! Builds the browser UI into `$OUT_DIR/web`, so that `cargo build` alone gives a server with its UI.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// What the built UI is made from; a change to anything else never runs npm.
const INPUTS: [&str; 10] = [
    "src",
    "public",
    "index.html",
    "phone.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "compress.ts",
    "tsconfig.json",
];

/// Shown instead of the UI by a server that was built without it.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Deskbell</title>\
<h1>Deskbell</h1><p>This server was built without the browser UI. Its API is under /api/v1.</p></html>\n";

fn main() {
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let output = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("web");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=DESKBELL_WEB_DIST");

    if let Err(reason) = place(&source, &output) {
        println!("cargo::error=The browser UI could not be built: {reason}");
    }
}

/// Fills the output folder in the one way that the feature and the environment ask for.
fn place(source: &Path, output: &Path) -> Result<(), String> {
    fs::create_dir_all(output).map_err(|error| error.to_string())?;
    if env::var_os("CARGO_FEATURE_UI").is_none() {
        return fs::write(output.join("index.html"), PLACEHOLDER)
            .map_err(|error| error.to_string());
    }
    match env::var_os("DESKBELL_WEB_DIST") {
        Some(built) => take_built(Path::new(&built), output),
        None => build(source, output),
    }
}

/// Takes a copy that somebody has built before: packagers and machines without Node.js.
fn take_built(built: &Path, output: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", built.display());
    if !built.join("index.html").is_file() {
        return Err(format!(
            "DESKBELL_WEB_DIST points at {}, which holds no index.html.",
            built.display()
        ));
    }
    fs::remove_dir_all(output)
        .and_then(|()| copy_tree(built, output))
        .map_err(|error| error.to_string())
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn build(source: &Path, output: &Path) -> Result<(), String> {
    for input in INPUTS.map(|name| source.join(name)) {
        // Cargo would run this every time for a path that is not there.
        if input.exists() {
            println!("cargo::rerun-if-changed={}", input.display());
        }
    }
    if !answers("node") || !answers("npm") {
        return Err("Node.js (20.19 or later) with npm was not found; install it, point DESKBELL_WEB_DIST at a \
                    built copy, or build the server alone with --no-default-features."
            .to_owned());
    }
    install(source)?;
    let output = output.display().to_string();
    npm(source, &["run", "--silent", "build", "--", "--emptyOutDir", "--outDir", &output])
}

fn answers(program: &str) -> bool {
    let outcome =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    outcome.is_ok_and(|status| status.success())
}

/// Installs the packages only if the lockfile is not the one they were installed from.
fn install(source: &Path) -> Result<(), String> {
    let lockfile = fs::read(source.join("package-lock.json")).map_err(|error| error.to_string())?;
    let installed = source.join("node_modules/.deskbell-lock");
    if fs::read(&installed).is_ok_and(|last| last == lockfile) {
        return Ok(());
    }
    npm(source, &["ci", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline"])?;
    fs::write(installed, lockfile).map_err(|error| error.to_string())
}

fn npm(source: &Path, arguments: &[&str]) -> Result<(), String> {
    let outcome = Command::new("npm").args(arguments).current_dir(source).output();
    let result = outcome.map_err(|error| format!("npm did not start: {error}"))?;
    if result.status.success() {
        return Ok(());
    }
    let said = [result.stdout, result.stderr].concat();
    // A cargo message is one line, so npm's own words go to the error stream, which cargo then shows.
    eprintln!("{}", String::from_utf8_lossy(&said));
    Err(format!("npm {} failed; its words stand above.", arguments[0]))
}
