//! The ids as values of statements: texts. A product does the same with `id_column!`. The macros of sqlx, which would
//! write this, compile SQLite a second time.

use crate::ids::{KeyId, SessionId, UserId};

/// Makes a type that `ids!` has declared a value of statements.
macro_rules! id_column {
    ($id:ty) => {
        impl<D: sqlx::Database> sqlx::Type<D> for $id
        where
            String: sqlx::Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                String::type_info()
            }

            fn compatible(other: &D::TypeInfo) -> bool {
                String::compatible(other)
            }
        }

        impl<'q, D: sqlx::Database> sqlx::Encode<'q, D> for $id
        where
            String: sqlx::Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut D::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                self.text().encode_by_ref(buffer)
            }
        }
    };
}
pub(crate) use id_column;

id_column!(UserId);
id_column!(SessionId);
id_column!(KeyId);
