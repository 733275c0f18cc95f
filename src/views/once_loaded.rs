//! A view below a `Transition` that is built from one resource.
//!
//! On the server a `Transition` builds its view to see which resources it reads, builds it again once these are loaded, to
//! see whether it now reads more, and only then builds the one that it renders. A view in here says what it reads and is
//! built once: for a list, two thirds of the work of the page.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::{AddAnyAttr, Render, RenderHtml, Resource, With},
    tachys::{
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{Position, PositionState},
    },
};

use super::eager::Eager;
use crate::json::Json;

/// Renders `view` once `resource` is loaded. The view reads no other resource.
pub fn once_loaded<T, V>(resource: Resource<T, Json>, view: V) -> OnceLoaded<V>
where
    T: Send + Sync + 'static,
{
    OnceLoaded {
        read: Box::new(move || resource.with(|_| ())),
        view: Eager(view),
    }
}

/// What [`once_loaded`] returns. Delegates everything but the question for resources.
pub struct OnceLoaded<V> {
    read: Box<dyn Fn() + Send>,
    view: Eager<V>,
}

impl<V: Render> Render for OnceLoaded<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.view.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.view.rebuild(state);
    }
}

impl<V: AddAnyAttr> AddAnyAttr for OnceLoaded<V> {
    type Output<NewAttr: Attribute> = V::Output<NewAttr>;

    fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self.view.add_any_attr(attr)
    }
}

impl<V: RenderHtml + 'static> RenderHtml for OnceLoaded<V> {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {
        (self.read)();
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
