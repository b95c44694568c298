//! The DSL: thresholds, phases, signals, alerts, routing intents, panels, packs.
