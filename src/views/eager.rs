//! A view that is hydrated and rendered in one step.
//!
//! The router keeps each route's view behind a pointer, and with it the code that hydrates every element
//! asynchronously, as lazily loaded routes need. None of our routes is lazy. The default implementation reduces that
//! code to one call, which makes the module a tenth smaller.
//!
//! A view behind a pointer is also compiled in its owned form. This one is its own, so that each page is compiled once.
//!
//! A view in here changes by the closures in it. Where it is rendered anew as a whole, which no page is, its elements are
//! replaced: the code that would compare each of them with what it was is not downloaded.
//!
//! On the server, a view below a `Transition` is resolved element by element, each a future, in case one of them waits.
//! A view in here waits only for the resources that it reads, and those are loaded by then.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, Mountable, Render, RenderHtml},
    tachys::{
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{Position, PositionState},
    },
};

/// Delegates everything to the inner view, except asynchronous hydration and the owned form.
pub struct Eager<V>(pub V);

impl<V: Render> Render for Eager<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    /// Replaces the elements.
    fn rebuild(self, state: &mut Self::State) {
        let mut new = self.0.build();
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
        self.0.add_any_attr(attr)
    }
}

impl<V: RenderHtml + 'static> RenderHtml for Eager<V> {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self {
        self
    }

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0
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
        self.0
            .to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
