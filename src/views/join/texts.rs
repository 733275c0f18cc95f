//! What the pages of this folder say.

crate::texts! {
    /// A text of the pages for people without a session, the sign-in page aside.
    pub enum JoinText {
        SignUpTitle { en: "Create an account", ko: "계정 만들기" }
        SignUpHave { en: "You have an account?", ko: "이미 계정이 있나요?" }
        PasswordHint { en: "At least {n} characters. A few words in a row are easy to remember.", ko: "{n}자 이상이에요. 단어 몇 개를 이어 쓰면 외우기 쉬워요." }
        TooShortBy { en: "{n} more to go.", ko: "{n}자 더 필요해요." }
        LongEnough { en: "Long enough.", ko: "길이가 충분해요." }
        Strong { en: "Strong: long, and so hard to guess.", ko: "안전해요. 길어서 알아내기 어려워요." }
        Suggest { en: "Suggest a passphrase", ko: "문장 추천받기" }
        Suggested { en: "Filled in. Write it down or let your browser keep it:", ko: "입력란에 넣었어요. 적어 두거나 브라우저에 저장하세요." }
        SignUpClosed { en: "Accounts are not open to everybody here. Ask an administrator for one.", ko: "여기서는 누구나 계정을 만들 수는 없어요. 관리자에게 요청해 주세요." }

        VerifyTitle { en: "Confirm your email address", ko: "이메일 주소 확인" }
        VerifySent { en: "We have sent a code to {email}. It is good for 10 minutes.", ko: "{email} 주소로 코드를 보냈어요. 10분 동안 쓸 수 있어요." }
        VerifyByLink { en: "Press the button to confirm your address.", ko: "버튼을 누르면 주소를 확인해요." }
        VerifyElsewhere {
            en: "The code works in the browser that asked for it. Use that one, or open the link in the mail here.",
            ko: "코드는 요청한 브라우저에서만 쓸 수 있어요. 그 브라우저를 쓰거나, 메일에 있는 링크를 여기서 열어 주세요."
        }
        Verify { en: "Verify", ko: "확인" }
        VerifyCode { en: "Code", ko: "코드" }
        VerifyNoMail { en: "No mail? Look into the spam folder.", ko: "메일이 안 왔나요? 스팸함을 살펴보세요." }
        VerifyAgain { en: "Ask for another code", ko: "코드 다시 받기" }
        Resend { en: "Send another code", ko: "코드 다시 보내기" }
        Resent { en: "Another code is on its way.", ko: "새 코드를 보냈어요." }

        ForgotTitle { en: "Forgotten your password?", ko: "비밀번호를 잊었나요?" }
        ForgotLead { en: "We send a code to your address. With it you set another password.", ko: "이메일로 코드를 보내 드려요. 그 코드로 비밀번호를 새로 정할 수 있어요." }
        SendCode { en: "Send code", ko: "코드 받기" }
        BackToSignIn { en: "Back to the sign-in page", ko: "로그인 화면으로 돌아가기" }

        ResetTitle { en: "Set another password", ko: "비밀번호 새로 정하기" }
        ResetSent { en: "If {email} has an account, a code is on its way there. It is good for 10 minutes.", ko: "{email} 주소에 계정이 있으면 코드를 보냈어요. 10분 동안 쓸 수 있어요." }
        SetPassword { en: "Set password", ko: "비밀번호 정하기" }
        ResetEnds { en: "This signs you out on every device.", ko: "모든 기기에서 로그아웃돼요." }

        NotMeTitle { en: "That was not you?", ko: "직접 하지 않았나요?" }
        NotMeLead {
            en: "Then somebody else has got into your account. This ends every session at once and sends you a code to set another password.",
            ko: "그렇다면 다른 사람이 계정에 들어온 거예요. 모든 기기에서 바로 로그아웃하고, 비밀번호를 새로 정할 코드를 보내 드려요."
        }
        NotMeAct { en: "End all sessions", ko: "모두 로그아웃" }

        MailboxHint { en: "This is a development server: mail goes to the mailbox.", ko: "개발 서버라서 메일은 메일함으로 가요." }
        Mailbox { en: "Open the mailbox", ko: "메일함 열기" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_is_polite() {
        crate::text::register::holds(JoinText::ALL, &[]);
    }
}
