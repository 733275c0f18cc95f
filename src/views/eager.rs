//! A view that is hydrated and rendered in one step.
//!
//! What the framework keeps behind a pointer, it keeps with the code that hydrates every element asynchronously, as lazily
//! loaded routes need, and in its owned form. None of our views is hydrated so, and this one is its own owned form.
//!
//! A view in here changes by the closures in it. Where it is rendered anew as a whole, which no page is, its elements are
//! replaced: the code that would compare each of them with what it was is not downloaded.
//!
//! On the server, a view below a `Transition` is resolved element by element, each a future, in case one of them waits.
//! A view in here waits only for the resources that it reads, and those are loaded by then. To see which these are, a
//! `Transition` builds its view, builds it again once they are loaded, to see whether it now reads more, and only then builds
//! the one that it renders. A view that says what it reads ([`once_loaded`]) is built once: for a list, two thirds of the
//! work of the page.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, Mountable, Render, RenderHtml, Resource, With},
    tachys::{
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{Position, PositionState},
    },
};

use crate::json::Json;

/// Delegates everything to the inner view, except asynchronous hydration, the owned form, and where it says what it reads.
pub struct Eager<V> {
    view: V,
    /// Reads the resources of the view, in place of the view.
    read: Option<Box<dyn Fn() + Send>>,
}

/// Returns the view, hydrated and rendered in one step.
pub fn eager<V>(view: V) -> Eager<V> {
    Eager { view, read: None }
}

/// The same for a view below a `Transition` that reads `resource` and no other.
pub fn once_loaded<T, V>(resource: Resource<T, Json>, view: V) -> Eager<V>
where
    T: Send + Sync + 'static,
{
    Eager {
        view,
        read: Some(Box::new(move || resource.with(|_| ()))),
    }
}

impl<V: Render> Render for Eager<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.view.build()
    }

    /// Replaces the elements.
    fn rebuild(self, state: &mut Self::State) {
        let mut new = self.view.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl<V: AddAnyAttr> AddAnyAttr for Eager<V> {
    type Output<NewAttr: Attribute> = V::Output<NewAttr>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self.view.add_any_attr(attr)
    }
}

impl<V: RenderHtml + 'static> RenderHtml for Eager<V> {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {
        match &self.read {
            Some(read) => read(),
            None => self.view.dry_resolve(),
        }
    }

    async fn resolve(self) -> Self {
        self
    }

    fn html_len(&self) -> usize {
        self.view.html_len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.view
            .to_html_with_buf(buf, position, escape, branches, extra);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.view
            .to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.view.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
