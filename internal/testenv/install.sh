# Installs Debian packages without starting the services they bring: the tests start their own.
#   usage: install POLICY PACKAGE...
# where POLICY is the program that Debian asks whether a service may be started; ours says no, and goes.
set -eu
policy=$1
shift
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"
