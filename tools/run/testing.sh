# The tests: in one process, or the whole suite in several.

# test_processes: as many as there are cores and 3 GB of memory for, each with a database server and a browser of its own.
test_processes() {
    cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
    room=$(($(memory_mb) / 3000))
    between 1 "$(between 1 "$cores" "$room")" 4
}

# run_tests [--long] […]: a part of the suite is sooner done in one process, and easier to follow.
run_tests() {
    # The tests make their own database; a real one must not even be in sight.
    unset DATABASE_URL DATABASE_APP_URL DATABASE_READER_URL GEOAPP_DATA GEOAPP_SECRET_KEY
    export REQUIRE_DATABASE=1 REQUIRE_BROWSER=1
    enter_environment
    cd "$ROOT"
    case "$*" in
        "" | --long) set -- -n "$(test_processes)" "$@" ;;
    esac
    exec "$VENV/bin/python" -m pytest "$@"
}
