//! The profile of the signed-in user.

use leptos::prelude::*;

use crate::{
    paths,
    session::Role,
    text::{AccountText, Text},
    views::{
        account::{AccountNav, Download, rename::RenameForm},
        auth::use_auth,
        ui::{PageTitle, dynamic},
        use_locale,
    },
};

/// Renders the account of the signed-in user.
#[component]
pub fn AccountPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let facts = dynamic(move || {
        auth.person().map(|person| {
            view! {
                <dl class="facts">
                    <Fact name=locale.t(Text::Email) value=person.email />
                    <Fact name=locale.t(AccountText::Role) value=locale.t(role(person.role)).to_owned() />
                </dl>
            }
        })
    });
    view! {
        <PageTitle text=Text::Account />
        <section class="page">
            <AccountNav here=paths::ACCOUNT />
            <h1>{locale.t(Text::Account)}</h1>
            {facts}
            <RenameForm />
            <Download />
        </section>
    }
}

#[component]
fn Fact(name: &'static str, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

const fn role(role: Role) -> AccountText {
    match role {
        Role::User => AccountText::RoleUser,
        Role::Admin => AccountText::RoleAdmin,
    }
}
