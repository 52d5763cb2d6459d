# What is proved, run in the fresh machine: ./run answers, answers again, ./run test passes. Prints one line "result: …".
set -eu
cd "$(dirname -- "$0")/../.."
# The way to the mirrors: proxies, certificates, pip's settings.
while IFS= read -r setting; do
    export "${setting?}"
done </etc/machine-environment
bundle='/media/the bundle'
if [ -d "$bundle" ]; then set -- --bundle "$bundle"; fi

seconds_since() {
    echo $(($(date +%s) - $1))
}

# The status line of the front page; the shell's own network device, since a minimal machine has no curl.
front_page_status() {
    bash -c 'exec 3<>/dev/tcp/127.0.0.1/8000 && printf "GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" >&3 && head -n 1 <&3' 2>/dev/null |
        tr -d '\r'
}

# serve_until_answer: ./run in the background until the page is there; sets TOOK, leaves it running.
serve_until_answer() {
    start=$(date +%s)
    ./run "$@" &
    server=$!
    until front_page_status | grep -q ' 200'; do
        kill -0 "$server" 2>/dev/null || { echo "./run ended without serving" >&2; exit 1; }
        [ "$(seconds_since "$start")" -lt 1800 ] || { echo "no answer after half an hour" >&2; exit 1; }
        sleep 0.2
    done
    TOOK=$(seconds_since "$start")
    echo "front page: $(front_page_status) after $TOOK s"
}

serve_until_answer "$@"
first=$TOOK
./run stop
serve_until_answer "$@"
second=$TOOK
./run stop

start=$(date +%s)
# Bundle first: it is an option of ./run, not of the tests. $TESTS is words on purpose.
# shellcheck disable=SC2086
if ./run "$@" test $TESTS >test.log 2>&1; then outcome=passed; else outcome='FAILED (failed)'; fi
tail -n 40 test.log
test=$(seconds_since "$start")
[ "$NAME" != root ] || ./run bundle /bundle
echo "result: $NAME|$first|$second|$test|$outcome: $(tail -n 1 test.log)"
