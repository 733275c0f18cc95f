//! Clocks that differ, and clocks that are set: nobody is signed out by them, and no thief gains more than a grace.

use latchkey::rules::clock::Clock;

use crate::{
    rotation::in_use,
    support::{App, Ask, on_each_database, on_postgres},
};

/// Minutes, in milliseconds.
const OFF: i64 = 300_000;

#[tokio::test]
async fn instances_whose_clocks_differ_by_minutes_agree() {
    for off in [-OFF, OFF] {
        on_postgres(async |database| {
            let (right, wrong) = (
                App::at(&database, Clock::system()).await,
                App::at(&database, Clock::wrong_by(off)).await,
            );
            let (program, parent) = in_use(&right).await;
            let again = wrong.anonymous().refresh(&parent).await.is(200).json();
            assert_eq!(
                again["refresh_token"],
                program.refresh.as_str(),
                "a call that is under way is no theft"
            );
            for (issued, elsewhere) in [
                (again["access_token"].as_str().unwrap(), &right),
                (program.access.as_str(), &wrong),
            ] {
                Ask::get("/api/me")
                    .bearer(issued)
                    .to(elsewhere)
                    .await
                    .is(200);
            }
        })
        .await;
    }
}

async fn set_the_clock(app: &App, off: i64) {
    let (program, parent) = in_use(app).await;
    app.set_clock(off);
    let again = app.anonymous().refresh(&parent).await.is(200).json();
    assert_eq!(again["refresh_token"], program.refresh.as_str());
    app.advance(11);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_reused");
}

on_each_database!(a_clock_that_is_set_back_makes_no_thief_of_a_person);
async fn a_clock_that_is_set_back_makes_no_thief_of_a_person(app: App) {
    set_the_clock(&app, -OFF).await;
}

on_each_database!(a_clock_that_is_put_forward_makes_no_thief_of_a_person);
async fn a_clock_that_is_put_forward_makes_no_thief_of_a_person(app: App) {
    set_the_clock(&app, OFF).await;
}

on_each_database!(a_token_from_before_the_clock_was_set_back_is_renewed);
async fn a_token_from_before_the_clock_was_set_back_is_renewed(app: App) {
    let (mut program, mut browser) = (app.program().await, app.signed_in_browser().await);
    app.set_clock(-OFF);
    program.get("/api/me").await.problem(401, "token_expired");
    program.refresh().await.is(200);
    program.get("/api/me").await.is(200);
    assert_eq!(
        browser.visit("/notes").await.redirect(303),
        "/api/token/refresh?next=/notes"
    );
    browser.open("/notes").await.page(200);
}
