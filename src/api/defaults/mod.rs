//! The fields that the API server fills in when their author left them out.

use super::Object;

/// Fills in what is missing (`SetObjectDefaults_*`).
pub fn apply(_object: &mut Object) {}
