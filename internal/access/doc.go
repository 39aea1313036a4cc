// Package access is the only place that allows. Every door, every command and every flow that changes
// something asks here, with an Actor, before it does so.
//
// An actor has roles; Table says which rights a role has. A token may narrow the rights of its user by
// scopes, never widen them. What must be seen by two pairs of eyes passes FourEyes as well, and the
// database refuses it once more.
//
// Promises: what the table does not name is refused; a disabled user, an expired or a revoked token and
// a token nobody issued are refused with the same words; the secret part of a token is shown once, at
// its birth, and never kept, logged or compared byte by byte.
package access
