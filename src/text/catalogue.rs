//! The texts of the foundation, grouped by where they appear.

crate::texts! {
    /// A text of the interface.
    pub enum Text {
        // Errors, one text for each code.
        InvalidCredentials {
            en: "Email or password is wrong.",
            ko: "이메일 또는 비밀번호가 올바르지 않습니다."
        }
        TokenMissing { en: "Please sign in.", ko: "로그인해 주세요." }
        TokenInvalid { en: "This sign-in is not valid here. Please sign in.", ko: "유효하지 않은 로그인입니다. 다시 로그인해 주세요." }
        TokenExpired { en: "Your sign-in needs to be renewed.", ko: "로그인을 갱신해야 합니다." }
        SessionRevoked { en: "This session was ended. Please sign in again.", ko: "이 세션은 종료되었습니다. 다시 로그인해 주세요." }
        RefreshInvalid { en: "This sign-in is not valid here. Please sign in.", ko: "유효하지 않은 로그인입니다. 다시 로그인해 주세요." }
        RefreshExpired {
            en: "You were away for so long that the session ended. Please sign in again.",
            ko: "오랫동안 사용하지 않아 세션이 만료되었습니다. 다시 로그인해 주세요."
        }
        RefreshRevoked { en: "This session was ended. Please sign in again.", ko: "이 세션은 종료되었습니다. 다시 로그인해 주세요." }
        SignOutUnconfirmed {
            en: "You are signed out in this browser, but we could not confirm that the session ended. Please look at your devices.",
            ko: "이 브라우저에서는 로그아웃되었지만 세션이 종료되었는지 확인하지 못했습니다. 로그인 기기를 확인해 주세요."
        }
        RefreshReused {
            en: "Someone else may have used a copy of your sign-in, so we ended this session. Please sign in again.",
            ko: "다른 사람이 로그인 정보를 사용했을 수 있어 이 세션을 종료했습니다. 다시 로그인해 주세요."
        }
        Forbidden { en: "You are not allowed to do this.", ko: "이 작업을 할 권한이 없습니다." }
        OtherPerson {
            en: "Someone else has signed in here since this page was opened, so nothing was saved.",
            ko: "이 페이지를 연 뒤에 다른 사람이 로그인하여 저장하지 않았습니다."
        }
        CrossOrigin { en: "This request came from another site and was refused.", ko: "다른 사이트에서 보낸 요청이라 거부했습니다." }
        Malformed { en: "The request could not be read.", ko: "요청을 읽을 수 없습니다." }
        NotFound { en: "There is nothing here.", ko: "찾는 내용이 없습니다." }
        QuotaExceeded {
            en: "You have stored as much as an account can hold. Delete something that you no longer need, then try again.",
            ko: "계정에 저장할 수 있는 만큼 모두 저장했습니다. 필요 없는 항목을 삭제한 뒤 다시 시도해 주세요."
        }
        MethodNotAllowed { en: "This cannot be done here.", ko: "여기서는 할 수 없는 작업입니다." }
        PayloadTooLarge { en: "That is too much at once.", ko: "한 번에 보내기에는 너무 큽니다." }
        RequestTimeout { en: "The request took too long to arrive. Please try again.", ko: "요청이 너무 늦게 도착했습니다. 다시 시도해 주세요." }
        Misdirected { en: "This address is not served here.", ko: "이 주소는 여기서 제공하지 않습니다." }
        UnsupportedMediaType { en: "This kind of content is not read here.", ko: "지원하지 않는 형식입니다." }
        InvalidInput { en: "Please check what you entered.", ko: "입력한 내용을 확인해 주세요." }
        IdempotencyKeyReused {
            en: "This form has already sent something else. Send it again to add this too.",
            ko: "이 입력란의 다른 내용이 이미 저장되었습니다. 이 내용도 추가하려면 다시 보내 주세요."
        }
        RateLimited { en: "Too many attempts. Please wait a moment.", ko: "시도가 너무 많습니다. 잠시 후 다시 시도해 주세요." }
        Unavailable { en: "We cannot do this right now. Please try again shortly.", ko: "지금은 처리할 수 없습니다. 잠시 후 다시 시도해 주세요." }
        Internal { en: "Something went wrong on our side.", ko: "서버에 문제가 생겼습니다." }
        Offline { en: "The server cannot be reached. Check your connection.", ko: "서버에 연결할 수 없습니다. 네트워크를 확인해 주세요." }

        ForeignAnswer {
            en: "The answer did not come from our server: something on the way, such as the sign-in page of a Wi-Fi network, answered instead. Nothing you typed is lost. Please try again.",
            ko: "서버가 아닌 다른 곳에서 응답이 왔습니다. Wi-Fi 로그인 화면 등이 연결을 가로막고 있을 수 있습니다. 입력한 내용은 그대로 있으니 잠시 후 다시 시도해 주세요."
        }

        // Errors and notices of the interceptor.
        CookiesBlocked {
            en: "Your browser does not keep our cookies, so signing in cannot work. Allow cookies for this site, then try again.",
            ko: "브라우저가 쿠키를 저장하지 않아 로그인할 수 없습니다. 이 사이트의 쿠키를 허용한 뒤 다시 시도해 주세요."
        }
        OfflineNotice {
            en: "No connection to the server. You stay signed in, and we keep trying.",
            ko: "서버에 연결할 수 없습니다. 로그인은 유지되며, 계속 다시 연결해 보고 있습니다."
        }

        // Rejected fields.
        Required { en: "Please fill this in.", ko: "내용을 입력해 주세요." }
        TooLong { en: "This is too long.", ko: "너무 깁니다." }
        InvalidEmail { en: "This does not look like an email address.", ko: "이메일 주소 형식이 아닙니다." }
        InvalidCharacter { en: "This holds a character that cannot be stored.", ko: "저장할 수 없는 문자가 들어 있습니다." }

        RetryInSeconds { en: "You can try again in {n} s.", ko: "{n}초 후에 다시 시도할 수 있습니다." }
        RetryInMinutes { en: "You can try again in {n} min.", ko: "{n}분 후에 다시 시도할 수 있습니다." }

        // The frame around every page.
        Product { en: "Latchkey", ko: "Latchkey" }
        Tagline { en: "Sign in once, stay signed in.", ko: "한 번 로그인하면 그대로 이어집니다." }
        SkipToContent { en: "Skip to content", ko: "본문으로 건너뛰기" }
        MainNavigation { en: "Main", ko: "주 메뉴" }
        Languages { en: "Language", ko: "언어" }
        Loading { en: "Loading…", ko: "불러오는 중입니다…" }
        TryAgain { en: "Try again", ko: "다시 시도" }

        // Signing in and out. No other control of these pages may repeat one of these names.
        SignIn { en: "Sign in", ko: "로그인" }
        SignOut { en: "Sign out", ko: "로그아웃" }
        Email { en: "Email", ko: "이메일" }
        Password { en: "Password", ko: "비밀번호" }
        TextKept {
            en: "What you wrote is kept for you. Sign in to go on.",
            ko: "작성한 내용은 보관되어 있습니다. 로그인하면 이어집니다."
        }
        DemoAbout { en: "Just looking around? The demo account comes with a few examples.", ko: "둘러보러 오셨나요? 데모 계정에는 예시가 몇 개 들어 있습니다." }
        DemoStart { en: "Try the demo account", ko: "데모 계정으로 시작하기" }
        AgainTitle { en: "Sign in again", ko: "다시 로그인" }
        AgainKept { en: "This page stays as you left it.", ko: "작성 중이던 내용은 그대로 남아 있습니다." }
        AgainLeave { en: "Leave this page", ko: "이 페이지에서 나가기" }

        // The start page.
        HomeTitle { en: "Start", ko: "시작" }
        HomeLead {
            en: "While you use Latchkey, the sign-in renews itself. It ends when you say so, or after you have been away for long.",
            ko: "Latchkey를 쓰는 동안 로그인이 저절로 갱신됩니다. 직접 로그아웃하거나 오랫동안 쓰지 않으면 끝납니다."
        }
        HomeContinue { en: "Carry on", ko: "이어서 하기" }
        HomeHow { en: "How it works", ko: "이렇게 동작합니다" }
        HomeShortTitle { en: "A key for a few minutes", ko: "몇 분만 쓰는 열쇠" }
        HomeShortBody {
            en: "Each request shows an access token that soon runs out. Half of it is kept where no script on the page can read it.",
            ko: "요청할 때마다 금방 만료되는 액세스 토큰을 보냅니다. 토큰의 절반은 페이지의 스크립트가 읽을 수 없는 곳에 둡니다."
        }
        HomeQuietTitle { en: "Renewed without a word", ko: "소리 없는 갱신" }
        HomeQuietBody {
            en: "When it runs out, the browser fetches a new one, once for all open tabs, and repeats what was waiting. You just keep typing.",
            ko: "토큰이 만료되면 탭이 여러 개 열려 있어도 한 번만 새로 받고, 기다리던 요청을 다시 보냅니다. 쓰던 글은 그대로 이어 쓰면 됩니다."
        }
        HomeTheftTitle { en: "Copies give themselves away", ko: "복제하면 드러나는 열쇠" }
        HomeTheftBody {
            en: "Each renewal also replaces the refresh token. If an old one shows up again, somebody copied it: the session ends and you are told why.",
            ko: "갱신할 때마다 리프레시 토큰도 바뀝니다. 예전 토큰이 다시 나타나면 누군가 복제했다는 뜻이므로, 세션을 끝내고 이유를 알려 드립니다."
        }
        HomeRustTitle { en: "For those who read Rust", ko: "Rust 개발자에게" }
        HomeRustBody {
            en: "Both sides are Rust. Leptos renders every page on the server and brings it to life in the browser; axum serves it. The pages, and every form on them, also work with script turned off.",
            ko: "서버와 브라우저 모두 Rust로 작성했습니다. Leptos가 서버에서 모든 페이지를 그린 뒤 브라우저에서 하이드레이션하고, axum이 이를 제공합니다. 스크립트를 꺼도 모든 페이지와 폼이 동작합니다."
        }

        Delete { en: "Delete", ko: "삭제" }

        // The account.
        Account { en: "Account", ko: "내 계정" }
        Name { en: "Name", ko: "이름" }
        Role { en: "Role", ko: "권한" }
        RoleUser { en: "Member", ko: "일반 회원" }
        RoleAdmin { en: "Administrator", ko: "관리자" }
        Profile { en: "Profile", ko: "내 정보" }
        AccountPages { en: "Account pages", ko: "계정 메뉴" }
        Download { en: "Download my data", ko: "내 데이터 내려받기" }

        // The devices of a user, on the devices page and in the audit log.
        Devices { en: "Devices", ko: "로그인된 기기" }
        DevicesLead {
            en: "Where you are signed in. A session goes on while it is used, up to its last day.",
            ko: "내 계정으로 로그인되어 있는 기기입니다. 쓰는 동안은 최종 만료일까지 로그인이 이어집니다."
        }
        ThisDevice { en: "This device", ko: "현재 기기" }
        UnknownDevice { en: "Unknown device", ko: "알 수 없는 기기" }
        SoftwareOnSystem { en: "{software} on {system}", ko: "{system}의 {software}" }
        IpAddress { en: "IP address", ko: "IP 주소" }
        SignedInAt { en: "Signed in", ko: "로그인한 때" }
        SignedInWith { en: "Signed in with", ko: "로그인 방법" }
        LastActive { en: "Last active", ko: "마지막 활동" }
        IdleUntil { en: "Ends if unused", ko: "쓰지 않으면 만료" }
        EndsAt { en: "Ends at the latest", ko: "최종 만료" }
        EndSession { en: "End session", ko: "세션 종료" }
        SessionEnded { en: "The session was ended.", ko: "세션을 종료했습니다." }
        SignOutOthers { en: "Sign out all other devices", ko: "다른 모든 기기에서 로그아웃" }
        OthersSignedOut { en: "All other devices were signed out.", ko: "다른 모든 기기에서 로그아웃했습니다." }
        NoOthers { en: "You are signed in nowhere else.", ko: "다른 기기에는 로그인되어 있지 않습니다." }
        DevicesCut { en: "There are more. The newest are shown.", ko: "더 많은 세션이 있습니다. 최근 것만 표시합니다." }
        EndedSessions { en: "Ended in the last 30 days", ko: "최근 30일 동안 종료된 세션" }

        // Why a session has ended.
        EndedSignOut { en: "Signed out there.", ko: "해당 기기에서 로그아웃했습니다." }
        EndedElsewhere { en: "Signed out from another device.", ko: "다른 기기에서 로그아웃 처리했습니다." }
        EndedSignedInOver { en: "Somebody signed in again in that browser.", ko: "해당 브라우저에서 다시 로그인했습니다." }
        EndedReuse { en: "A copy of its sign-in was used.", ko: "복제된 로그인 정보가 사용되었습니다." }
        EndedPasswordChange { en: "The password was changed.", ko: "비밀번호를 변경했습니다." }
        EndedAccountDisabled { en: "The account was disabled.", ko: "계정 사용이 중지되었습니다." }
        EndedAdministrator { en: "An administrator ended it.", ko: "관리자가 종료했습니다." }
        EndedSessionLimit { en: "Too many devices were signed in.", ko: "로그인한 기기가 너무 많아 종료되었습니다." }
        EndedIdle { en: "Not used for too long.", ko: "오랫동안 사용하지 않았습니다." }
        EndedAge { en: "Reached its last day.", ko: "최종 만료일이 지났습니다." }

        // The audit log, one sentence for each kind of event.
        EventSignIn { en: "Signed in.", ko: "로그인했습니다." }
        EventSignInFailed { en: "Somebody tried to sign in with a wrong password.", ko: "누군가 잘못된 비밀번호로 로그인을 시도했습니다." }
        EventRefreshReused {
            en: "A copy of a sign-in was used, so its session was ended.",
            ko: "복제된 로그인 정보가 사용되어 해당 세션을 종료했습니다."
        }
        EventRefreshSuspicious {
            en: "Another browser on another network used your sign-in. If that was not you, end the session.",
            ko: "다른 네트워크의 다른 브라우저에서 로그인 정보를 사용했습니다. 본인이 아니라면 세션을 종료해 주세요."
        }
        EventRolledForward { en: "A sign-in was restored after the server had lost data.", ko: "서버 데이터가 유실된 뒤 로그인을 복구했습니다." }
        EventSignOut { en: "Signed out.", ko: "로그아웃했습니다." }
        EventSessionRevoked { en: "A session was ended.", ko: "세션이 종료되었습니다." }
        EventAccountDisabled { en: "The account was disabled.", ko: "계정 사용이 중지되었습니다." }
        EventAccountEnabled { en: "The account was enabled again.", ko: "계정을 다시 사용할 수 있게 되었습니다." }
        EventPasswordChanged { en: "The password was changed.", ko: "비밀번호가 변경되었습니다." }

        // The page of the audit log.
        Activity { en: "Activity", ko: "활동 기록" }
        ActivityLead { en: "What happened to your account, the newest first.", ko: "내 계정에서 일어난 일을 최신순으로 보여 줍니다." }
        ActivityNotYou { en: "If something here was not you, end that session under Devices.", ko: "내가 하지 않은 일이 있다면 '로그인된 기기'에서 해당 세션을 종료하세요." }
        Suspicious { en: "Was this you?", ko: "확인 필요" }
        OlderActivity { en: "Older", ko: "이전 기록" }
        NewestActivity { en: "Newest", ko: "최신 기록" }

        // The page for a path that does not exist.
        NotFoundTitle { en: "Page not found", ko: "페이지를 찾을 수 없습니다" }
        NotFoundBody {
            en: "Nothing lives at this address. It may have moved, or there is a slip in the link.",
            ko: "이 주소에는 페이지가 없습니다. 주소가 바뀌었거나 링크에 오타가 있을 수 있습니다."
        }
        BackToStart { en: "Go to the start page", ko: "첫 화면으로 가기" }
    }
}
