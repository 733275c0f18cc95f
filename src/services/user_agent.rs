//! Derives the name of a device from its `User-Agent` (RFC 9110 §10.1.5). The name is a label for recognition. The sender chooses
//! it, so it decides nothing.

/// The name of a device; empty if unknown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DeviceName {
    /// The browser or program.
    pub(super) software: String,
    /// The operating system.
    pub(super) system: String,
}

/// The token of a browser and its name, the specific before the general: most browsers also send the tokens of others.
const BROWSERS: [(&str, &str); 16] = [
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER(inapp", "NAVER"),
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];

/// The token of a system and its name, in the same order.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The maximum length of an unknown program's name, in characters.
const NAME_MAX: usize = 32;

/// Parses the name of the device.
pub(super) fn device_name(user_agent: &str) -> DeviceName {
    let marked = |names: &[(&str, &str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| (*name).to_owned())
    };
    DeviceName {
        software: marked(&BROWSERS)
            .or_else(|| product(user_agent))
            .unwrap_or_default(),
        system: marked(&SYSTEMS).unwrap_or_default(),
    }
}

/// Returns the name of the first product, which is how programs name themselves. Every browser sends `Mozilla`, which means
/// nothing.
fn product(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ', '(']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (!name.is_empty() && name != "Mozilla" && name.len() <= NAME_MAX && name.chars().all(plain))
        .then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANDROID: &str =
        "Mozilla/5.0 (Linux; Android 16; SM-S938N) AppleWebKit/537.36 (KHTML, like Gecko)";
    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
    const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";

    fn named(user_agent: &str) -> (String, String) {
        let DeviceName { software, system } = device_name(user_agent);
        (software, system)
    }

    #[test]
    fn browsers_are_told_apart() {
        for (user_agent, software, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Firefox",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Firefox",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.1 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
                "Chrome",
                "ChromeOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/142.0.0.0 Safari/537.36",
                "Chrome",
                "Linux",
            ),
            (&format!("{WINDOWS} Safari/537.36"), "Chrome", "Windows"),
            (
                &format!("{WINDOWS} Safari/537.36 Edg/142.0.0.0"),
                "Edge",
                "Windows",
            ),
            (
                &format!("{WINDOWS} Safari/537.36 OPR/124.0.0.0"),
                "Opera",
                "Windows",
            ),
            (
                &format!("{WINDOWS} Whale/4.33.325.17 Safari/537.36"),
                "Whale",
                "Windows",
            ),
            (
                &format!("{IPHONE} Version/19.1 Mobile/15E148 Safari/604.1"),
                "Safari",
                "iPhone",
            ),
            (
                &format!("{IPHONE} CriOS/142.0.0 Mobile/15E148 Safari/604.1"),
                "Chrome",
                "iPhone",
            ),
            (
                &format!("{IPHONE} FxiOS/144.0 Mobile/15E148 Safari/605.1.15"),
                "Firefox",
                "iPhone",
            ),
            (
                &format!("{IPHONE} Mobile/15E148 KAKAOTALK 25.9.0"),
                "KakaoTalk",
                "iPhone",
            ),
            (
                &format!("{ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet",
                "Android",
            ),
            (
                &format!("{ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36"),
                "Chrome",
                "Android",
            ),
        ] {
            assert_eq!(
                named(user_agent),
                (software.to_owned(), system.to_owned()),
                "{user_agent}"
            );
        }
    }

    #[test]
    fn a_program_goes_by_its_own_name() {
        for (user_agent, software) in [
            ("curl/8.5.0", "curl"),
            ("python-requests/2.32.5", "python-requests"),
            ("node", "node"),
        ] {
            assert_eq!(named(user_agent), (software.to_owned(), String::new()));
        }
        assert_eq!(
            named("Latchkey/1.0 (Android 16)"),
            ("Latchkey".to_owned(), "Android".to_owned())
        );
    }

    #[test]
    fn junk_has_no_name() {
        for junk in [
            "",
            " ",
            "Mozilla/5.0",
            "/1.0",
            "<b>bold</b>/1",
            "가나다/1.0",
            &"x".repeat(400),
        ] {
            assert_eq!(device_name(junk), DeviceName::default(), "{junk}");
        }
    }
}
