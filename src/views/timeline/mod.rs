//! The page `/dev/sessions` of a development server, which shows 401, refresh and replay as they happen, and the strip that leads there
//! from every page. Their scripts are files of their own: no other server and no module has a byte of them.

mod texts;

use leptos::prelude::*;

use super::{assets::Assets, page_state::PageState};
use crate::{paths, text::Locale};

/// Returns the media type and the content of a file of the page.
pub fn file(name: &str) -> Option<(&'static str, &'static str)> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Some(match name {
        "page.js" => (SCRIPT, include_str!("page.js")),
        "scenarios.js" => (SCRIPT, include_str!("scenarios.js")),
        "strip.js" => (SCRIPT, include_str!("strip.js")),
        "page.css" => ("text/css; charset=utf-8", include_str!("page.css")),
        _ => return None,
    })
}

/// Renders the document. `start` is the product's first page, `nonce` that of the document's security policy.
pub fn page(state: PageState, assets: &Assets, start: &'static str, nonce: &str) -> String {
    let style = assets.style.clone();
    let (locale, theme) = (state.locale, state.theme);
    let texts = texts::by_key(locale);
    let t = |key: &str| texts.get(key).copied().unwrap_or_default().to_owned();
    // In a script, the only sequence that ends it.
    let json = serde_json::to_string(&texts).unwrap_or_default();
    let json = json.replace("</", "<\\/");
    let nonce = nonce.to_owned();
    let other = match locale {
        Locale::English => ("?lang=ko", "한국어"),
        Locale::Korean => ("?lang=en", "English"),
    };
    Owner::new().with(|| {
        let document = view! {
            <html lang=locale.tag() data-theme=theme.word() data-hydrated="true">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{format!("{} · Latchkey", t("title"))}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href=style />
                    <link rel="stylesheet" href="/dev/timeline/page.css" />
                    <script type="application/json" id="texts" inner_html=json></script>
                    <script type="module" nonce=nonce src="/dev/timeline/page.js"></script>
                </head>
                <body>
                    <main id="main" class="timeline stack">
                        <h1>{t("title")}</h1>
                        <p class="muted">{t("lead")} " " <a href=other.0>{other.1}</a></p>
                        <p>
                            <a class="button" href=start target="_blank" rel="opener">{t("open_tab")}</a>
                            " "
                            <a href=paths::MAILBOX>"/dev/mailbox"</a>
                            " "
                            <a href=paths::PARTS>"/dev/parts"</a>
                        </p>
                        <section class="stack" aria-labelledby="now-title">
                            <h2 id="now-title">{t("now")}</h2>
                            <dl id="now"></dl>
                            <details>
                                <summary>{t("token")}</summary>
                                <pre id="token"></pre>
                            </details>
                        </section>
                        <section class="stack" aria-labelledby="break-title">
                            <h2 id="break-title">{t("break")}</h2>
                            <ul id="scenarios"></ul>
                        </section>
                        <section class="stack">
                            <h2 id="timeline-title">{t("timeline")}</h2>
                            <p>
                                <button class="button secondary" type="button" id="copy-test">{t("copy_test")}</button>
                                " "
                                <button class="button secondary" type="button" id="copy-report">{t("copy_report")}</button>
                                " "
                                <button class="button secondary" type="button" id="clear">{t("clear")}</button>
                            </p>
                            <div class="lanes" tabindex="0" role="region" aria-labelledby="timeline-title">
                                <table>
                                    <thead><tr id="lanes"></tr></thead>
                                    <tbody id="lines"></tbody>
                                </table>
                            </div>
                        </section>
                    </main>
                </body>
            </html>
        };
        format!("<!DOCTYPE html>{}", document.to_html())
    })
}
