//! The list of accounts.

use leptos::{either::Either, prelude::*};

use super::{act, texts::AdminText};
use crate::{
    admin::AdminUser,
    paths,
    session::Role,
    text::AccountText,
    views::{
        ui::{LocalTime, dynamic},
        use_locale,
    },
};

/// Renders the accounts with what can be done to each.
#[component]
pub fn UserList(users: Signal<Vec<AdminUser>>) -> impl IntoView {
    let locale = use_locale();
    dynamic(move || {
        let users = users.get();
        if users.is_empty() {
            return Either::Left(view! { <p class="muted">{locale.t(AdminText::NoUsers)}</p> });
        }
        let rows: Vec<_> = users
            .into_iter()
            .map(|user| view! { <li><UserRow user /></li> })
            .collect();
        Either::Right(view! {
            <ul class="accounts" role="list" aria-label=locale.t(AdminText::Users)>
                {rows}
            </ul>
        })
    })
}

/// Renders an account.
#[component]
pub fn UserRow(user: AdminUser) -> impl IntoView {
    let locale = use_locale();
    let is_admin = user.role == Role::Admin;
    let (is_disabled, is_leaving) = (user.disabled_at.is_some(), user.delete_at.is_some());
    let id = move || user.id.clone();
    let button = |word, label| act(word, "user", id(), locale.t(label));
    let role = match is_admin {
        true => button("make-user", AdminText::MakeUser),
        false => button("make-admin", AdminText::MakeAdmin),
    };
    let use_of_it = match is_disabled {
        true => button("enable", AdminText::Enable),
        false => button("disable", AdminText::Disable),
    };
    let acts = view! {
        {button("end-sessions", AdminText::EndSessions)}
        {button("reset", AdminText::SendReset)}
        {role}
        {use_of_it}
    };
    view! {
        <p>
            <strong>{user.name.clone()}</strong>
            " "
            <span>{user.email.clone()}</span>
        </p>
        <p class="fine">
            {is_admin.then(|| view! { <span class="badge">{locale.t(AccountText::RoleAdmin)}</span> })}
            {is_disabled.then(|| view! { <span class="badge">{locale.t(AdminText::Disabled)}</span> })}
            {is_leaving.then(|| view! { <span class="badge">{locale.t(AdminText::Leaving)}</span> })}
            <span>
                {locale.t(AdminText::Since)} " "
                <LocalTime at=user.created_at.clone() />
            </span>
            <a href=format!("{}?user={}", paths::USERS_PAGE, id())>{locale.t(AdminText::Look)}</a>
        </p>
        <div class="acts">{acts}</div>
    }
}
