//! Sums that stand written: a figure, and beside it those that make it up.

use crate::{plan::quantity::Quantity, source::Span};

/// A figure that others beside it are said to make up.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The figure.
    pub whole: Quantity,
    /// Those that make it up, in their order.
    pub parts: Vec<Quantity>,
    /// Where these stand.
    pub text: Span,
    /// How it is written.
    pub form: AdditionForm,
}

/// How an addition is written.
#[derive(Debug, Clone)]
pub enum AdditionForm {
    /// Before a sign that says it: "12 + 8 + 5 = 25", "3 people × 5 days = 15 person-days".
    Equation {
        /// What the parts come to as they are joined.
        value: Quantity,
        /// Whether nothing but sums of plain figures stands there: no product, no name before a bracket.
        plain: bool,
    },
    /// Before brackets that hold the parts: "25 tests (12 unit + 8 integration)".
    Gloss {
        /// Whether plus signs join them.
        joined: bool,
    },
    /// Over or below the steps of a critical path, whose length it is.
    Path,
    /// In the heading of a critical path, whose length a label gives as well: the one part.
    Restated {
        /// What names that label.
        key: Span,
    },
    /// Below the lines of a fence, of which each has one of the parts.
    Lines {
        /// What names the total.
        key: Span,
    },
}
