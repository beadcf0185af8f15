//! What recurs by the calendar: one list. What is due at its own moment is a timer, not a job.

use crate::actions::{attachments, subscriptions, templates, upkeep};
use crate::app::App;
use std::future::Future;
use std::pin::Pin;
use tokio_cron_scheduler::{Job as Scheduled, JobScheduler, JobSchedulerError};

pub struct Job {
    pub name: &'static str,
    /// Second, minute, hour, day of month, month, day of week; UTC.
    pub schedule: &'static str,
    pub about: &'static str,
    run: fn(App) -> Running,
}

type Running = Pin<Box<dyn Future<Output = Result<(), crate::actions::Error>> + Send>>;

pub const JOBS: &[Job] = &[
    Job {
        name: "prune",
        schedule: "0 20 3 * * *",
        about: "Removes ended sessions, old idempotency keys, read raw deliveries, old changes, uploads that nothing uses and addresses that no mail went to lately; finishes what tags and labels are being taken off.",
        run: |app| Box::pin(async move { upkeep::prune(&app).await }),
    },
    Job {
        name: "tidy_files",
        schedule: "0 40 3 * * *",
        about: "Removes files that no record names and that are older than a day: what a crash left behind while something was uploaded.",
        run: |app| Box::pin(async move { attachments::remove_unnamed(&app).await.map(|_| ()) }),
    },
    Job {
        name: "mend_subscriptions",
        schedule: "30 */10 * * * *",
        about: "Asks Meta whether the events of each Messenger page still come here; connects a page again that has lost us, and tells the admins of the outage.",
        run: |app| Box::pin(async move { subscriptions::mend(&app).await }),
    },
    Job {
        name: "refresh_templates",
        schedule: "0 11 * * * *",
        about: "Fetches the templates of each WhatsApp inbox whose list is older than an hour.",
        run: |app| Box::pin(async move { templates::refresh(&app).await }),
    },
];

/// Starts them all. They stop with the process.
pub async fn start(app: &App) -> Result<(), JobSchedulerError> {
    let mut scheduler = JobScheduler::new().await?;
    for job in JOBS {
        let app = app.clone();
        let scheduled = Scheduled::new_async(job.schedule, move |_, _| {
            let app = app.clone();
            Box::pin(async move {
                match (job.run)(app).await {
                    Ok(()) => tracing::info!(job = job.name, "done"),
                    Err(error) => tracing::error!(job = job.name, %error, "failed"),
                }
            })
        })?;
        scheduler.add(scheduled).await?;
    }
    scheduler.start().await?;
    let stopping = app.stopping.clone();
    app.tasks.spawn(async move {
        stopping.cancelled().await;
        if let Err(error) = scheduler.shutdown().await {
            tracing::warn!(%error, "the scheduler did not stop");
        }
    });
    Ok(())
}
