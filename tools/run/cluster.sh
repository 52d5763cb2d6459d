# The private PostgreSQL cluster: where it lies, as whom it runs, start, stop, and its addresses.
#
# It listens on a unix socket in a folder of mode 0700 and trusts whoever gets there, that is its owner and root: no
# password is stored. A cluster of the system is neither used nor touched.

# short_name PATH: twelve characters that stand for a path.
short_name() {
    printf '%s' "$1" | sha256sum | cut -c 1-12
}

# locate_cluster: sets PG, the folder with data/ and socket/, and CLUSTER_VERSION, empty when there is no cluster yet.
locate_cluster() {
    state_folder=/var/lib/geoapp/$(short_name "$DATA")
    PG=$DATA/pg
    [ -e "$PG/data" ] || [ ! -e "$state_folder/data" ] || PG=$state_folder
    CLUSTER_VERSION=
    if [ -e "$PG/data" ] && ! [ -r "$PG/data/PG_VERSION" ]; then
        die "the database in $PG belongs to another user" \
            "Start ./run as the user who made it, or give a data folder of your own:  GEOAPP_DATA=… ./run"
    fi
    [ ! -e "$PG/data" ] || CLUSTER_VERSION=$(cat "$PG/data/PG_VERSION")
}

# run_postgres_program PROGRAM…: never as root, which PostgreSQL refuses, but as the owner of the cluster. From /, since
# the owner may not be allowed to see the current folder; in a locale every machine has.
run_postgres_program() (
    cd /
    export LC_ALL=C.UTF-8
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid="$(stat -c %u "$PG")" --regid="$(stat -c %g "$PG")" --clear-groups env HOME=/ "$@"
    fi
    exec "$@"
)

# socket_folder PG: PG/socket, or a short stand-in. A socket's path may have 107 bytes, and in DATABASE_URL only plain
# characters need no escapes.
socket_folder() {
    case $1 in
        *[!A-Za-z0-9/._-]*) ;;
        *) if [ "${#1}" -le 73 ]; then
            printf '%s/socket' "$1"
            return
        fi ;;
    esac
    if [ "$(id -u)" = 0 ]; then printf '/run/geoapp-'; else printf '/tmp/geoapp-%s-' "$(id -u)"; fi
    short_name "$1"
}

make_socket_folder() {
    # Only root may make a folder below /run.
    case $SOCKET in /run/*) install -d -o "$(stat -c %u "$PG")" -m 700 "$SOCKET" ;; esac
    # Below /tmp somebody else could have made it first, to be talked to in our server's place.
    run_postgres_program mkdir -m 700 "$SOCKET" 2>/dev/null ||
        run_postgres_program sh -c '[ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] && chmod 700 "$1"' - "$SOCKET" ||
        die "the folder $SOCKET, where the database's socket must lie, belongs to somebody else" "Remove it, then ./run again."
}

cluster_runs() {
    [ -e "$PG/data" ] && run_postgres_program "$PG_BIN/pg_ctl" -D "$PG/data" status >/dev/null
}

# start_cluster: makes the cluster when there is none, starts it when it stands still. Sets SOCKET.
start_cluster() {
    locate_cluster
    find_postgres "$CLUSTER_VERSION" ||
        die "the database in $PG was made by PostgreSQL ${CLUSTER_VERSION:-?}, which is not installed here" \
            "Install postgresql-$CLUSTER_VERSION-postgis-3, or restore a backup into a new data folder:  GEOAPP_DATA=… ./run"
    [ -e "$PG/data" ] || make_cluster
    SOCKET=$(socket_folder "$PG")
    if cluster_runs; then
        # The folder that the running server was started with counts, not today's choice.
        SOCKET=$(run_postgres_program sed -n 5p "$PG/data/postmaster.pid")
        return 0
    fi
    say "Starting the database · 启动数据库"
    make_socket_folder
    postgres_settings "$(memory_mb)" "$SOCKET" | run_postgres_program sh -c 'cat >"$1"' - "$PG/data/geoapp.conf"
    # 9<&-: a server that inherited our lock would keep it for as long as it runs.
    logged "$LOGS/database.log" run_postgres_program "$PG_BIN/pg_ctl" -D "$PG/data" -l "$PG/start.log" -t 300 -w start 9<&- || {
        run_postgres_program sh -c 'tail -n 8 "$1/start.log" $(ls -t "$1"/data/log/* 2>/dev/null | head -n 1)' - "$PG" >&2
        die "the database in $PG does not start (see above; logs in $PG/data/log)" \
            "No room on the disk and another machine's copy of the folder are the usual causes; docs/operations.md has more."
    }
}

# make_postgres_folder: as root PostgreSQL runs as the user postgres, who cannot enter a home of mode 0700; then the cluster
# lies below the system's state folder.
make_postgres_folder() {
    for PG in "$PG" "$state_folder"; do
        mkdir -p "$PG"
        [ "$(id -u)" = 0 ] || return 0
        chown postgres: "$PG"
        ! run_postgres_program test -w "$PG" || return 0
        rmdir "$PG"
    done
    die "the user postgres can write neither to $DATA nor to ${state_folder%/*}" "Choose another place:  GEOAPP_DATA=… ./run"
}

make_cluster() {
    make_postgres_folder
    say "Making the database cluster in $PG · 创建数据库"
    # Into another name first: an interrupted initdb leaves no half cluster behind.
    run_postgres_program rm -rf "$PG/data.new"
    logged "$LOGS/database.log" run_postgres_program "$PG_BIN/initdb" -D "$PG/data.new" -U geoapp -A trust -E UTF8 --locale=C.UTF-8 -k ||
        die "no database cluster could be made in $PG" "The log is $LOGS/database.log."
    run_postgres_program sh -c 'echo "include '\''geoapp.conf'\''" >>"$1/postgresql.conf"' - "$PG/data.new"
    run_postgres_program mv "$PG/data.new" "$PG/data"
}

# ask DATABASE SQL: the answer as plain text.
ask() {
    run_postgres_program "$PG_BIN/psql" -X -q -h "$SOCKET" -U geoapp -d "$1" -tAc "$2"
}

# make_database: the database geoapp, whose owner of the same name runs the migrations.
make_database() {
    [ "$(ask postgres "select 1 from pg_database where datname = 'geoapp'")" = 1 ] || ask postgres 'create database geoapp' ||
        die "the database in $PG does not answer" "Its logs are in $PG/data/log. Try:  ./run stop, then ./run"
}

database_url() {
    printf 'postgresql+psycopg://%s@/geoapp?host=%s' "$1" "$SOCKET"
}

stop_cluster() {
    locate_cluster
    [ -e "$PG/data" ] && find_postgres "$CLUSTER_VERSION" && cluster_runs || return 1
    logged "$LOGS/database.log" run_postgres_program "$PG_BIN/pg_ctl" -D "$PG/data" -m fast -t 300 -w stop ||
        die "the database in $PG did not stop" "The log is $LOGS/database.log."
}
