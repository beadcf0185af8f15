//! The command line.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use deskbell::actions::agents::{self, NewAgent};
use deskbell::actions::seed;
use deskbell::actions::{catalogue, passwords, queues, setup};
use deskbell::app::App;
use deskbell::clock::Clock;
use deskbell::config::{self, Config};
use deskbell::domain::agent::Role;
use deskbell::{demo, http, server};
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Customer conversations over WhatsApp, e-mail and Messenger, in one binary.
#[derive(Parser)]
#[command(version, after_long_help = config::help())]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: a small company, its customers' phones, no account needed.
    Demo(Place),
    /// Run the server.
    Serve(Place),
    /// Manage who may sign in.
    #[command(subcommand)]
    Admin(Admin),
    /// Print the description of the API.
    Openapi,
    /// Print the reference page of all settings.
    Settings,
    /// Throw the search index away; the server fills it again at its next start.
    Reindex(Place),
}

#[derive(Args, Clone)]
struct Place {
    /// The settings file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// The data directory.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address and port to listen on.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

#[derive(Subcommand)]
enum Admin {
    /// Make an admin, and, in a new workspace, the first queue.
    Create {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// Read the password from the standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// What the demo uses unless told otherwise.
const DEMO_DATA: &str = "data/demo";
const DEMO_LISTEN: &str = "127.0.0.1:4080";
const PASSWORD_BYTES_MAX: u64 = 4_096;

fn main() -> ExitCode {
    let CommandLine { command } = CommandLine::parse();
    let filter = EnvFilter::try_from_env("DESKBELL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("deskbell: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(place) => run_demo(&place),
        Command::Serve(place) => serve(&place),
        Command::Admin(Admin::Create { place, email, name, password_stdin: _ }) => {
            create_admin(&place, email, name)
        }
        Command::Openapi => print(http::api::spec()),
        Command::Settings => print(&config::reference()),
        Command::Reindex(place) => reindex(&place),
    }
}

fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    // A reader that stops reading is no failure of ours.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

fn settings(place: &Place) -> anyhow::Result<Config> {
    let mut config = Config::load(place.config.as_deref())?;
    config.data = place.data.clone().unwrap_or(config.data);
    config.listen = place.listen.unwrap_or(config.listen);
    Ok(config)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn run_demo(place: &Place) -> anyhow::Result<()> {
    let mut config = settings(place)?;
    if place.config.is_none() {
        config.data = place.data.clone().unwrap_or_else(|| PathBuf::from(DEMO_DATA));
        config.listen = place.listen.unwrap_or(DEMO_LISTEN.parse()?);
    }
    runtime()?.block_on(async {
        let demo = demo::start(config).await?;
        print(&format!(
            "\n  Deskbell      {}\n  Sign in       {}   password   {}\n  The phones    {}\n\n  Stop it with Ctrl+C.\n\n",
            demo.desk_url,
            seed::ADMIN_EMAIL,
            seed::PASSWORD,
            demo.phones_url
        ))?;
        server::asked_to_stop().await?;
        demo.simulator.stop().await;
        demo.app.stop().await;
        Ok(())
    })
}

fn serve(place: &Place) -> anyhow::Result<()> {
    let config = settings(place)?;
    runtime()?.block_on(async {
        let listener = TcpListener::bind(config.listen)
            .with_context(|| format!("{} cannot be listened on", config.listen))?;
        let app = App::open(config, Clock::System)?;
        catalogue::add_built_in(&app)?;
        let address = server::start(&app, listener).await?;
        tracing::info!(%address, "listening");
        if let Some(code) = setup::begin(&app)? {
            let desk = app.config.public_url.clone().unwrap_or(format!("http://{address}"));
            print(&format!(
                "\n  Nobody can sign in yet. Make the first admin at\n  {desk}/setup?code={code}\n\n"
            ))?;
        }
        server::asked_to_stop().await?;
        tracing::info!("stopping");
        app.stop().await;
        Ok(())
    })
}

fn create_admin(place: &Place, email: String, name: String) -> anyhow::Result<()> {
    let mut password = String::new();
    std::io::stdin().take(PASSWORD_BYTES_MAX).read_to_string(&mut password)?;
    let password_hash = passwords::hash(password.trim_end_matches(['\r', '\n']))?;
    let app = App::open(settings(place)?, Clock::System)?;
    catalogue::add_built_in(&app)?;
    let queues = queues::ensure_first(&app)?;
    let new = NewAgent { name, email, password_hash, role: Role::Admin, queues, capacity: None };
    let agent = agents::create_first(&app, new)?;
    print(&format!("{} can sign in now.\n", agent.email))
}

fn reindex(place: &Place) -> anyhow::Result<()> {
    let index = settings(place)?.data.join("index");
    match std::fs::remove_dir_all(&index) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            Err(error).with_context(|| format!("{} could not be removed", index.display()))
        }
    }
}
