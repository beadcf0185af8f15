//! Files that every phone has at hand, one of each kind.

pub struct Sample {
    pub name: &'static str,
    pub kind: &'static str,
    pub mime: &'static str,
    pub filename: &'static str,
    pub bytes: &'static [u8],
}

pub const SAMPLES: [Sample; 7] = [
    Sample {
        name: "picture",
        kind: "image",
        mime: "image/jpeg",
        filename: "evening.jpg",
        bytes: include_bytes!("samples/picture.jpg"),
    },
    Sample {
        name: "film",
        kind: "video",
        mime: "video/mp4",
        filename: "ball.mp4",
        bytes: include_bytes!("samples/film.mp4"),
    },
    Sample {
        name: "voice",
        kind: "voice",
        mime: "audio/ogg; codecs=opus",
        filename: "voice.ogg",
        bytes: include_bytes!("samples/voice.ogg"),
    },
    Sample {
        name: "sound",
        kind: "audio",
        mime: "audio/mp4",
        filename: "melody.m4a",
        bytes: include_bytes!("samples/sound.m4a"),
    },
    Sample {
        name: "document",
        kind: "document",
        mime: "application/pdf",
        filename: "order 860198.pdf",
        bytes: include_bytes!("samples/document.pdf"),
    },
    Sample {
        name: "sticker",
        kind: "sticker",
        mime: "image/webp",
        filename: "smile.webp",
        bytes: include_bytes!("samples/sticker.webp"),
    },
    Sample {
        name: "animated",
        kind: "sticker",
        mime: "image/webp",
        filename: "wink.webp",
        bytes: include_bytes!("samples/animated.webp"),
    },
];

pub fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}
