// Package queue is a bell: it tells some worker, soon, that the ledger owes work on an id. It is the
// only room that knows asynq.
//
// Procedure: the feeder calls [Queue.Ring] with the ids of reminders that are due now; every process
// that delivers runs [Queue.Serve], whose handler asks the ledger what the id is about. Redis may be a
// single server, Sentinel, Cluster, or none: then a small one runs inside this process and only this
// process hears its bells.
//
// Promises:
//
//   - Redis holds opaque ids and nothing else; an id that is not plainly an id is refused;
//   - a bell is for now: no future time ever enters Redis;
//   - a bell is heard at least once, or Redis lost it. It may be heard twice, and two bells may carry the
//     same id. The ledger decides whether there is still something to do, and rings again what it is owed.
//     Redis gives back the bell of a killed worker after about a minute (66 s measured);
//   - a handler cannot fail: retries belong to the ledger. One that panics is logged without what it
//     panicked with, because that may be personal data;
//   - stopping takes no new bell, lets handlers finish within a time, and then tells them to stop.
package queue
