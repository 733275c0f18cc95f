//! Who may see which page: every page that has a route, as its access says.

use latchkey::{
    Product,
    pages::{Access, Page},
    views::{self, routes::PageRoute},
};

use crate::support::{App, on_each_database};

fn pages() -> Vec<Page> {
    let routes = views::routes::<Product>();
    routes.iter().map(PageRoute::page).collect()
}

on_each_database!(every_page_is_served_as_its_access_says);
async fn every_page_is_served_as_its_access_says(app: App) {
    let pages = pages();
    assert!(pages.len() >= 6, "{pages:?}");
    let mut user = app.signed_in_browser().await;
    for Page { path, access } in &pages {
        let stranger = app.anonymous().get(path).await;
        let own = user.visit(path).await;
        match access {
            Access::Public => {
                stranger.is(200);
                own.is(200);
            }
            Access::GuestOnly => {
                stranger.is(200);
                assert_eq!(own.redirect(303), "/notes");
            }
            Access::Protected => {
                assert_eq!(stranger.redirect(303), format!("/login?next={path}"));
                own.is(200);
            }
            Access::Admin => {
                assert_eq!(stranger.redirect(303), format!("/login?next={path}"));
                own.is(404);
            }
        }
    }
}

on_each_database!(what_is_below_admin_is_not_there_for_a_user_and_asks_a_stranger_to_sign_in);
async fn what_is_below_admin_is_not_there_for_a_user_and_asks_a_stranger_to_sign_in(app: App) {
    let stranger = app.anonymous().get("/admin/users").await;
    assert_eq!(stranger.redirect(303), "/login?next=/admin/users");
    let mut user = app.signed_in_browser().await;
    user.visit("/admin/users").await.page(404);
}
