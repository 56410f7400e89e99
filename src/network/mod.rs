//! Services, EndpointSlices and names.
