//! An error that a person is told.

use leptos::prelude::*;

use crate::{
    app::use_locale,
    error::{AppError, Code},
    text::{Locale, Text},
};

/// The error, announced when it appears. Where every refused field of it is explained beside the field (`beside`), the eye needs
/// no second copy: it is then there for screen readers only.
#[component]
pub fn Alert(
    /// What went wrong, if anything did.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The fields that this form explains in place.
    #[prop(optional)]
    beside: &'static [&'static str],
) -> impl IntoView {
    let locale = use_locale();
    move || {
        error.get().map(|error| {
            let explained = !error.fields.is_empty() && error.fields.keys().all(|field| beside.contains(&field.as_str()));
            view! {
                <p class=if explained { "visually-hidden" } else { "alert" } role="alert" data-error-code=error.code.as_str()>
                    {sentence(&error, locale)}
                </p>
            }
        })
    }
}

fn sentence(error: &AppError, locale: Locale) -> String {
    let message = error.message(locale);
    match error.retry_after.filter(|_| error.code == Code::RateLimited) {
        None => message.to_owned(),
        Some(seconds) if seconds < 120 => format!("{message} {}", locale.t(Text::RetryInSeconds).replace("{n}", &seconds.to_string())),
        Some(seconds) => format!("{message} {}", locale.t(Text::RetryInMinutes).replace("{n}", &seconds.div_ceil(60).to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_when_to_come_back() {
        let soon = AppError::retry_after(Code::RateLimited, 30);
        assert_eq!(sentence(&soon, Locale::English), "Too many attempts. Please wait a moment. You can try again in 30 s.");
        let later = AppError::retry_after(Code::RateLimited, 601);
        assert!(sentence(&later, Locale::Korean).ends_with("11분 후에 다시 시도할 수 있습니다."));
    }
}
