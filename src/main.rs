//! Mounts the app, nothing else.

fn main() {
    latchkey::app::mount();
}
