//! The terminal: words, pipes, files, machines, and the foreground process.
