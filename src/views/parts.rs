//! The page `/dev/parts` of a development server: every part of the interface in every state, to look at while one works on the
//! style. It has no script; no browser downloads anything for it.

use leptos::{html::Input, prelude::*};

use super::{
    assets::Assets,
    page_state::PageState,
    ui::{Alert, Field, LocalTime, PageLinks, Submit, provide_page_clock},
};
use crate::{
    error::{AppError, Code, FieldCode},
    text::Text,
};

/// Renders the document.
pub fn page(state: PageState, assets: &Assets) -> String {
    let style = assets.style.clone();
    Owner::new().with(|| {
        let (locale, theme) = (state.locale, state.theme);
        provide_context(locale);
        provide_context(state);
        provide_page_clock();
        let document = view! {
            <html lang=locale.tag() data-theme=theme.word() data-hydrated="true">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>"Parts · Latchkey"</title>
                    <link rel="stylesheet" href=style />
                </head>
                <body>
                    <main id="main" class="page">
                        <h1>"Parts"</h1>
                        <p class="muted">
                            <a href="?theme=light">"light"</a>
                            " "
                            <a href="?theme=dark">"dark"</a>
                            " "
                            <a href="?lang=en">"English"</a>
                            " "
                            <a href="?lang=ko">"한국어"</a>
                        </p>
                        {buttons()}
                        {fields()}
                        {messages()}
                        {rows()}
                    </main>
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", document.to_html())
    })
}

fn section(name: &'static str, content: impl IntoView) -> impl IntoView {
    view! {
        <section class="stack" aria-label=name>
            <h2>{name}</h2>
            {content}
        </section>
    }
}

fn buttons() -> impl IntoView {
    section(
        "Buttons",
        view! {
            <Submit label="Primary" pending=false />
            <Submit label="Pending" pending=true />
            <button class="button secondary">"Secondary"</button>
            <button class="button secondary unavailable" aria-disabled="true">
                "Unavailable"
            </button>
            <button class="button quiet">"Quiet"</button>
            <button class="button quiet danger">"Quiet, and deletes"</button>
            <button class="button link">"Link"</button>
            <a href="/">"A link in a sentence"</a>
        },
    )
}

fn fields() -> impl IntoView {
    let refused = Signal::stored(Some(AppError::field("email", FieldCode::InvalidEmail)));
    let fine = Signal::stored(None::<AppError>);
    let node = NodeRef::<Input>::new;
    section(
        "Fields",
        view! {
            <Field id="empty" name="email" kind="email" label=Text::Email autocomplete="off" error=fine node=node() />
            <Field
                id="filled"
                name="email"
                kind="email"
                label=Text::Email
                autocomplete="off"
                value="ada@latchkey.test".to_owned()
                error=fine
                node=node()
            />
            <Field
                id="refused"
                name="email"
                kind="email"
                label=Text::Email
                autocomplete="off"
                value="ada".to_owned()
                error=refused
                node=node()
            />
            <Field id="secret" name="password" kind="password" label=Text::Password autocomplete="off" error=fine node=node() />
            <div class="field">
                <label for="area">"Text area"</label>
                <textarea id="area" rows="3"></textarea>
                <p class="hint">"A hint below it."</p>
            </div>
        },
    )
}

fn messages() -> impl IntoView {
    let alerts: Vec<_> = Code::ALL
        .iter()
        .map(|code| view! { <Alert error=Signal::stored(Some(AppError::from(*code))) /> })
        .collect();
    section(
        "Messages",
        view! {
            <p class="done">"What was done."</p>
            <div class="toast">
                <span>"Deleted."</span>
                <button class="button secondary">"Undo"</button>
            </div>
            {alerts}
        },
    )
}

fn rows() -> impl IntoView {
    let at = || "2026-11-21T18:38:04Z".to_owned();
    section(
        "Rows",
        view! {
            <ul class="notes" role="list">
                <li class="note">
                    <p class="note-text">"A note of\ntwo lines."</p>
                    <div class="note-foot">
                        <LocalTime at=at() />
                        <span class="note-acts">
                            <button class="button quiet">"Edit"</button>
                            <button class="button quiet danger">"Delete"</button>
                        </span>
                    </div>
                </li>
            </ul>
            <section class="past">
                <ol role="list">
                    <li class="suspicious">
                        <p>"Something happened."</p>
                        <p class="fine">
                            <LocalTime at=at() whole=true />
                            <span class="badge">"A badge"</span>
                        </p>
                    </li>
                </ol>
            </section>
            <PageLinks
                address=|_| "/dev/parts".to_owned()
                cursor=Some("a".to_owned())
                more=Some("b".to_owned())
                names=["Newest", "Older"]
            />
        },
    )
}
