//! The texts of the pages of an account, apart from the others: a browser downloads them with those pages.

crate::texts! {
    /// A text of the pages of an account, and of the records that they show.
    pub enum AccountText {
        // The account.
        Role { en: "Role", ko: "권한" }
        RoleUser { en: "Member", ko: "일반 회원" }
        RoleAdmin { en: "Administrator", ko: "관리자" }
        Download { en: "Download my data", ko: "내 데이터 내려받기" }

        NameSaved { en: "The name was saved.", ko: "이름을 저장했어요." }

        // The password, the address and the end of the account.
        ConfirmTitle { en: "Confirm it is you", ko: "본인 확인" }
        ConfirmWhy { en: "For this we need your password once more.", ko: "계속하려면 비밀번호를 한 번 더 입력해 주세요." }
        Confirm { en: "Confirm", ko: "확인" }
        ChangePassword { en: "Change password", ko: "비밀번호 바꾸기" }
        PasswordEnds { en: "This signs you out on every other device.", ko: "다른 모든 기기에서 로그아웃돼요." }
        PasswordChanged { en: "The password was changed. All other devices were signed out.", ko: "비밀번호를 바꾸고 다른 모든 기기에서 로그아웃했어요." }
        EmailAddress { en: "Email address", ko: "이메일 주소" }
        ChangeEmail { en: "Change email", ko: "이메일 바꾸기" }
        DeleteTitle { en: "Delete this account", ko: "계정 삭제" }
        DeleteLead {
            en: "Everything that you stored here goes with it. We tell you by mail on which day; sign in before, and the account is kept.",
            ko: "여기에 저장한 모든 것이 함께 지워져요. 지워지는 날을 메일로 알려 드려요. 그 전에 로그인하면 계정을 그대로 쓸 수 있어요."
        }
        DeleteAccount { en: "Delete account", ko: "계정 삭제하기" }

        // The devices of a user, on the devices page and in the audit log.
        DevicesLead { en: "Where you are signed in. A device that you do not know? End its session.", ko: "내 계정으로 로그인된 기기예요. 모르는 기기가 있으면 로그아웃하세요." }
        ThisDevice { en: "This device", ko: "현재 기기" }
        UnknownDevice { en: "Unknown device", ko: "알 수 없는 기기" }
        SignedInAt { en: "Signed in", ko: "로그인한 시각" }
        Binding { en: "Protection", ko: "보호" }
        BoundToDevice { en: "Bound to this device", ko: "이 기기에서만 쓸 수 있어요" }
        SignedInWith { en: "Signed in with", ko: "로그인 방법" }
        ActiveNow { en: "Active now", ko: "지금 사용 중" }
        Details { en: "Details", ko: "자세히" }
        IdleUntil { en: "Signs out if not used", ko: "안 쓰면 로그아웃" }
        EndsAt { en: "Signs out in any case", ko: "늦어도 이때 로그아웃" }
        EndSession { en: "End session", ko: "이 기기 로그아웃" }
        SessionEnded { en: "The session was ended.", ko: "그 기기에서 로그아웃했어요." }
        SignOutOthers { en: "Sign out all other devices", ko: "다른 모든 기기에서 로그아웃" }
        OthersQuestion { en: "This ends every session but this one. Whoever uses them has to sign in again.", ko: "현재 기기만 남기고 모두 로그아웃해요. 다른 기기에서는 다시 로그인해야 해요." }
        OthersSignedOut { en: "All other devices were signed out.", ko: "다른 모든 기기에서 로그아웃했어요." }
        NoOthers { en: "No other device is signed in.", ko: "다른 기기에는 로그인되어 있지 않아요." }
        DevicesCut { en: "There are more. The newest are shown.", ko: "더 많은 기기가 있어요. 최근 것만 보여 드려요." }
        EndedSessions { en: "Ended in the last 30 days", ko: "최근 30일 동안 로그아웃된 기기" }

        // Why a session has ended.
        EndedSignOut { en: "Signed out on that device.", ko: "그 기기에서 로그아웃했어요." }
        EndedElsewhere { en: "Signed out from another device.", ko: "다른 기기에서 로그아웃했어요." }
        EndedSignedInOver { en: "Somebody signed in again in that browser.", ko: "그 브라우저에서 다시 로그인했어요." }
        EndedReuse { en: "A copy of its sign-in was used.", ko: "복사된 로그인 정보가 사용되었습니다." }
        EndedPasswordChange { en: "The password was changed.", ko: "비밀번호를 바꿨어요." }
        EndedAccountDisabled { en: "The account was disabled.", ko: "계정 사용이 중지되었습니다." }
        EndedAdministrator { en: "An administrator ended the session.", ko: "관리자가 로그아웃했어요." }
        EndedSessionLimit { en: "Too many devices were signed in.", ko: "로그인한 기기가 너무 많아 로그아웃됐어요." }
        EndedAccountDeleted { en: "The account is about to be deleted.", ko: "계정을 삭제하기로 했어요." }
        EndedIdle { en: "Not used for too long.", ko: "오랫동안 쓰지 않았어요." }
        EndedAge { en: "Signed in for as long as a sign-in may last.", ko: "로그인을 유지할 수 있는 기간이 지났어요." }

        // The audit log, one sentence for each kind of event.
        EventSignIn { en: "Signed in.", ko: "로그인했어요." }
        EventSignInFailed { en: "Somebody tried to sign in with a wrong password.", ko: "누군가 잘못된 비밀번호로 로그인을 시도했습니다." }
        EventRefreshReused { en: "A copy of a sign-in was used, so its session was ended.", ko: "복사된 로그인 정보가 사용되어 해당 세션을 종료했습니다." }
        EventRefreshSuspicious {
            en: "Another browser on another network used your sign-in. If that was not you, end the session.",
            ko: "다른 네트워크의 다른 브라우저에서 로그인 정보를 사용했습니다. 본인이 아니라면 세션을 종료해 주십시오."
        }
        EventRefreshUnbound {
            en: "A copy of a session was tried on another device, and refused.",
            ko: "복사된 세션이 다른 기기에서 시도되어 거절했습니다."
        }
        EventDeviceUnproven {
            en: "A device could not prove itself. Its session went on for up to 15 minutes.",
            ko: "기기를 확인할 수 없어 최대 15분 동안만 세션을 유지했어요."
        }
        EventRolledForward { en: "A sign-in was restored after the server had lost data.", ko: "서버 데이터가 유실된 뒤 로그인을 복구했습니다." }
        EventSignOut { en: "Signed out.", ko: "로그아웃했어요." }
        EventSessionRevoked { en: "A session was ended.", ko: "세션이 종료됐어요." }
        EventAccountDisabled { en: "The account was disabled.", ko: "계정 사용이 중지되었습니다." }
        EventAccountEnabled { en: "The account was enabled again.", ko: "계정을 다시 쓸 수 있게 되었습니다." }
        EventPasswordChanged { en: "The password was changed.", ko: "비밀번호가 변경되었습니다." }
        EventSignedUp { en: "The account was created.", ko: "계정을 만들었어요." }
        EventNameChanged { en: "The name was changed.", ko: "이름을 바꿨어요." }
        EventEmailChanged { en: "The email address was changed.", ko: "이메일 주소가 변경되었습니다." }
        EventDeletionAsked { en: "The deletion of the account was asked for.", ko: "계정 삭제가 신청되었습니다." }
        EventDeletionCancelled { en: "The account is kept: somebody signed in before it was deleted.", ko: "삭제하기 전에 로그인해서 계정을 그대로 두었어요." }
        EventResetSent { en: "An administrator sent a code for another password.", ko: "관리자가 비밀번호를 다시 정할 코드를 보냈습니다." }
        EventInvited { en: "You invited somebody.", ko: "초대장을 보냈어요." }
        EventRoleChanged { en: "An administrator changed the role of the account.", ko: "관리자가 계정의 권한을 변경했습니다." }
        EventConfirmed { en: "You said that something in this list was you.", ko: "이 목록에 있는 일을 본인이 했다고 확인했어요." }

        // The page of the audit log.
        ActivityLead { en: "What happened to your account, the newest first.", ko: "내 계정에서 일어난 일이에요. 최근 일이 먼저 나와요." }
        ActivityNotYou { en: "If something here was not you, end that session under Devices.", ko: "내가 하지 않은 일이 있으면 ‘로그인된 기기’에서 로그아웃하세요." }
        Suspicious { en: "Was this you?", ko: "본인이 맞나요?" }
        WasMe { en: "Yes", ko: "네, 저예요" }
        WasNotMe { en: "No", ko: "아니요" }
        NotMeDone {
            en: "All other devices were signed out. Whoever knows your password can sign in again until you change it.",
            ko: "다른 모든 기기에서 로그아웃했어요. 비밀번호를 아는 사람은 바꾸기 전까지 다시 로그인할 수 있어요."
        }
        ConfirmedDone { en: "Thank you. That is on record.", ko: "확인했어요. 기록에 남겼어요." }
        OlderActivity { en: "Older", ko: "이전 기록" }
        NewestActivity { en: "Newest", ko: "최신 기록" }
    }
}
