//! The scheduler: which node a pod goes to.
