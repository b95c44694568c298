//! Pure lowering: pack, environment and phase become one resolved plan.
