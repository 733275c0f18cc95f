//! What mails say. Server only.

crate::texts! {
    /// A text of a mail.
    pub enum MailText {
        SignUpSubject { en: "Confirm your email address", ko: "이메일 주소를 확인해 주세요" }
        SignUpLead { en: "Enter this code in the browser where you create your account:", ko: "계정을 만들던 브라우저에 이 코드를 입력해 주세요." }
        SignUpLink { en: "Or open this link:", ko: "아니면 이 링크를 열어 주세요." }
        SignUpAction { en: "Confirm the address", ko: "주소 확인하기" }
        SignUpEnd {
            en: "The code and the link are good for 10 minutes. If you did not ask for an account, ignore this mail: nothing happens without the code.",
            ko: "코드와 링크는 10분 동안 쓸 수 있어요. 계정을 만들려던 적이 없다면 이 메일은 무시하세요. 코드가 없으면 아무 일도 일어나지 않아요."
        }

        TakenSubject { en: "You already have an account", ko: "이미 계정이 있어요" }
        TakenLead {
            en: "Somebody, perhaps you, tried to create an account with this address. There is one already. Nothing has changed.",
            ko: "누군가 이 주소로 계정을 만들려고 했어요. 본인일 수도 있어요. 이 주소에는 이미 계정이 있고, 바뀐 것은 없어요."
        }
        TakenAction { en: "Sign in", ko: "로그인" }
        TakenEnd { en: "Forgotten your password? Set another here:", ko: "비밀번호를 잊었다면 여기서 새로 정하세요." }

        ResetSubject { en: "Set another password", ko: "비밀번호를 새로 정하세요" }
        ResetLead { en: "Enter this code in the browser where you asked for it:", ko: "코드를 요청한 브라우저에 이 코드를 입력해 주세요." }
        ResetLink { en: "Or open this link:", ko: "아니면 이 링크를 열어 주세요." }
        ResetAction { en: "Set a password", ko: "비밀번호 정하기" }
        ResetEnd {
            en: "The code and the link are good for 10 minutes. If you did not ask for this, ignore this mail: your password stays as it is.",
            ko: "코드와 링크는 10분 동안 쓸 수 있어요. 요청한 적이 없다면 이 메일은 무시하세요. 비밀번호는 그대로예요."
        }

        NewEmailSubject { en: "Confirm your new email address", ko: "새 이메일 주소를 확인해 주세요" }
        NewEmailLead { en: "Enter this code in the browser where you change your address:", ko: "주소를 바꾸던 브라우저에 이 코드를 입력해 주세요." }
        NewEmailEnd {
            en: "The code and the link are good for 10 minutes. If you did not ask for this, ignore this mail: no account gets your address without the code.",
            ko: "코드와 링크는 10분 동안 쓸 수 있어요. 요청한 적이 없다면 이 메일은 무시하세요. 코드가 없으면 어떤 계정에도 이 주소가 쓰이지 않아요."
        }

        InvitationSubject { en: "You are invited", ko: "초대장이 도착했어요" }
        InvitationLead { en: "Somebody has invited you. Open this link to make your account; then you choose a password.", ko: "초대를 받았어요. 이 링크를 열면 계정이 만들어지고, 이어서 비밀번호를 정해요." }
        InvitationAction { en: "Make my account", ko: "계정 만들기" }
        InvitationEnd { en: "The link is good for a week, once. If you do not want an account, ignore this mail.", ko: "링크는 일주일 동안 한 번 쓸 수 있어요. 계정이 필요 없다면 이 메일은 무시하세요." }
        NewAdministratorSubject { en: "There is a new administrator", ko: "새 관리자가 지정되었습니다" }
        NewAdministratorLead { en: "An account was made an administrator, who can see and end the sessions of everybody.", ko: "한 계정이 관리자로 지정되었습니다. 관리자는 모든 사람의 세션을 보고 종료할 수 있습니다." }

        EmailChangedSubject { en: "Your email address was changed", ko: "이메일 주소가 변경되었습니다" }
        EmailChangedLead { en: "Your account has another email address now. This mail goes to the old one.", ko: "계정의 이메일 주소가 변경되었습니다. 이 메일은 이전 주소로 보냅니다." }
        EmailChangedEnd {
            en: "If that was you, there is nothing to do. If it was not, take the address back within 7 days: this ends all sessions, and you set another password.",
            ko: "본인이 했다면 할 일이 없습니다. 본인이 아니라면 7일 안에 주소를 되돌려 주십시오. 모든 기기에서 로그아웃되고, 비밀번호를 새로 정하게 됩니다."
        }
        DeletionSubject { en: "Your account will be deleted", ko: "계정이 삭제될 예정입니다" }
        DeletionLead {
            en: "The deletion of your account was asked for. Sign in before the day below, and it is kept as it is.",
            ko: "계정 삭제가 신청되었습니다. 아래 날짜 전에 로그인하면 계정은 그대로 유지됩니다."
        }
        DeletedAt { en: "Deleted at", ko: "삭제 시각" }

        PasswordChangedSubject { en: "Your password was changed", ko: "비밀번호가 변경되었습니다" }
        PasswordChangedLead {
            en: "The password of your account was changed, and all other devices were signed out.",
            ko: "계정의 비밀번호가 변경되어 다른 모든 기기에서 로그아웃되었습니다."
        }
        NewSignInSubject { en: "A new device has signed in", ko: "새 기기에서 로그인했습니다" }
        NewSignInLead { en: "Somebody has signed in to your account from a device that we had not seen before.", ko: "처음 보는 기기에서 계정에 로그인했습니다." }
        TheftSubject { en: "A copy of your sign-in was used", ko: "복사된 로그인 정보가 사용되었습니다" }
        TheftLead {
            en: "A copy of a sign-in of yours was used in another place, so we ended that session. Nobody can go on with it.",
            ko: "복사된 로그인 정보가 다른 곳에서 사용되어 해당 세션을 종료했습니다. 이 세션은 더 이상 쓸 수 없습니다."
        }
        CopySubject { en: "A copy of your session was tried elsewhere", ko: "복사된 세션이 다른 곳에서 시도되었습니다" }
        CopyLead {
            en: "Somebody tried a copy of a session of yours on another device. It was refused, because the session is bound to your own device. You stay signed in there.",
            ko: "누군가 복사한 세션을 다른 기기에서 쓰려고 했습니다. 세션은 원래 기기에서만 쓸 수 있으므로 거절되었고, 원래 기기에서는 로그인이 유지됩니다."
        }
        NoticeEnd { en: "If that was you, there is nothing to do. If it was not, end all sessions and set another password:", ko: "본인이 했다면 할 일이 없습니다. 본인이 아니라면 모든 기기에서 로그아웃하고 비밀번호를 새로 정해 주십시오." }
        NotMeAction { en: "This was not me", ko: "제가 하지 않았습니다" }

        When { en: "Time", ko: "시각" }
        Device { en: "Device", ko: "기기" }
        Address { en: "Address", ko: "주소" }
        Footer { en: "Sent by Latchkey", ko: "Latchkey에서 보냈어요" }
    }
}

#[cfg(test)]
mod tests {
    use super::{MailText::*, *};

    const NOTICES: &[MailText] = &[
        NewAdministratorSubject,
        NewAdministratorLead,
        EmailChangedSubject,
        EmailChangedLead,
        EmailChangedEnd,
        DeletionSubject,
        DeletionLead,
        PasswordChangedSubject,
        PasswordChangedLead,
        NewSignInSubject,
        NewSignInLead,
        TheftSubject,
        TheftLead,
        CopySubject,
        CopyLead,
        NoticeEnd,
    ];

    #[test]
    fn korean_is_polite_and_its_notices_are_formal() {
        crate::text::register::holds(MailText::ALL, NOTICES);
    }
}
