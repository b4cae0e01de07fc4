//! Rule pages on a terminal.
