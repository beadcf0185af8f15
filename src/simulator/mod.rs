//! A faithful stand-in for Meta's Graph API, with customers' phones in the browser. It speaks HTTP only.
