//! What people and timers do: load, ask the domain, save, announce.
