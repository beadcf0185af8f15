//! Settings: from the command line, the environment and a TOML file, in this order of weight.
//! One list names them all; the help and the reference page are made from it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    pub meta_base_url: String,
    pub meta_version: String,
    pub cache_bytes: usize,
}

/// One setting: its key in the file, its variable, its default, what it is for.
pub struct Setting {
    pub key: &'static str,
    pub variable: &'static str,
    pub default: &'static str,
    pub about: &'static str,
    set: fn(&mut Config, &str) -> Result<(), String>,
}

pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "data",
        variable: "DESKBELL_DATA",
        default: "/var/lib/deskbell",
        about: "The directory that holds everything: the store, the index, files, the secret key.",
        set: |config, value| {
            config.data = PathBuf::from(value);
            Ok(())
        },
    },
    Setting {
        key: "listen",
        variable: "DESKBELL_LISTEN",
        default: "127.0.0.1:8080",
        about: "The address and port to listen on.",
        set: |config, value| {
            config.listen = value.parse().map_err(|_| "give ADDRESS:PORT".to_owned())?;
            Ok(())
        },
    },
    Setting {
        key: "public_url",
        variable: "DESKBELL_PUBLIC_URL",
        default: "",
        about: "The address that browsers and providers use, such as https://desk.example.com. Empty: whatever the browser asked for.",
        set: |config, value| {
            let url = value.trim_end_matches('/');
            config.public_url = (!url.is_empty()).then(|| url.to_owned());
            Ok(())
        },
    },
    Setting {
        key: "meta.base_url",
        variable: "DESKBELL_META_BASE_URL",
        default: "https://graph.facebook.com",
        about: "Where Graph API calls go: another base for a simulator or a test.",
        set: |config, value| {
            config.meta_base_url = value.trim_end_matches('/').to_owned();
            Ok(())
        },
    },
    Setting {
        key: "meta.version",
        variable: "DESKBELL_META_VERSION",
        default: "v25.0",
        about: "The version of the Graph API.",
        set: |config, value| {
            config.meta_version = value.to_owned();
            Ok(())
        },
    },
    Setting {
        key: "store.cache_mb",
        variable: "DESKBELL_STORE_CACHE_MB",
        default: "64",
        about: "How much memory the store may use to keep pages at hand, in megabytes.",
        set: |config, value| {
            let mb: usize = value.parse().map_err(|_| "give a whole number".to_owned())?;
            config.cache_bytes = mb.saturating_mul(1024 * 1024);
            Ok(())
        },
    },
];

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the settings file {0} could not be read: {1}")]
    File(PathBuf, String),
    #[error("the setting {key} = {value:?} is no use: {reason}")]
    Value { key: String, value: String, reason: String },
    #[error("there is no setting {0:?}")]
    Unknown(String),
}

impl Config {
    /// Defaults, then `file`, then the environment.
    pub fn load(file: Option<&Path>) -> Result<Config, Error> {
        let mut config = Config {
            data: PathBuf::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            meta_base_url: String::new(),
            meta_version: String::new(),
            cache_bytes: 0,
        };
        for setting in SETTINGS {
            config.set(setting.key, setting.default)?;
        }
        if let Some(file) = file {
            config.read_file(file)?;
        }
        for setting in SETTINGS {
            if let Ok(value) = std::env::var(setting.variable) {
                config.set(setting.key, &value)?;
            }
        }
        Ok(config)
    }

    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            return Err(Error::Unknown(key.to_owned()));
        };
        (setting.set)(self, value).map_err(|reason| Error::Value {
            key: key.to_owned(),
            value: value.to_owned(),
            reason,
        })
    }

    fn read_file(&mut self, file: &Path) -> Result<(), Error> {
        let unreadable = |reason: String| Error::File(file.to_owned(), reason);
        let text = std::fs::read_to_string(file).map_err(|e| unreadable(e.to_string()))?;
        let table: toml::Table =
            text.parse().map_err(|e: toml::de::Error| unreadable(e.to_string()))?;
        self.read_table("", &table)
    }

    fn read_table(&mut self, prefix: &str, table: &toml::Table) -> Result<(), Error> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            match value {
                toml::Value::Table(inner) => self.read_table(&format!("{key}."), inner)?,
                toml::Value::String(text) => self.set(&key, text)?,
                other => self.set(&key, &other.to_string())?,
            }
        }
        Ok(())
    }
}

/// The reference page of all settings.
pub fn reference() -> String {
    let mut page = String::from(
        "# Settings\n\nEvery setting has a key in the file given with `--config`, and a variable, which weighs more.\n\n\
         | key | variable | default | what it is for |\n| --- | --- | --- | --- |\n",
    );
    for setting in SETTINGS {
        let default = if setting.default.is_empty() {
            "–".to_owned()
        } else {
            format!("`{}`", setting.default)
        };
        page.push_str(&format!(
            "| `{}` | `{}` | {default} | {} |\n",
            setting.key, setting.variable, setting.about
        ));
    }
    page
}

/// The settings as the command line's help lists them.
pub fn help() -> String {
    let mut text = String::from("Settings (in the file given with --config, or as variables):\n");
    for setting in SETTINGS {
        text.push_str(&format!(
            "  {:<16} {:<26} {}\n",
            setting.key, setting.variable, setting.about
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_sets_nested_keys_and_unknown_ones_are_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("deskbell.toml");
        std::fs::write(&file, "[meta]\nversion = \"v24.0\"\n[store]\ncache_mb = 8\n")
            .expect("written");
        let config = Config::load(Some(&file)).expect("settings");
        assert_eq!((config.meta_version.as_str(), config.cache_bytes), ("v24.0", 8 << 20));
        std::fs::write(&file, "colour = \"red\"\n").expect("written");
        assert!(matches!(Config::load(Some(&file)), Err(Error::Unknown(key)) if key == "colour"));
    }
}
