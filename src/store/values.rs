//! Ids and times as values of statements: texts and numbers. The macros of sqlx, which would write this, compile SQLite a
//! second time. A product does the same for its own ids with `id_column!`.

use crate::{
    ids::{CodeId, EventId, KeyId, MailId, SessionId, UserId},
    rules::clock::Timestamp,
};

/// Makes `$value` a value of statements, as the `$column` that `$read` returns of it.
macro_rules! column {
    ($value:ty, $column:ty, $read:expr) => {
        impl<D: sqlx::Database> sqlx::Type<D> for $value
        where
            $column: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                <$column>::type_info()
            }

            fn compatible(other: &D::TypeInfo) -> bool {
                <$column>::compatible(other)
            }
        }

        impl<'q, D: sqlx::Database> sqlx::Encode<'q, D> for $value
        where
            $column: sqlx::Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut D::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let read: fn(&Self) -> &$column = $read;
                read(self).encode_by_ref(buffer)
            }
        }
    };
}
pub(crate) use column;

/// Makes a type that `ids!` has declared a value of statements.
macro_rules! id_column {
    ($id:ty) => {
        $crate::store::values::column!($id, String, |id| id.text());
    };
}
pub(crate) use id_column;

id_column!(UserId);
id_column!(SessionId);
id_column!(KeyId);
id_column!(EventId);
id_column!(CodeId);
id_column!(MailId);
column!(Timestamp, i64, |time| time.as_millis());
