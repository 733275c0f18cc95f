//! What the page `/dev/sessions` says. Server only; its script gets them as JSON.

use std::collections::BTreeMap;

use crate::text::Locale;

macro_rules! sentences {
    ($($key:literal $text:ident { en: $en:literal, ko: $ko:literal })*) => {
        crate::texts! {
            /// A text of the timeline.
            pub enum TimelineText { $($text { en: $en, ko: $ko })* }
        }

        /// Returns every text by its key.
        pub fn by_key(locale: Locale) -> BTreeMap<&'static str, &'static str> {
            BTreeMap::from([$(($key, TimelineText::$text.get(locale)),)*])
        }
    };
}

// The keys of events are their names, those of buttons the names of their scenarios. `{…}` is a property of the event.
sentences! {
    "title" Title { en: "Sessions at work", ko: "세션이 움직이는 모습" }
    "lead" Lead {
        en: "What the interceptor of each open tab does, and what the server answers: a 401, one refresh, the replay. Break it and watch.",
        ko: "열려 있는 탭마다 인터셉터가 하는 일과 서버의 응답을 보여 줘요. 401, 한 번의 갱신, 다시 보내기까지요. 일부러 망가뜨리고 지켜보세요."
    }
    "open_tab" OpenTab { en: "Open a tab", ko: "탭 열기" }
    "no_tab" NoTab { en: "No tab with a session is open.", ko: "세션이 있는 탭이 열려 있지 않아요." }
    "now" Now { en: "Now", ko: "지금" }
    "nobody" Nobody { en: "Nobody is signed in.", ko: "로그인한 사람이 없어요." }
    "left" Left { en: "Token left", ko: "토큰 남은 시간" }
    "token" Token { en: "Access token", ko: "액세스 토큰" }
    "signature" Signature { en: "signature: in a cookie that script cannot read", ko: "서명: 스크립트가 읽을 수 없는 쿠키에 있어요" }
    "generation" Generation { en: "Generations", ko: "세대" }
    "used" Used { en: "used", ko: "사용됨" }
    "unused" Unused { en: "not used yet", ko: "아직 쓰지 않음" }
    "bound" Bound { en: "Device key", ko: "기기 키" }
    "unbound" Unbound { en: "none", ko: "없음" }
    "tabs" Tabs { en: "Tabs", ko: "탭" }
    "break" Break { en: "Break it", ko: "망가뜨리기" }
    "expected" Expected { en: "Expected", ko: "예상" }
    "observed" Observed { en: "Observed", ko: "결과" }
    "as_expected" AsExpected { en: "As expected", ko: "예상대로예요" }
    "different" Different { en: "Not as expected", ko: "예상과 달라요" }
    "running" Running { en: "Watching…", ko: "지켜보고 있어요…" }
    "copy_test" CopyTest { en: "Copy as Playwright test", ko: "Playwright 테스트로 복사" }
    "copy_report" CopyReport { en: "Copy as report", ko: "보고서로 복사" }
    "copied" Copied { en: "Copied", ko: "복사했어요" }
    "clear" Clear { en: "Clear", ko: "비우기" }
    "timeline" Timeline { en: "Timeline", ko: "타임라인" }
    "time" Time { en: "Time", ko: "시각" }
    "server" Server { en: "Server", ko: "서버" }
    "tab" Tab { en: "Tab", ko: "탭" }
    "lost" Lost { en: "the answer was lost", ko: "응답이 사라졌어요" }

    "request" Request { en: "Call {call} asks for {path}.", ko: "호출 {call}이 {path}를 요청해요." }
    "wait" Wait { en: "Call {call} waits {until}.", ko: "{until} 때문에 호출 {call}이 기다려요." }
    "until.refresh" UntilRefresh { en: "for the refresh", ko: "갱신" }
    "until.sign_in" UntilSignIn { en: "for somebody to sign in", ko: "로그인" }
    "until.proof" UntilProof { en: "for the password", ko: "비밀번호 확인" }
    "unauthorized" Unauthorized { en: "Call {call} was answered 401.", ko: "호출 {call}에 401이 돌아왔어요." }
    "replay" Replay { en: "Call {call} is sent again with the new token.", ko: "호출 {call}을 새 토큰으로 다시 보내요." }
    "answer" Answer { en: "Call {call} was answered {status}.", ko: "호출 {call}에 {status} 응답이 왔어요." }
    "give_up" GiveUp { en: "Call {call} gets no answer: {why}.", ko: "{why} 때문에 호출 {call}은 응답을 받지 못해요." }
    "drop" Drop { en: "Call {call} was taken back.", ko: "호출 {call}을 거두었어요." }
    "lock" Lock { en: "This tab asks for the lock that all tabs share.", ko: "모든 탭이 함께 쓰는 잠금을 요청해요." }
    "broadcast" Broadcast { en: "This tab tells the others: {message}.", ko: "{message}. 다른 탭에 알려요." }
    "message.changed" MessageChanged { en: "there is a new token", ko: "새 토큰이 있어요" }
    "message.entering" MessageEntering { en: "somebody is signing in", ko: "로그인하고 있어요" }
    "message.leaving" MessageLeaving { en: "the person is signing out", ko: "로그아웃하고 있어요" }
    "message.left" MessageLeft { en: "the person has signed out", ko: "로그아웃했어요" }
    "refresh" Refresh { en: "One refresh begins, for all tabs.", ko: "모든 탭을 위해 한 번만 갱신해요." }
    "renewed" Renewed { en: "There is a new token for {expires_in} s.", ko: "{expires_in}초 동안 쓸 새 토큰이 왔어요." }
    "adopt" Adopt { en: "This tab takes the token that another tab has got.", ko: "다른 탭이 받은 토큰을 이 탭도 써요." }
    "abort" Abort { en: "A refresh was cut off: somebody signs in or out.", ko: "로그인이나 로그아웃 때문에 갱신을 멈췄어요." }
    "offline" Offline { en: "The refresh failed. The session stands; the next try is in {retry_in} ms.", ko: "갱신에 실패했어요. 세션은 그대로이고, {retry_in}ms 뒤에 다시 시도해요." }
    "online" Online { en: "The server can be reached again.", ko: "서버에 다시 연결됐어요." }
    "wake" Wake { en: "The page was asleep for {after} ms.", ko: "페이지가 {after}ms 동안 잠들어 있었어요." }
    "sign_in" SignIn { en: "Somebody signed in.", ko: "로그인했어요." }
    "sign_out" SignOut { en: "Somebody signed out.", ko: "로그아웃했어요." }
    "end" End { en: "The session is over: {code}.", ko: "{code} 때문에 세션이 끝났어요." }

    "expire" Expire { en: "Expire now", ko: "지금 만료" }
    "expire.expected" ExpireExpected { en: "One 401, one refresh, one replay, and the answer.", ko: "401 한 번, 갱신 한 번, 다시 보내기 한 번, 그리고 응답이에요." }
    "ten" Ten { en: "Ten calls at once", ko: "동시에 열 번 호출" }
    "ten.expected" TenExpected { en: "One refresh for all ten, and ten answers.", ko: "열 번의 호출에 갱신은 한 번, 응답은 열 번이에요." }
    "lose" Lose { en: "Lose the refresh’s answer", ko: "갱신 응답 잃어버리기" }
    "lose.expected" LoseExpected { en: "A second refresh gets the same token again. Nobody is signed out.", ko: "두 번째 갱신에서 같은 토큰을 다시 받아요. 로그아웃되지 않아요." }
    "away" Away { en: "Server away for 5 s", ko: "5초 동안 서버 없음" }
    "away.expected" AwayExpected { en: "The server goes away after the 401. The call waits, the refresh is tried again, and the answer comes.", ko: "401 뒤에 서버가 사라져요. 호출은 기다리고, 갱신을 다시 시도해서, 응답이 와요." }
    "steal" Steal { en: "Steal the refresh token", ko: "갱신 토큰 훔치기" }
    "steal.expected" StealExpected { en: "The copy is found out, and the session ends for both.", ko: "복사본이 드러나 양쪽 모두 세션이 끝나요." }
    "steal.bound" StealBound { en: "The copy refreshes nothing: the session is bound to this device.", ko: "세션이 이 기기에 묶여 있어서 복사본으로는 갱신할 수 없어요." }
    "elsewhere" Elsewhere { en: "Sign out elsewhere", ko: "다른 기기에서 로그아웃" }
    "elsewhere.expected" ElsewhereExpected { en: "A 401, one refresh that is refused, and the dialog.", ko: "401 한 번, 거절된 갱신 한 번, 그리고 대화 상자예요." }
    "ahead" Ahead { en: "Clock 2 h ahead", ko: "시계 2시간 빠르게" }
    "behind" Behind { en: "Clock 2 h behind", ko: "시계 2시간 느리게" }
    "ahead.expected" AheadExpected { en: "No 401. At most a refresh first: the page may have slept for so long.", ko: "401은 없어요. 페이지가 잠들었을 수 있어 먼저 갱신할 수는 있어요." }
    "behind.expected" BehindExpected { en: "No 401. At most a refresh first: the page may have slept for so long.", ko: "401은 없어요. 페이지가 잠들었을 수 있어 먼저 갱신할 수는 있어요." }
    "secret" Secret { en: "Secret changed", ko: "비밀 키 변경" }
    "secret.expected" SecretExpected { en: "A 401, one refresh that is refused, and the dialog: what was typed stays.", ko: "401 한 번, 거절된 갱신 한 번, 그리고 대화 상자예요. 입력한 내용은 그대로예요." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_is_polite() {
        crate::text::register::holds(TimelineText::ALL, &[]);
    }
}
