//! The ids as values of statements: texts. The macros of sqlx, which would write this, compile SQLite a second time.

use sqlx::{Database, Encode, Type, encode::IsNull, error::BoxDynError};

use crate::ids::{KeyId, SessionId, UserId};

macro_rules! texts {
    ($($id:ty),*) => {$(
        impl<D: Database> Type<D> for $id
        where
            String: Type<D>,
        {
            fn type_info() -> D::TypeInfo {
                String::type_info()
            }

            fn compatible(other: &D::TypeInfo) -> bool {
                String::compatible(other)
            }
        }

        impl<'q, D: Database> Encode<'q, D> for $id
        where
            String: Encode<'q, D>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut D::ArgumentBuffer,
            ) -> Result<IsNull, BoxDynError> {
                self.text().encode_by_ref(buffer)
            }
        }
    )*};
}

texts!(UserId, SessionId, KeyId);
