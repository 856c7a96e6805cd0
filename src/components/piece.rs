//! Pieces of pages that come and go as a whole.
//!
//! [`AnyView`] brings, for every type of view, code that compares a view with the one before and changes what differs. Where
//! a whole piece is shown or hidden there is nothing to compare.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Position, PositionState};

/// Forgets the type of a view.
pub trait IntoPiece {
    /// The view as one that gives way as a whole to whatever is shown next in its place, even if that is of the same type.
    fn into_piece(self) -> AnyView;
}

impl<V: IntoView + 'static> IntoPiece for V {
    fn into_piece(self) -> AnyView {
        let build = move || -> Box<dyn Mountable> { Box::new(self.build()) };
        Piece(Box::new(build)).into_any()
    }
}

struct Piece(Box<dyn FnOnce() -> Box<dyn Mountable> + Send>);

impl Render for Piece {
    type State = PieceState;

    fn build(self) -> Self::State {
        PieceState((self.0)())
    }

    fn rebuild(self, state: &mut Self::State) {
        let mut next = self.build();
        state.insert_before_this(&mut next);
        state.unmount();
        *state = next;
    }
}

struct PieceState(Box<dyn Mountable>);

impl Mountable for PieceState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        self.0.elements()
    }
}

impl AddAnyAttr for Piece {
    type Output<SomeNewAttr: Attribute> = Self;

    /// What is in the piece is not known any longer.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// Pages are made in the browser, and nowhere else.
impl RenderHtml for Piece {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
