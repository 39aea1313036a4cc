// Package web is the doors that speak HTTP: one for staff, one for print vendors, one for the public
// (callbacks, unsubscribing). Each is a listener and a server of its own, so that a firewall can tell them
// apart and a flood at one leaves the others alone. TLS is ended in front of them.
//
// A request passes, in this order: an id; the access log; the net under a panic; security headers; the limit
// on its body; then, at the doors of staff and vendors, the token, the right to use this door, the route
// and the right that the route takes. Whoever is not let in learns nothing about what is behind: an
// unknown route is looked up only after the token.
//
// Promises: every error is a problem of RFC 9457 with a stable code, in the reader's language, without
// inner detail. The log has the route's pattern, never a path, query, header, body or address of a person.
// A token is read from the Authorization header only.
package web
