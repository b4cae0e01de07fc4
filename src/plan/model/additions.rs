//! Sums that stand written: a figure, and beside it those that make it up.

use crate::{plan::quantity::Quantity, source::Span};

/// A figure that others beside it are said to make up.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The figure.
    pub whole: Quantity,
    /// Those that make it up, in their order.
    pub parts: Vec<Quantity>,
    /// Where these stand, or what stands over them.
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
    /// Behind the names of tasks that follow each other, of which each has a row that says how long it takes.
    Chain,
    /// In the heading of a critical path, whose length a label gives as well: the one part.
    Restated {
        /// What names that label.
        key: Span,
    },
    /// Over numbered lines that deal it out: "Total tasks: 125" over "Year 1: 49 tasks", "Year 2: 76 tasks".
    Series {
        /// What names the total.
        key: Span,
    },
    /// Over sections, of which each has a label of the same name, `text` being the title above all of them.
    Sections {
        /// What names the total.
        key: Span,
    },
    /// In an item, over those inside it, `text` being its line: "Client: 59 tests" over "Forms: 26 tests".
    Items,
    /// Below the lines of a fence, of which each has one of the parts.
    Lines {
        /// What names the total.
        key: Span,
    },
}
