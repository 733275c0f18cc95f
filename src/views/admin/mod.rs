//! The page for administrators. It is read through a server function and acts by plain forms, with script too: an act leads to a new
//! document, which shows what has come of it.

mod detail;
mod texts;
mod users;

use futures::FutureExt;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    admin::{AdminPage, DeadMail},
    api::list_users,
    form_fields,
    input::percent_encoded,
    json::Json,
    paths,
    text::Text,
    views::{
        auth::use_auth,
        eager::once_loaded,
        page_state::{use_done, use_returned_form},
        submission::while_shown,
        ui::{Alert, Field, LocalTime, PageLinks, PageTitle, dynamic, focus_on_turn},
        use_locale,
    },
};
use detail::Detail;
use texts::AdminText;
use users::UserList;

const TITLE: &str = "admin-title";

/// Renders the accounts, newest first; those that match at `?query=`, older ones at `?before=`, one with all there is of it at `?user=`.
#[component]
pub fn UsersPage() -> impl IntoView {
    let (locale, auth) = (use_locale(), use_auth());
    let map = use_query_map();
    let read = move |name: &'static str| {
        Memo::new(move |_| {
            map.with(|map| map.get(name))
                .filter(|value| !value.is_empty())
        })
    };
    let (query, cursor, user) = (read("query"), read("before"), read("user"));
    let loaded = Resource::<_, Json>::new_with_options(
        move || {
            (
                auth.person().map(|person| person.session_id),
                query.get(),
                cursor.get(),
                user.get(),
            )
        },
        |(session, query, cursor, user)| {
            while_shown(async move {
                match session {
                    Some(_) => list_users(query.unwrap_or_default(), cursor, user).await,
                    None => Ok(AdminPage::default()),
                }
            })
            .map(|page| page.unwrap_or_else(|| Ok(AdminPage::default())))
        },
        false,
    );
    focus_on_turn(cursor, TITLE);
    let returned = use_returned_form();
    let typed = returned.as_ref().map(|returned| returned.typed("email"));
    let error = Signal::stored(returned.and_then(|returned| returned.error));
    let done = use_done().filter(|done| done == "administrated");
    let page = move || loaded.get().and_then(Result::ok).unwrap_or_default();
    let refusal = Signal::derive(move || loaded.get().and_then(Result::err));
    let content = move || {
        once_loaded(
            loaded,
            view! {
                <Alert error=refusal />
                {dynamic(move || page().detail.map(|detail| view! { <Detail detail /> }))}
                <UserList users=Signal::derive(move || page().users) />
                <PageLinks
                    address=move |cursor| address(query.get_untracked().as_deref(), cursor)
                    cursor
                    more=Signal::derive(move || page().more)
                    names=[locale.t(AdminText::Newest), locale.t(AdminText::Older)]
                />
                {dynamic(move || dead(page().dead_mails, locale))}
            },
        )
    };
    view! {
        <PageTitle text=AdminText::Title />
        <section class="page wide">
            <h1 id=TITLE tabindex="-1">
                {locale.t(AdminText::Title)}
            </h1>
            <p class="muted">{locale.t(AdminText::Lead)}</p>
            <p class="done" role="status">
                {done.map(|_| locale.t(AdminText::Done))}
            </p>
            <Alert error beside=&["email"] />
            <search>
                <form class="search asks" action=paths::USERS_PAGE>
                    <label class="visually-hidden" for="user-search">
                        {locale.t(AdminText::Search)}
                    </label>
                    <input id="user-search" name="query" type="search" value=query.get_untracked() placeholder=locale.t(AdminText::Search) />
                    <button class="button secondary">{locale.t(AdminText::Find)}</button>
                </form>
            </search>
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>{content()}</Transition>
            <section class="part" aria-labelledby="invite-title">
                <h2 id="invite-title">{locale.t(AdminText::Invite)}</h2>
                <p>{locale.t(AdminText::InviteLead)}</p>
                <form class="stack" method="post" action=paths::USERS_PAGE>
                    <input type="hidden" name=form_fields::ACT value="invite" />
                    <Field
                        id="invite-email"
                        name="email"
                        kind="email"
                        label=Text::Email
                        autocomplete="off"
                        value=typed.unwrap_or_default()
                        error
                        node=NodeRef::new()
                    />
                    <button class="button">{locale.t(AdminText::SendInvitation)}</button>
                </form>
            </section>
        </section>
    }
}

/// Renders the mail that was given up.
fn dead(mails: Vec<DeadMail>, locale: crate::text::Locale) -> Option<impl IntoView> {
    let row = move |mail: DeadMail| {
        view! {
            <li>
                <p>{mail.to} " · " {mail.kind}</p>
                <p class="fine">
                    <span>{mail.failure}</span>
                    <LocalTime at=mail.at />
                </p>
                {act("resend", "mail", mail.id, locale.t(AdminText::Resend))}
            </li>
        }
    };
    (!mails.is_empty()).then(|| {
        view! {
            <section class="part" aria-labelledby="dead-title">
                <h2 id="dead-title">{locale.t(AdminText::DeadMail)}</h2>
                <ul class="accounts" role="list">
                    {mails.into_iter().map(row).collect::<Vec<_>>()}
                </ul>
            </section>
        }
    })
}

/// Renders a button that does `act` to what the field `name` names.
fn act(act: &'static str, name: &'static str, id: String, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=paths::USERS_PAGE>
            <input type="hidden" name=name value=id />
            <button class="button quiet" name=form_fields::ACT value=act>
                {label}
            </button>
        </form>
    }
}

/// Returns the address of a page of the list.
fn address(query: Option<&str>, cursor: Option<&str>) -> String {
    let pairs = [("query", query), ("before", cursor)];
    let pairs: Vec<_> = pairs
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", percent_encoded(value?))))
        .collect();
    match pairs.join("&") {
        none if none.is_empty() => paths::USERS_PAGE.to_owned(),
        pairs => format!("{}?{pairs}", paths::USERS_PAGE),
    }
}
