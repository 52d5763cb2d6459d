# Messages of ./run, and the lock that keeps two of them apart.
# Everything is said on standard error, so that `./run geoapp names search 白露塘 --json | …` stays clean.

STARTED_AT=$(date +%s)

say() {
    printf '[%3d s] %s\n' "$(($(date +%s) - STARTED_AT))" "$*" >&2
}

# die WHAT HOW…: what went wrong and where, then how to mend it, one line each.
die() {
    printf '\nerror: %s\n' "$1" >&2
    shift
    for line in "$@"; do
        printf '       %s\n' "$line" >&2
    done
    exit 1
}

# logged LOG COMMAND…: the command's output goes into a log; if it fails, the end of the log is shown.
logged() {
    log=$1
    shift
    mkdir -p "$(dirname "$log")"
    if "$@" >>"$log" 2>&1 </dev/null; then
        return 0
    fi
    printf '\n    the end of %s:\n' "$log" >&2
    tail -n 12 "$log" | sed 's/^/    | /' >&2
    return 1
}

# with_lock FOLDER COMMAND…: one ./run at a time. The lock is on the folder itself and ends with the process, so a
# killed run leaves nothing behind. Whatever outlives us must be started with 9<&-, else it would keep the lock.
with_lock() {
    exec 9<"$1"
    if ! flock -n 9; then
        say "Another ./run is preparing $1, waiting for it · 等待另一个 ./run 完成"
        flock 9
    fi
    shift
    "$@"
    exec 9<&-
}
