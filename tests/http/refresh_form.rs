//! A plain form that was sent with a stale access token: it is refreshed on the way, and arrives once.

use crate::support::{App, Ask, on_each_database};

const STALE: u64 = 400;

on_each_database!(a_stale_form_takes_the_way_over_the_refresh_endpoint);
async fn a_stale_form_takes_the_way_over_the_refresh_endpoint(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(STALE);
    let fields = [("text", "written while the token ran out")];
    let stale = browser.submit("/notes", &fields).await;
    assert_eq!(
        stale.sets_no_cookie().redirect(307),
        "/api/token/refresh?next=/notes"
    );
    let refreshed = browser
        .submit("/api/token/refresh?next=/notes", &fields)
        .await;
    assert_eq!(refreshed.redirect(307), "/notes");
    assert_eq!(refreshed.cookies().len(), 3);
    assert_eq!(
        browser.submit("/notes", &fields).await.redirect(303),
        "/notes"
    );
}

on_each_database!(and_the_note_is_there_once);
async fn and_the_note_is_there_once(app: App) {
    let mut browser = app.signed_in_browser().await;
    app.advance(STALE);
    let answer = browser
        .submit_and_follow("/notes", &[("text", "written late")])
        .await;
    assert!(answer.page(200).contains("written late"));
    assert_eq!(
        app.number("SELECT count(*) FROM notes WHERE text = 'written late'")
            .await,
        1
    );
}

on_each_database!(a_stale_form_of_an_ended_session_leads_to_the_sign_in_page);
async fn a_stale_form_of_an_ended_session_leads_to_the_sign_in_page(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser.clone().submit("/logout", &[]).await.is(303);
    app.advance(STALE);
    let answer = browser
        .submit("/api/token/refresh?next=/notes", &[("text", "too late")])
        .await;
    assert_eq!(answer.sets_no_cookie().redirect(307), "/login?next=/notes");
    let answer = browser
        .submit_and_follow("/notes", &[("text", "too late")])
        .await;
    assert_eq!(answer.is(401).html_attribute("data-auth"), "anonymous");
    assert_eq!(
        app.number("SELECT count(*) FROM notes WHERE text = 'too late'")
            .await,
        0
    );
}

on_each_database!(a_form_of_another_site_is_not_refreshed);
async fn a_form_of_another_site_is_not_refreshed(app: App) {
    let browser = app.signed_in_browser().await;
    app.advance(STALE);
    for path in ["/notes", "/api/token/refresh?next=/notes"] {
        let ask = Ask::post(path)
            .cookies(&browser.cookies_for(path))
            .header("sec-fetch-site", "cross-site");
        ask.form(&[("text", "evil")])
            .to(&app)
            .await
            .sets_no_cookie()
            .is(403);
    }
}
