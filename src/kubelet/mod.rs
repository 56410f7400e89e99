//! The kubelets: pod life on the machines, and what containers do.
