//! In the browser, all parts are of one type.

use std::sync::Arc;

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    tachys::{
        hydration::Cursor,
        renderer::types::{Element, Node},
        view::{Mountable, Position, PositionState},
    },
};

/// Renders what `view` returns, and again whenever what it reads has changed.
///
/// The elements are then replaced, not compared: an element that can hold the focus, or whose text is read out when it
/// changes, stands outside. Attributes that a component gets from outside do not reach them.
pub fn dynamic<V: IntoView + 'static>(
    view: impl Fn() -> V + Send + Sync + 'static,
) -> impl IntoView {
    erased(Arc::new(view))
}

fn erased(source: Arc<dyn Source>) -> impl IntoView {
    move || Part(Arc::clone(&source))
}

/// What makes the elements.
trait Source: Send + Sync {
    fn build(&self) -> Elements;
    fn hydrate(&self, cursor: &Cursor, position: &PositionState) -> Elements;
}

impl<V: IntoView + 'static, F: Fn() -> V + Send + Sync> Source for F {
    fn build(&self) -> Elements {
        Elements(Box::new(self().build()))
    }

    fn hydrate(&self, cursor: &Cursor, position: &PositionState) -> Elements {
        Elements(Box::new(self().hydrate::<true>(cursor, position)))
    }
}

struct Part(Arc<dyn Source>);

impl Render for Part {
    type State = Elements;

    fn build(self) -> Elements {
        self.0.build()
    }

    fn rebuild(self, before: &mut Elements) {
        let mut elements = self.0.build();
        before.insert_before_this(&mut elements);
        before.unmount();
        *before = elements;
    }
}

impl AddAnyAttr for Part {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Part {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// Renders nothing: the server has a part of its own.
    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Elements {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// The elements of a part, of whatever kind.
struct Elements(Box<dyn Mountable>);

impl Mountable for Elements {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}
