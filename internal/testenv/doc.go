// Package testenv gives tests a real PostgreSQL and a real Redis.
//
// Procedure: `make test` runs the tests under cmd/servers, which starts one server of each kind on a
// free loopback port and names them in COMITY_TEST_POSTGRES and COMITY_TEST_REDIS. A package tested by
// plain `go test` finds the variables unset and starts its own servers, once per test process. Either
// way [Postgres] hands out an empty database and [Redis] an empty database number, each for one test.
//
// Promises:
//
//   - nothing is skipped: a test that asks for a server and cannot have one fails, and says what to install;
//   - servers run in a temporary folder, as a user that is not root, behind a random password;
//   - a server lives exactly as long as the process that started it, even if that process is killed, and
//     takes its folder with it;
//   - no server that was running before is touched, whatever its port.
//
// Only tests and development programs import this package.
package testenv
