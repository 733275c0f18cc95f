//! What the page for administrators says.

crate::texts! {
    /// A text of the page for administrators.
    pub enum AdminText {
        Title { en: "Users", ko: "사용자" }
        Lead { en: "Find accounts, end sessions, change roles. Each act is on the record of its account.", ko: "계정을 찾고, 로그아웃시키고, 권한을 바꿀 수 있어요. 한 일은 그 계정의 기록에 남아요." }
        Search { en: "Search users", ko: "사용자 검색" }
        Find { en: "Search", ko: "검색" }
        Users { en: "Users", ko: "사용자" }
        NoUsers { en: "Nobody was found.", ko: "찾은 사용자가 없어요." }
        Look { en: "Sessions and activity", ko: "기기와 활동" }
        Since { en: "since", ko: "가입" }
        Disabled { en: "Disabled", ko: "사용 중지" }
        Leaving { en: "To be deleted", ko: "삭제 예정" }
        Disable { en: "Disable", ko: "사용 중지" }
        Enable { en: "Enable", ko: "다시 사용" }
        EndSessions { en: "End all sessions", ko: "모두 로그아웃" }
        EndSession { en: "End session", ko: "로그아웃" }
        MakeAdmin { en: "Make administrator", ko: "관리자로 정하기" }
        MakeUser { en: "Make member", ko: "일반 회원으로 바꾸기" }
        SendReset { en: "Send password reset", ko: "비밀번호 재설정 메일 보내기" }
        Sessions { en: "Sessions", ko: "세션" }
        Active { en: "active", ko: "사용 중" }
        Over { en: "over", ko: "끝남" }
        Events { en: "Activity", ko: "활동 기록" }
        Close { en: "Close", ko: "닫기" }
        Invite { en: "Invite somebody", ko: "초대하기" }
        InviteLead { en: "We send a link that makes an account. It is good for a week, once.", ko: "계정을 만들 수 있는 링크를 보내요. 일주일 동안 한 번 쓸 수 있어요." }
        SendInvitation { en: "Send invitation", ko: "초대장 보내기" }
        DeadMail { en: "Mail that could not be sent", ko: "보내지 못한 메일" }
        Resend { en: "Send again", ko: "다시 보내기" }
        Done { en: "Done.", ko: "처리했어요." }
        Newest { en: "Newest", ko: "최근 가입" }
        Older { en: "Older", ko: "이전 가입" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_is_polite() {
        crate::text::register::holds(AdminText::ALL, &[]);
    }
}
