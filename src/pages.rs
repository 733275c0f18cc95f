//! Who may see which page. A page declares its access together with its route, so no page lacks one. The server's guard
//! and the tests read the table that the routes create.

/// Who may see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Users who are not signed in; a signed-in user is redirected.
    GuestOnly,
    /// Signed-in users.
    Protected,
    /// Administrators. For any other signed-in user the page is not found.
    Admin,
}

/// A page and its access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The path, without a trailing slash.
    pub path: &'static str,
    /// Who may see the page and everything below it.
    pub access: Access,
}

/// The pages of an application.
#[derive(Clone, Debug, Default)]
pub struct PageTable(Vec<Page>);

impl PageTable {
    /// Creates the table of `pages`.
    pub fn new(pages: Vec<Page>) -> Self {
        Self(pages)
    }

    /// Returns who may see a document at `path`: the access of the nearest page at or above it. A public or guest-only
    /// page covers only itself.
    pub fn access(&self, path: &str) -> Access {
        let covers = |page: &&Page| match page.access {
            Access::Public | Access::GuestOnly => path == page.path,
            Access::Protected | Access::Admin => path
                .strip_prefix(page.path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        let nearest = self
            .0
            .iter()
            .filter(covers)
            .max_by_key(|page| page.path.len());
        nearest.map_or(Access::Public, |page| page.access)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_page_protects_all_below_it_and_nothing_beside_it() {
        let page = |path, access| Page { path, access };
        let table = PageTable::new(vec![
            page("/", Access::Public),
            page("/login", Access::GuestOnly),
            page("/notes", Access::Protected),
            page("/notes/shared", Access::Public),
            page("/admin", Access::Admin),
        ]);
        assert_eq!(table.access("/notes"), Access::Protected);
        assert_eq!(table.access("/notes/1"), Access::Protected);
        assert_eq!(table.access("/notes/shared"), Access::Public);
        assert_eq!(table.access("/notes/shared/1"), Access::Protected);
        assert_eq!(table.access("/admin/users"), Access::Admin);
        assert_eq!(table.access("/login"), Access::GuestOnly);
        assert_eq!(table.access("/login/x"), Access::Public);
        assert_eq!(table.access("/notesbook"), Access::Public);
    }
}
