//! The texts of the notes.

crate::texts! {
    /// A text of the notes.
    pub enum NotesText {
        Title { en: "Notes", ko: "메모" }
        NewNote { en: "New note", ko: "새 메모" }
        AddNote { en: "Add note", ko: "메모 추가" }
        NoNotes { en: "Nothing here yet. The first one is yours to write.", ko: "아직 메모가 없어요. 첫 메모를 남겨 보세요." }
        OlderNotes { en: "Older notes", ko: "이전 메모" }
        NewestNotes { en: "Newest notes", ko: "최신 메모" }
        NoteAdded { en: "Added.", ko: "추가했어요." }
        NoteDeleted { en: "Deleted.", ko: "삭제했어요." }
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
