//! The outside world: bytes become domain, domain becomes bytes.
