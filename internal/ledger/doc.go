// Package ledger is the system of record: the only room that speaks SQL.
//
// One SQL text serves embedded SQLite and PostgreSQL but for a dialect of four words: taking a lock, testing
// set membership, reading a list of rows as a table, and inserting many rows. Instants are stored as microseconds
// UTC, dates as ISO text, keys sort by bytes, and every time comes from the clock the ledger was opened
// with, never from the database.
//
// Facts change and decisions are taken under the same locks. A claim locks every person, contact-point
// value and account of its group in one statement ordered by key, reads facts and history in later
// statements, decides in order while adding each granted claim to the history of the next, and writes;
// payments, holds and imports lock the same rows in the same order. Every change of a state is one
// conditional statement, and every change writes an append-only event in its own transaction.
package ledger
