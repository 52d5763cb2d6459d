# The web server and the worker of long jobs beside it: port, process numbers, start and stop; other ways into Python.

server_file() {
    printf '%s/server-%s.pid' "$DATA" "$PORT"
}

worker_file() {
    printf '%s/worker-%s.pid' "$DATA" "$PORT"
}

# server_lives FILE: the process in it runs and is ours, not a later one that was given the same number.
server_lives() {
    [ -r "$1" ] && { tr '\0' ' ' <"/proc/$(cat "$1")/cmdline"; } 2>/dev/null | grep -qE 'geoapp (serve|jobs work)'
}

check_port() {
    case $PORT in
        '' | *[!0-9]* | 0* | ??????*) die "PORT=$PORT is not a port number" "Give one between 1024 and 65535:  PORT=8001 ./run" ;;
    esac
    if server_lives "$(server_file)"; then
        say "The site is being served already: http://127.0.0.1:$PORT  (./run stop ends it) · 服务已在运行"
        exit 0
    fi
    # State 0A is LISTEN; the address is written in hexadecimal.
    if grep -hqE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$PORT") [0-9A-F]+:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null; then
        die "port $PORT is used by another program" "Choose another one:  PORT=$((PORT + 1)) ./run"
    fi
}

serve() {
    check_port
    enter_environment
    cd "$ROOT"
    export GEOAPP_BASE_URL="${GEOAPP_BASE_URL:-http://127.0.0.1:$PORT}"
    echo $$ >"$(server_file)"
    start_worker
    say "Starting the server; Ctrl-C ends it, ./run stop also stops the database · 启动服务"
    exec "$VENV/bin/python" -m geoapp serve --host 127.0.0.1 --port "$PORT"
}

# start_worker: it ends by itself when the server, whose process this shell becomes, is gone. One that is lost meanwhile (a
# job that took all memory, somebody's kill -9) is followed by another; a job that has cost three workers is given up.
start_worker() {
    [ "${WORKER:-1}" = 1 ] || return 0
    server=$$
    while kill -0 "$server" 2>/dev/null; do
        "$VENV/bin/python" -m geoapp jobs work --beside "$server" &
        echo $! >"$(worker_file)"
        ! wait $! || break
        sleep "${WORKER_PAUSE:-5}"
    done >>"$LOGS/worker.log" 2>&1 </dev/null &
}

# python_from_here MODULE …: a module of the project, with the caller's folder kept so that file names mean what they say.
python_from_here() {
    enter_environment
    export PYTHONPATH="$ROOT"
    cd "$CALLED_FROM"
    exec "$VENV/bin/python" -P -m "$@"
}

# stop_servers: every server and worker of this data folder, whatever its port. Fails when there was none.
stop_servers() {
    stopped=1
    for file in "$DATA"/server-*.pid "$DATA"/worker-*.pid; do
        if server_lives "$file"; then
            what=${file##*/}
            say "Stopping the ${what%-*} with process number $(cat "$file") · 停止服务"
            end_server "$file"
            stopped=0
        fi
        rm -f "$file"
    done
    return $stopped
}

# end_server FILE: open requests may finish, for PATIENCE seconds, a job is undone and goes back into the queue; then it
# is ended with its workers, whose unfinished transactions the database rolls back.
end_server() {
    pid=$(cat "$1")
    family="$pid $(cat /proc/"$pid"/task/*/children 2>/dev/null)"
    kill "$pid"
    for _ in $(seq $((PATIENCE * 5))); do
        server_lives "$1" || return 0
        sleep 0.2
    done
    say "It does not end by itself: ending it by force · 强制结束"
    # shellcheck disable=SC2086  # numbers
    kill -9 $family 2>/dev/null || true
}

stop_all() {
    stopped_any=no
    ! stop_servers || stopped_any=yes
    ! stop_cluster || stopped_any=yes
    if [ $stopped_any = yes ]; then say "Stopped · 已停止"; else say "Nothing was running · 没有正在运行的服务"; fi
}
