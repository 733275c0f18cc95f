//! Small components that pages share.

mod alert;
mod attempt;
mod button;
pub mod dom;
mod download;
mod field;
mod footer;
mod header;
mod mark;
mod moment;
mod note_form;
mod note_list;
mod note_row;
mod notes;
mod sign_in_again;
mod sign_in_fields;
mod sign_out;
mod title;

pub use alert::Alert;
pub use attempt::Attempt;
pub use button::Submit;
pub use download::Download;
pub use field::{Field, FieldError, refused};
pub use footer::Footer;
pub use header::Header;
pub use mark::Mark;
pub use moment::Moment;
pub use note_form::NoteForm;
pub use note_list::NoteList;
pub use note_row::NoteRow;
pub use notes::Notes;
pub use sign_in_again::SignInAgain;
pub use sign_in_fields::SignInFields;
pub use sign_out::SignOutForm;
pub use title::PageTitle;
