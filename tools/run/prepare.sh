# The steps of a start, in order: data folder, machine, database, application.

prepare_data_folder() {
    mkdir -p "$DATA" "$LOGS" 2>/dev/null && [ -w "$DATA" ] ||
        die "the data folder $DATA cannot be written" "Choose another one:  GEOAPP_DATA=… ./run"
    # Others may pass through, to the cluster that runs as another user, but not look around.
    chmod 711 "$DATA"
}

# What Python needs is installed: prepare_machine [test].
prepare_machine() {
    packages=$(missing_packages "${1:-}" | tr '\n' ' ')
    # shellcheck disable=SC2086  # package names hold no spaces
    [ -z "$packages" ] || install_packages $packages
    if [ "${1:-}" = test ]; then
        install_requirements requirements-dev.txt
    else
        install_requirements requirements.txt
    fi
}

# The database answers and the application's environment is set.
prepare_database() {
    if [ -n "${DATABASE_URL:-}" ]; then
        venv_python "$ROOT/tools/run/check_database.py" >"$LOGS/check.log" ||
            { sed 's/^/    /' "$LOGS/check.log" >&2; die "the database of DATABASE_URL cannot be used (the reasons stand above)"; }
    else
        # The user's own defaults are for other servers.
        unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS
        start_cluster
        make_database
        DATABASE_URL=$(database_url geoapp)
        DATABASE_APP_URL=$(database_url geoapp_app)
        DATABASE_READER_URL=$(database_url geoapp_reader)
        export DATABASE_URL DATABASE_APP_URL DATABASE_READER_URL
    fi
    prepare_secret
}

# Signs cookies; made once, so that a restart does not void the forms that people have open.
prepare_secret() {
    if [ ! -s "$DATA/secret-key" ]; then
        (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$DATA/secret-key.new")
        mv "$DATA/secret-key.new" "$DATA/secret-key"
    fi
    export GEOAPP_DATA="$DATA" GEOAPP_SECRET_KEY="${GEOAPP_SECRET_KEY:-$(cat "$DATA/secret-key")}"
}

prepare_application() {
    prepare_database
    is_migrated || geoapp_step db upgrade ||
        die "the database could not be brought to this version" "docs/operations.md says how to restore a backup."
    keep_note migrated "$(migration_state)"
    [ "$DEMO" = no ] || has_note demo || geoapp_step demo load || die "the demo data could not be loaded"
    [ "$DEMO" = no ] || keep_note demo loaded
}

geoapp_step() (
    cd "$ROOT"
    venv_python -m geoapp "$@" >&2
)

# Notes of what need not be done again lie beside the private cluster and are lost with it. A server that others look
# after gets none: there the application looks itself each time.
has_note() {
    [ -n "${PG:-}" ] && [ -e "$PG/$1.done" ]
}

keep_note() {
    [ -z "${PG:-}" ] || printf '%s\n' "$2" >"$PG/$1.done"
}

# The migrations' files, and the revision the database says it has: a restored backup may be an older one.
migration_state() {
    [ -z "${PG:-}" ] || {
        (cd "$ROOT" && find migrations -name '*.py' -exec sha256sum {} + | sort | sha256sum | cut -c 1-64)
        ask geoapp 'select version_num from alembic_version' 2>/dev/null || echo none
    }
}

is_migrated() {
    has_note migrated && [ "$(cat "$PG/migrated.done")" = "$(migration_state)" ]
}
