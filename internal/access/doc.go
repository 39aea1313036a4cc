// Package access is the only place that allows. Every door, every command and every flow that changes
// something asks here, with an Actor, before it does so.
//
// An actor has roles, and one table says which rights a role has; it is printed in docs/roles.md. A token
// may narrow the rights of its user by scopes, never widen them. What must be seen by two pairs of eyes
// passes FourEyes as well, and the database refuses it once more. Whether a case or a batch is the actor's
// own is asked by the flow that holds it: rights say what may be done, not to whom.
//
// Promises: what the table does not name is refused. A role that nobody defined grants nothing. The secret
// part of a token is shown once, at its birth, and never kept or logged; what is kept is its SHA-256.
// Refused says which of the many reasons it was, for a person at a terminal; a door open to a network
// answers all of them with the same words.
package access
