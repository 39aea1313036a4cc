// Package intake takes a creditor's book in: a folder, or single files, of portfolio.yaml, customers.csv,
// contact_points.csv, accounts.csv and payments.csv; holds.csv, promises.csv, appointments.csv, plans.csv,
// notices.csv and requests.csv, which say when not to write and when to; and contacts.csv, which says what others
// said already. docs/import.md describes every column. Contacts come by API too, under the same rules.
//
// The procedure, for each file in the order in which they refer to each other:
//
//  1. detect the encoding (UTF-8, with or without BOM, or GB18030) without holding the file in memory;
//  2. read records as RFC 4180 has them, through a reader that bounds every field and every record;
//  3. match the header by name; an unknown or a missing column stops the run before anything is loaded;
//  4. check every cell; a row with a fault is reported and written to <name>.rejects.csv, together with the
//     rows that make one thing with it;
//  5. hand good rows to the Store in chunks, and at the end record the feed.
//
// It promises: memory does not grow with the size of a file beyond a hash for each id seen; a row is
// either loaded or reported with its line, column and reason; no error or report carries a name, a phone
// number or an address; Strict loads everything or nothing; taking the same file in twice changes nothing.
package intake
