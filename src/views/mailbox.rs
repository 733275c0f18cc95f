//! The page `/dev/mailbox` of a development server: the mail that would have been sent. Its only script copies codes; no browser
//! downloads anything for it.

use leptos::prelude::*;

use super::{
    assets::Assets,
    page_state::PageState,
    ui::{LocalTime, provide_page_clock},
};
use crate::paths;

/// A mail as it is shown.
pub struct ShownMail {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The digits, if it carries any.
    pub code: Option<String>,
    /// The address of the link, if there is one.
    pub link: Option<String>,
    /// When it was written, RFC 3339.
    pub at: String,
}

/// Copies the code of a button.
const COPY: &str = "document.addEventListener('click',e=>{const b=e.target.closest('[data-copy]');\
    if(b)navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent='Copied'})})";

/// Renders the document. `nonce` is that of its security policy.
pub fn page(state: PageState, assets: &Assets, mails: Vec<ShownMail>, nonce: String) -> String {
    let style = assets.style.clone();
    Owner::new().with(|| {
        let (locale, theme) = (state.locale, state.theme);
        provide_context(locale);
        provide_context(state);
        provide_page_clock();
        let is_empty = mails.is_empty();
        let mails: Vec<_> = mails.into_iter().map(entry).collect();
        let document = view! {
            <html lang=locale.tag() data-theme=theme.word() data-hydrated="true">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>"Mailbox · Latchkey"</title>
                    <link rel="stylesheet" href=style />
                    <script nonce=nonce inner_html=COPY></script>
                </head>
                <body>
                    <main id="main" class="page stack">
                        <h1>"Mailbox"</h1>
                        <p class="muted">
                            "Mail that this development server would have sent, the newest first. Show all in "
                            <a href="?in=en">"English"</a>
                            " or "
                            <a href="?in=ko">"한국어"</a>
                            "."
                        </p>
                        <form method="post" action=paths::MAILBOX>
                            <button class="button secondary">"Clear"</button>
                        </form>
                        {is_empty.then(|| view! { <p>"There is no mail."</p> })}
                        {mails}
                    </main>
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", document.to_html())
    })
}

fn entry(mail: ShownMail) -> impl IntoView {
    let frame = paths::MAILBOX_HTML.replace("{id}", &mail.id);
    let code = mail.code.map(|code| {
        let copied = code.clone();
        view! {
            <p>
                <code class="digits">{code}</code>
                " "
                <button class="button quiet" type="button" data-copy=copied>
                    "Copy"
                </button>
            </p>
        }
    });
    let link = mail.link.map(|link| {
        let target = link.clone();
        view! { <p class="link"><a href=target>{link}</a></p> }
    });
    view! {
        <article class="mail stack">
            <h2>{mail.subject.clone()}</h2>
            <p class="fine">
                <span>"To " {mail.to}</span>
                <span>{mail.kind}</span>
                <LocalTime at=mail.at whole=true />
            </p>
            {code}
            {link}
            <iframe title=mail.subject src=frame sandbox=""></iframe>
            <details>
                <summary>"Plain text"</summary>
                <pre>{mail.text}</pre>
            </details>
        </article>
    }
}
