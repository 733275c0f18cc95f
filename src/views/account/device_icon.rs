//! The picture of a kind of device, as a decoration beside its name.

use leptos::prelude::*;

/// A telephone, a computer, or the prompt of a program.
const PHONE: &str = "M8 2.5h8a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5zM11 18.5h2";
const COMPUTER: &str = "M4 4.5h16v11H4zM2 19.5h20M9 15.5v4M15 15.5v4";
const PROGRAM: &str = "M3 4.5h18v15H3zM7 9l3 3-3 3M12.5 15H17";

/// Renders the picture of what runs `system`.
#[component]
pub fn DeviceIcon(system: String) -> impl IntoView {
    let path = match system.as_str() {
        "iPhone" | "iPad" | "Android" => PHONE,
        "" => PROGRAM,
        _ => COMPUTER,
    };
    view! {
        <svg class="device-icon" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}
