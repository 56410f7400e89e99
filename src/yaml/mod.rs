//! Text to values and back, with the place of every node.
