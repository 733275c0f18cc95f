//! Parts in the browser. All are of one type.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    tachys::{
        hydration::Cursor,
        renderer::types::{Element, Node},
        view::{Mountable, Position, PositionState},
    },
};

/// A view whose type is forgotten.
pub struct Part(Box<dyn Make>);

/// Returns the view as a part.
pub fn part<V: IntoView + 'static>(view: V) -> Part {
    Part(Box::new(view))
}

/// Renders what `view` returns, and again whenever what it reads has changed.
///
/// The elements are then replaced, not compared: an element that can hold the focus, or whose text is read out when it
/// changes, stands outside. Attributes that a component gets from outside do not reach them.
pub fn dynamic<V: IntoView + 'static>(
    view: impl Fn() -> V + Send + Sync + 'static,
) -> impl IntoView {
    boxed(Box::new(move || part(view())))
}

fn boxed(view: Box<dyn Fn() -> Part + Send>) -> impl IntoView {
    move || view()
}

/// What makes the elements.
trait Make: Send {
    fn build(self: Box<Self>) -> Elements;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Elements;
}

impl<V: IntoView + 'static> Make for V {
    fn build(self: Box<Self>) -> Elements {
        Elements(Box::new(Render::build(*self)))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Elements {
        Elements(Box::new(RenderHtml::hydrate::<true>(
            *self, cursor, position,
        )))
    }
}

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
pub struct Elements(Box<dyn Mountable>);

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
