//! An error message for the user.

use std::time::Duration;

use leptos::prelude::*;

use super::{dom, dynamic, effect};
use crate::{
    error::{AppError, Code},
    text::{Locale, Text},
    views::use_locale,
};

/// Renders the error and announces it when it appears. When every rejected field is explained beside its input
/// (`beside`), no visible copy is needed: the message is then for screen readers only.
#[component]
pub fn Alert(
    /// The error, if there is one.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The fields whose errors the form shows in place.
    #[prop(optional)]
    beside: &'static [&'static str],
) -> impl IntoView {
    let locale = use_locale();
    dynamic(move || {
        error.get().map(|error| {
            let explained = !error.fields.is_empty() && error.fields.keys().all(|field| beside.contains(&field.as_str()));
            let left = error.retry_after.filter(|_| error.code == Code::RateLimited).map(count_down);
            view! {
                <p
                    class=if explained { "visually-hidden" } else { "alert" }
                    role="alert"
                    data-error-code=error.code.as_str()
                    hidden=move || left.is_some_and(|left| left.get() == 0)
                >
                    {error.message(locale)}
                    " "
                    // Announced together with the message when that appears, but not again every second.
                    {left.map(|left| view! { <span aria-live="off">{move || wait(left.get(), locale)}</span> })}
                </p>
            }
        })
    })
}

/// Returns a signal that counts down the remaining seconds, starting at `seconds`.
fn count_down(seconds: u32) -> RwSignal<u32> {
    let left = RwSignal::new(seconds);
    effect(move || {
        let start = dom::now();
        let tick = move || {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let passed = (dom::now() - start) as u32;
            left.try_set(seconds.saturating_sub(passed));
        };
        if let Ok(interval) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || interval.clear());
        }
    });
    left
}

fn wait(seconds: u32, locale: Locale) -> String {
    match seconds {
        0..120 => locale
            .t(Text::RetryInSeconds)
            .replace("{n}", &seconds.to_string()),
        _ => locale
            .t(Text::RetryInMinutes)
            .replace("{n}", &seconds.div_ceil(60).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_when_to_come_back() {
        assert_eq!(wait(30, Locale::English), "Try again in 30 s.");
        assert_eq!(wait(601, Locale::Korean), "11분 뒤에 다시 시도해 주세요.");
    }
}
