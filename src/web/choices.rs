//! What the user of a browser has chosen, kept in a cookie for a year each: the language (`?lang=`, else the cookie, else
//! `Accept-Language`, else English), the colour scheme (`?theme=`, else the cookie), and the time zone, which the page of an
//! earlier visit has stored.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, Uri, header};

use super::{AppState, cookies, zone::Zone};
use crate::{text::Locale, theme::Theme};

const LOCALE: &str = "lk_lang";
const THEME: &str = "lk_theme";
const ZONE: &str = "lk_tz";

/// What the query of a request chooses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices {
    locale: Option<Locale>,
    theme: Option<Theme>,
}

impl Choices {
    /// Puts the [`Locale`] and the [`Theme`] into the request's extensions.
    pub fn read(request: &mut Request) -> Self {
        let chosen = Self {
            locale: from_query(request.uri(), "lang", Locale::from_tag),
            theme: from_query(request.uri(), "theme", Theme::parse),
        };
        let headers = request.headers();
        let kept = |name| cookies::value(headers, name);
        let locale = chosen.locale.or_else(|| locale_of(headers));
        let theme = chosen.theme.or_else(|| Theme::parse(kept(THEME)?));
        let extensions = request.extensions_mut();
        extensions.insert(locale.unwrap_or_default());
        extensions.insert(theme.unwrap_or_default());
        chosen
    }

    /// Stores the choices in their cookies.
    pub fn store(self, state: &AppState, response: &mut Response) {
        if is_cacheable(response) {
            return;
        }
        let locale = self.locale.map(|locale| (LOCALE, locale.tag()));
        let theme = self.theme.map(|theme| (THEME, theme.word()));
        for (name, value) in locale.into_iter().chain(theme) {
            let secure = state.cookies.flags();
            let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
    }
}

/// Returns the time zone, if it is known. Asked for by pages only: other requests need no time zone.
pub fn zone(headers: &HeaderMap) -> Option<Zone> {
    cookies::value(headers, ZONE).and_then(Zone::named)
}

/// Returns whether a shared cache may store the response. Such a response must not set a cookie of one user.
fn is_cacheable(response: &Response) -> bool {
    response
        .headers()
        .get(header::CACHE_CONTROL)
        .is_some_and(|control| {
            control
                .to_str()
                .is_ok_and(|control| control.contains("public"))
        })
}

fn from_query<T>(uri: &Uri, name: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
    uri.query()?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| parse(value))?
    })
}

fn locale_of(headers: &HeaderMap) -> Option<Locale> {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
    cookies::value(headers, LOCALE)
        .and_then(Locale::from_tag)
        .or_else(|| Locale::from_accept_language(accepted()?))
}
