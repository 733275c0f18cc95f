//! The texts of the notes.

crate::texts! {
    /// A text of the notes.
    pub enum NotesText {
        Title { en: "Notes", ko: "메모" }
        NewNote { en: "New note", ko: "새 메모" }
        AddNote { en: "Add note", ko: "메모 추가" }
        Shortcut { en: "Ctrl + Enter adds it, too.", ko: "Ctrl + Enter로도 추가할 수 있어요." }
        NoNotes { en: "Nothing here yet. The first one is yours to write.", ko: "아직 메모가 없어요. 첫 메모를 남겨 보세요." }
        SearchNotes { en: "Search notes", ko: "메모 검색" }
        Search { en: "Search", ko: "검색" }
        NothingFound { en: "No note has these words.", ko: "이 말이 들어 있는 메모가 없어요." }
        OlderNotes { en: "Older notes", ko: "이전 메모" }
        NewestNotes { en: "Newest notes", ko: "최신 메모" }
        Whole { en: "Show all of it", ko: "모두 보기" }
        Edit { en: "Edit", ko: "수정" }
        EditedText { en: "Text of the note", ko: "메모 내용" }
        Save { en: "Save", ko: "저장" }
        Undo { en: "Undo", ko: "되돌리기" }
        Waits { en: "Waits for the connection.", ko: "연결되면 바로 저장할게요." }
        DeletionWaits { en: "Will be deleted when the connection is back.", ko: "연결되면 삭제할게요." }
        Sending { en: "Sending …", ko: "보내고 있어요." }
        TakeBack { en: "Take back", ko: "보내기 취소" }
        NoteWaits { en: "The note waits here and is sent by itself.", ko: "메모를 여기 두었다가 연결되면 바로 저장할게요." }
        NoteAdded { en: "Added.", ko: "추가했어요." }
        NoteSaved { en: "Saved.", ko: "저장했어요." }
        NoteDeleted { en: "Deleted.", ko: "삭제했어요." }
        NoteRestored { en: "The note is back.", ko: "메모를 되돌렸어요." }
    }
}

#[cfg(test)]
mod tests {
    use super::NotesText;
    use crate::text::register;

    #[test]
    fn korean_is_polite() {
        register::holds(NotesText::ALL, &[]);
    }
}
