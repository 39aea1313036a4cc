# Runs one server for as long as standard input stays open, then stops it and removes its folder.
# Standard input is a pipe held by the process that wanted the server: when that process ends, however
# it ends, the kernel closes the pipe.
#   usage: keep FOLDER SIGNAL COMMAND [ARGUMENT...]
folder=$1 signal=$2
shift 2
cd "$folder" || exit 1
"$@" </dev/null >"$folder/server.log" 2>&1 &
server=$!
exec 3<&0
{ read -r _ <&3; kill -s "$signal" "$server"; } 2>/dev/null &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
tail -n 20 "$folder/server.log" >&2
cd / && rm -rf "$folder"
exit "$code"
