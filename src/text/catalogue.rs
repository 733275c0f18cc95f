//! The texts of the foundation, grouped by where they appear.

crate::texts! {
    /// A text of the interface.
    pub enum Text {
        // Errors, one text for each code.
        InvalidCredentials { en: "Email or password is wrong.", ko: "이메일이나 비밀번호가 맞지 않아요." }
        TokenMissing { en: "Please sign in.", ko: "로그인해 주세요." }
        TokenInvalid { en: "This sign-in is not valid here. Please sign in.", ko: "여기서는 쓸 수 없는 로그인이에요. 다시 로그인해 주세요." }
        TokenExpired { en: "Your sign-in has expired. Please sign in again.", ko: "로그인이 만료됐어요. 다시 로그인해 주세요." }
        SessionRevoked { en: "This session was ended. Please sign in again.", ko: "이 세션은 종료되었습니다. 다시 로그인해 주십시오." }
        RefreshInvalid { en: "This sign-in is not valid here. Please sign in.", ko: "여기서는 쓸 수 없는 로그인이에요. 다시 로그인해 주세요." }
        RefreshExpired { en: "You were away for so long that the session ended. Please sign in again.", ko: "오랫동안 쓰지 않아 로그아웃됐어요. 다시 로그인해 주세요." }
        RefreshRevoked { en: "This session was ended. Please sign in again.", ko: "이 세션은 종료되었습니다. 다시 로그인해 주십시오." }
        SignOutUnconfirmed {
            en: "You are signed out in this browser, but we could not confirm that the session ended. Please look at your devices.",
            ko: "이 브라우저에서는 로그아웃되었지만 세션이 종료되었는지 확인하지 못했습니다. 로그인된 기기를 확인해 주십시오."
        }
        RefreshReused {
            en: "Someone else may have used a copy of your sign-in, so we ended this session. Please sign in again.",
            ko: "다른 사람이 로그인 정보를 사용했을 수 있어 이 세션을 종료했습니다. 다시 로그인해 주십시오."
        }
        RefreshUnbound {
            en: "This session belongs to another device, or this device could not prove itself. Please sign in.",
            ko: "이 세션은 다른 기기의 것이거나, 이 기기를 확인하지 못했습니다. 로그인해 주십시오."
        }
        AlreadyBound { en: "This session is bound to another key.", ko: "이 세션은 다른 키에 묶여 있어요." }
        InvalidDpopProof { en: "The DPoP proof is not right, or was used before.", ko: "DPoP 증명이 올바르지 않거나 이미 사용됐어요." }
        DeviceProofRequired { en: "The browser has to prove that this is its session.", ko: "이 브라우저의 세션인지 확인이 필요해요." }
        EmailUnverified { en: "Confirm your email address first: our mail has a code and a link.", ko: "먼저 이메일 주소를 확인해 주세요. 보내 드린 메일에 코드와 링크가 있어요." }
        CodeInvalid { en: "That code is not right, or was used. Please check it.", ko: "코드가 맞지 않거나 이미 쓴 코드예요. 다시 확인해 주세요." }
        CodeExpired { en: "That code can no longer be used. Please ask for another.", ko: "더는 쓸 수 없는 코드예요. 새 코드를 받아 주세요." }
        SignupClosed { en: "Accounts are not open to everybody here.", ko: "여기서는 누구나 계정을 만들 수는 없어요." }
        MailOff { en: "This server sends no mail, so this cannot be done here.", ko: "이 서버는 메일을 보내지 않아 여기서는 할 수 없어요." }
        ProofRequired { en: "Please confirm that it is you: enter your password.", ko: "본인인지 확인이 필요해요. 비밀번호를 입력해 주세요." }
        LastAdministrator { en: "This is the last administrator. Make somebody else one first.", ko: "마지막 관리자예요. 먼저 다른 사람을 관리자로 정해 주세요." }
        Forbidden { en: "You are not allowed to do this.", ko: "이 작업을 할 권한이 없어요." }
        OtherPerson { en: "Someone else has signed in here since this page was opened, so nothing was saved.", ko: "이 페이지를 연 뒤에 다른 사람이 로그인해서 저장하지 않았어요." }
        CrossOrigin { en: "This request came from another site and was refused.", ko: "다른 사이트에서 보낸 요청이라 거부했습니다." }
        Malformed { en: "The request could not be read.", ko: "요청을 읽을 수 없어요." }
        NotFound { en: "There is nothing here.", ko: "찾는 내용이 없어요." }
        QuotaExceeded {
            en: "You have stored as much as an account can hold. Delete something that you no longer need, then try again.",
            ko: "저장할 수 있는 만큼 모두 저장했어요. 필요 없는 항목을 지운 뒤 다시 시도해 주세요."
        }
        MethodNotAllowed { en: "This cannot be done here.", ko: "여기서는 할 수 없는 일이에요." }
        PayloadTooLarge { en: "That is too much at once.", ko: "한 번에 보내기에는 너무 커요." }
        RequestTimeout { en: "The request took too long to arrive. Please try again.", ko: "요청이 너무 늦게 도착했어요. 다시 시도해 주세요." }
        Misdirected { en: "This address is not served here.", ko: "여기서 제공하지 않는 주소예요." }
        UnsupportedMediaType { en: "This kind of content is not read here.", ko: "지원하지 않는 형식이에요." }
        InvalidInput { en: "Please check what you entered.", ko: "입력한 내용을 확인해 주세요." }
        IdempotencyKeyReused {
            en: "This form has already sent something else. Send it again to add this too.",
            ko: "이 입력란으로 다른 내용을 이미 저장했어요. 이 내용도 추가하려면 다시 보내 주세요."
        }
        RateLimited { en: "Too many attempts.", ko: "여러 번 시도했어요." }
        Unavailable { en: "We cannot do this right now. Please try again shortly.", ko: "지금은 처리할 수 없어요. 잠시 후 다시 시도해 주세요." }
        Internal { en: "Something went wrong on our side.", ko: "서버에 문제가 생겼어요." }
        Unsent { en: "Something that you wrote was not sent yet. Press once more to delete it.", ko: "아직 보내지 못한 내용이 있어요. 한 번 더 누르면 삭제돼요." }
        Offline { en: "The server cannot be reached. Check your connection.", ko: "서버에 연결할 수 없어요. 네트워크를 확인해 주세요." }

        ForeignAnswer {
            en: "The answer did not come from our server: something on the way, such as the sign-in page of a Wi-Fi network, answered instead. Nothing you typed is lost. Please try again.",
            ko: "서버가 아닌 곳에서 응답이 왔어요. Wi-Fi 로그인 화면 같은 것이 연결을 막고 있을 수 있어요. 입력한 내용은 그대로 있으니 잠시 후 다시 시도해 주세요."
        }

        // Errors and notices of the interceptor.
        CookiesBlocked {
            en: "Your browser does not keep our cookies, so signing in cannot work. Allow cookies for this site, then try again.",
            ko: "브라우저가 쿠키를 저장하지 않아 로그인할 수 없어요. 이 사이트의 쿠키를 허용한 뒤 다시 시도해 주세요."
        }
        OfflineNotice { en: "No connection to the server. You stay signed in, and we keep trying.", ko: "연결이 끊겼어요. 로그인은 그대로이고, 다시 연결하고 있어요." }

        // Rejected fields.
        TooShort { en: "This password is too short. A few words in a row make a long one that is easy to remember.", ko: "비밀번호가 너무 짧아요. 단어 몇 개를 이어 쓰면 길고 외우기 쉬워요." }
        TooCommon { en: "Many people use this password, or it repeats itself. Please choose another.", ko: "많은 사람이 쓰거나 같은 글자가 반복되는 비밀번호예요. 다른 것으로 정해 주세요." }
        TooPersonal { en: "This password is little more than your address, your name or a well-known word. Please choose another.", ko: "이메일 주소나 이름, 흔한 단어와 거의 같은 비밀번호예요. 다른 것으로 정해 주세요." }
        EnterName { en: "Enter your name.", ko: "이름을 입력해 주세요." }
        EnterCode { en: "Enter the code from the mail.", ko: "메일에 있는 코드를 입력해 주세요." }
        Required { en: "Please fill this in.", ko: "내용을 입력해 주세요." }
        EnterEmail { en: "Enter your email address.", ko: "이메일을 입력해 주세요." }
        EnterPassword { en: "Enter your password.", ko: "비밀번호를 입력해 주세요." }
        EnterText { en: "Write something first.", ko: "내용을 먼저 써 주세요." }
        TooLong { en: "This is too long.", ko: "너무 길어요." }
        InvalidEmail { en: "This does not look like an email address.", ko: "이메일 주소 형식이 아니에요." }
        InvalidCharacter { en: "This holds a character that cannot be stored.", ko: "저장할 수 없는 문자가 들어 있어요." }

        RetryInSeconds { en: "Try again in {n} s.", ko: "{n}초 뒤에 다시 시도해 주세요." }
        RetryInMinutes { en: "Try again in {n} min.", ko: "{n}분 뒤에 다시 시도해 주세요." }

        // Times.
        JustNow { en: "just now", ko: "방금" }
        MinutesAgo { en: "{n} min ago", ko: "{n}분 전" }
        HourAgo { en: "1 hour ago", ko: "1시간 전" }
        HoursAgo { en: "{n} hours ago", ko: "{n}시간 전" }
        DayAgo { en: "1 day ago", ko: "1일 전" }
        DaysAgo { en: "{n} days ago", ko: "{n}일 전" }

        // The frame around every page.
        Product { en: "Latchkey", ko: "Latchkey" }
        Tagline { en: "Sign in once, stay signed in.", ko: "한 번만 로그인하면 계속 쓸 수 있어요." }
        SkipToContent { en: "Skip to content", ko: "본문으로 건너뛰기" }
        MainNavigation { en: "Main", ko: "주 메뉴" }
        Languages { en: "Language", ko: "언어" }
        Themes { en: "Colours", ko: "화면 색" }
        ThemeSystem { en: "System", ko: "시스템" }
        ThemeLight { en: "Light", ko: "밝게" }
        ThemeDark { en: "Dark", ko: "어둡게" }
        AccountMenu { en: "Account menu", ko: "계정 메뉴" }
        Loading { en: "Loading…", ko: "불러오고 있어요…" }
        TryAgain { en: "Try again", ko: "다시 시도" }

        // Signing in and out. No other control of these pages may repeat one of these names.
        SignIn { en: "Sign in", ko: "로그인" }
        SignOut { en: "Sign out", ko: "로그아웃" }
        Email { en: "Email", ko: "이메일" }
        Password { en: "Password", ko: "비밀번호" }
        Show { en: "Show", ko: "보기" }
        Hide { en: "Hide", ko: "숨기기" }
        CapsLock { en: "Caps Lock is on.", ko: "Caps Lock이 켜져 있어요." }
        TextKept { en: "What you wrote is kept for you. Sign in to go on.", ko: "쓴 글은 그대로 있어요. 로그인하면 이어서 쓸 수 있어요." }
        DemoAbout { en: "Just looking around? The demo account comes with a few examples.", ko: "둘러보러 오셨나요? 데모 계정에는 예시가 몇 개 들어 있어요." }
        DemoStart { en: "Try the demo account", ko: "데모 계정으로 시작하기" }
        AgainTitle { en: "Sign in again", ko: "다시 로그인" }
        AgainKept { en: "This page stays as you left it.", ko: "쓰던 내용은 그대로 남아 있어요." }
        AgainLeave { en: "Leave this page", ko: "로그아웃하고 나가기" }

        // The start page.
        HomeTitle { en: "Start", ko: "시작" }
        HomeLead {
            en: "While you use Latchkey, the sign-in goes on by itself. It ends when you sign out, or after you have been away for long.",
            ko: "로그인은 한 번이면 돼요. 쓰는 동안 저절로 이어지고, 로그아웃하거나 오래 쓰지 않을 때만 끝나요."
        }
        HomePrivacy {
            en: "Your notes are for you alone. Nothing here follows you around: no advertising, no statistics by others. Download or delete what you wrote whenever you like.",
            ko: "메모는 나만 볼 수 있어요. 광고도, 다른 회사의 추적도 없어요. 쓴 내용은 언제든 내려받거나 지울 수 있어요."
        }
        HomePrivacyTitle { en: "Yours alone", ko: "나만의 것" }
        HomeCommands { en: "Two commands: the first serves it with a demo account, the second tests it all.", ko: "명령 두 개면 돼요. 첫째는 데모 계정과 함께 실행하고, 둘째는 모두 테스트해요." }
        HomeApi { en: "The description of the API (OpenAPI)", ko: "API 설명서 (OpenAPI)" }
        HomeContinue { en: "Carry on", ko: "이어서 하기" }
        HomeHow { en: "How it works", ko: "이렇게 동작해요" }
        StoryRefused { en: "The token has run out", ko: "토큰이 만료됐어요" }
        StoryRefreshed { en: "One refresh, for all tabs", ko: "모든 탭이 한 번만 갱신해요" }
        StoryReplayed { en: "The same request again, answered", ko: "같은 요청을 다시 보내 답을 받아요" }
        HomeShortTitle { en: "A key for a few minutes", ko: "몇 분만 쓰는 열쇠" }
        HomeShortBody {
            en: "Each request shows an access token that soon runs out. Half of it is kept where no script on the page can read it.",
            ko: "요청할 때마다 금방 만료되는 액세스 토큰을 보내요. 토큰의 절반은 페이지의 스크립트가 읽을 수 없는 곳에 둬요."
        }
        HomeQuietTitle { en: "Renewed by itself", ko: "알아서 이어지는 로그인" }
        HomeQuietBody {
            en: "When it runs out, the browser fetches a new one, once for all open tabs, and repeats what was waiting. You just keep typing.",
            ko: "토큰이 만료되면 탭이 여러 개 열려 있어도 한 번만 새로 받고, 기다리던 요청을 다시 보내요. 쓰던 글은 그대로 이어 쓰면 돼요."
        }
        HomeTheftTitle { en: "A copied key is found out", ko: "복사한 열쇠는 바로 드러나요" }
        HomeTheftBody {
            en: "Each renewal also replaces the refresh token. If an old one shows up again, somebody copied it: the session ends and you are told why.",
            ko: "갱신할 때마다 리프레시 토큰도 바뀌어요. 예전 토큰이 다시 나타나면 누군가 복사했다는 뜻이라, 세션을 끝내고 이유를 알려 드려요."
        }
        HomeRustTitle { en: "For Rust developers", ko: "Rust 개발자에게" }
        HomeRustBody {
            en: "Both sides are Rust. Leptos renders every page on the server and brings it to life in the browser; axum serves it. The pages, and every form on them, also work with script turned off.",
            ko: "서버와 브라우저 모두 Rust로 만들었어요. Leptos가 서버에서 페이지를 그린 뒤 브라우저에서 이어받고, axum으로 서비스해요. 스크립트를 꺼도 모든 페이지와 폼이 동작해요."
        }

        Delete { en: "Delete", ko: "삭제" }

        CreateAccount { en: "Create account", ko: "계정 만들기" }
        ForgotPassword { en: "Forgot password?", ko: "비밀번호를 잊었나요?" }
        NewPassword { en: "New password", ko: "새 비밀번호" }

        // Names of pages of the account, and what they share with other pages.
        Account { en: "Account", ko: "내 계정" }
        Name { en: "Name", ko: "이름" }
        Administration { en: "Administration", ko: "관리" }
        Profile { en: "Profile", ko: "내 정보" }
        AccountPages { en: "Account pages", ko: "계정 페이지" }
        Save { en: "Save", ko: "저장" }
        Security { en: "Security", ko: "보안" }
        Devices { en: "Devices", ko: "로그인된 기기" }
        CurrentPassword { en: "Current password", ko: "현재 비밀번호" }
        NewEmail { en: "New email", ko: "새 이메일" }
        Cancel { en: "Cancel", ko: "취소" }
        Activity { en: "Activity", ko: "활동 기록" }

        // The page for a path that does not exist.
        NotFoundTitle { en: "Page not found", ko: "페이지를 찾을 수 없어요" }
        NotFoundBody {
            en: "There is no page at this address. It may have moved, or the link may have a typing error.",
            ko: "이 주소에는 페이지가 없어요. 주소가 바뀌었거나 링크에 오타가 있을 수 있어요."
        }
        BackToStart { en: "Go to the start page", ko: "첫 화면으로 가기" }
    }
}
