# System packages: what is missing, and how it comes in (root, sudo, or neither: see private_packages.sh).

RUNTIME_PACKAGES="python3 python3-venv postgresql-postgis libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
# The headless shell opens a page with a third of the processor time that the whole Chromium takes.
# libatomic1 is for the driver that playwright brings along.
TEST_PACKAGES="chromium-headless-shell poppler-utils libatomic1"
CJK_FONT=usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

# as_root COMMAND…: with the rights of root, or 77 when they cannot be had without asking for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 77
    fi
}

# The wheels of requirements.txt exist for 3.11 to 3.14, those of a bundle for the one version PYTHON_WANTED.
# `import ensurepip` is what Debian leaves out of python3.
python_suits() {
    "$1" -c 'import sys, venv, ensurepip
version = "%d.%d" % sys.version_info[:2]
sys.exit(version not in (sys.argv[1:] or ("3.11", "3.12", "3.13", "3.14")))' ${PYTHON_WANTED:+"$PYTHON_WANTED"} 2>/dev/null
}

# Sets PYTHON to an interpreter that can make the virtual environment.
find_python() {
    for PYTHON in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
        if command -v "$PYTHON" >/dev/null && python_suits "$PYTHON"; then
            return 0
        fi
    done
    PYTHON=$PRIVATE/bin/python3
    private_is_ready && [ -x "$PYTHON" ]
}

# Sets PG_BIN to the newest PostgreSQL that has PostGIS. A cluster stays with the version that made it: $1, if given.
find_postgres() {
    for share in $(printf '%s\n' /usr/share/postgresql/*/extension/postgis.control | sort -t/ -k5,5Vr); do
        version=${share#/usr/share/postgresql/}
        version=${version%%/*}
        PG_BIN=/usr/lib/postgresql/$version/bin
        if [ -x "$PG_BIN/initdb" ] && [ "${1:-$version}" = "$version" ]; then
            return 0
        fi
    done
    PG_BIN=$PRIVATE/bin
    private_is_ready && [ -x "$PG_BIN/initdb" ] && {
        [ -z "${1:-}" ] || [ "$1" = "$(cat "$PRIVATE/postgres-version")" ]
    }
}

has_library() {
    ldconfig -p | grep -q "^[[:space:]]*$1 " ||
        { private_is_ready && [ -n "$(find "$PRIVATE/root/usr/lib" -maxdepth 2 -name "$1" -print -quit)" ]; }
}

has_program() {
    command -v "$1" >/dev/null || { private_is_ready && [ -x "$PRIVATE/bin/$1" ]; }
}

has_cjk_font() {
    [ -e "/$CJK_FONT" ] || { private_is_ready && [ -e "$PRIVATE/root/$CJK_FONT" ]; }
}

# missing_packages [test]: the Debian packages this machine still needs, one a line.
missing_packages() {
    venv_works || find_python || printf '%s\n' python3 python3-venv
    # A server given by DATABASE_URL needs no PostgreSQL here; the tests always make their own cluster.
    [ -n "${DATABASE_URL:-}" ] && [ "${1:-}" != test ] || find_postgres || echo postgresql-postgis
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    has_cjk_font || echo fonts-noto-cjk
    [ "${1:-}" = test ] || return 0
    has_program chromium-headless-shell || has_program chromium || echo chromium-headless-shell
    has_program pdftotext || echo poppler-utils
    has_library libatomic.so.1 || echo libatomic1
}

# install_packages PACKAGE…
install_packages() {
    command -v apt-get >/dev/null ||
        die "this machine lacks $*, and has no apt-get to install them with" \
            "Debian 12+ or Ubuntu 24.04+ is needed; elsewhere install the same things by hand and set DATABASE_URL."
    open_bundle
    if as_root true; then
        say "Installing system packages: $* · 安装系统软件包（首次需要几分钟）"
        install_with_apt "$@"
    else
        say "No root rights: unpacking into $PRIVATE: $* · 无管理员权限，软件包解压到数据目录"
        unpack_privately "$@"
    fi
}

install_with_apt() {
    keep_postgres_quiet
    apt_folder=$(mktemp -d)
    write_apt_config "$apt_folder" /var/lib/dpkg/status
    # A package manager that was killed half-way refuses all work until this is done.
    logged "$LOGS/packages.log" as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a || packages_failed "$@"
    for step in update "install -y --no-install-recommends $*"; do
        # $step is words on purpose: package names hold no spaces.
        # shellcheck disable=SC2086
        logged "$LOGS/packages.log" as_root env DEBIAN_FRONTEND=noninteractive APT_CONFIG="$apt_folder/apt.conf" \
            apt-get -q -o DPkg::Lock::Timeout=600 $step || packages_failed "$@"
    done
    as_root rm -rf "$apt_folder"
    [ -z "$QUIET_FILE" ] || as_root rm -f "$QUIET_FILE"
}

packages_failed() {
    [ -z "${QUIET_FILE:-}" ] || as_root rm -f "$QUIET_FILE"
    die "the system packages $* could not be installed (the whole log: $LOGS/packages.log)" \
        "Without a way to the package mirror, make a bundle on a machine that has one:  ./run bundle DIR" \
        "and use it here:  ./run --bundle DIR"
}

# Debian's package would make and start a cluster of its own on port 5432; ours is private. Only where PostgreSQL was
# not there before, and only while we install: an administrator's own later choice is not touched.
keep_postgres_quiet() {
    QUIET_FILE=
    quiet_file=/etc/postgresql-common/createcluster.d/geoapp.conf
    [ ! -d /etc/postgresql-common ] || [ -e "$quiet_file" ] || return 0
    QUIET_FILE=$quiet_file
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | as_root tee "$QUIET_FILE" >/dev/null
}

# write_apt_config FOLDER STATUS: an apt of its own below FOLDER that believes the package list STATUS. With the system's
# own list and no bundle the file stays empty: then apt is the system's.
write_apt_config() {
    mkdir -p "$1/lists/partial" "$1/archives/partial"
    {
        if [ "$2" != /var/lib/dpkg/status ] || ! as_root true; then
            printf 'Dir::State "%s";\nDir::State::status "%s";\nDir::Cache "%s";\n' "$1" "$2" "$1"
            printf 'Dir::Cache::archives "%s/archives";\nDebug::NoLocking "true";\n' "$1"
            # Root's apt would fetch as a user who may not enter this folder.
            printf 'APT::Sandbox::User "root";\n'
        fi
        if [ -n "$BUNDLE" ]; then
            # copy: and not file:, which would leave nothing in archives/ to unpack without root.
            printf 'deb [trusted=yes] copy:%s/debs ./\n' "$BUNDLE_LINK" >"$1/sources.list"
            printf 'Dir::State::lists "%s/lists";\nDir::Etc::sourcelist "%s/sources.list";\n' "$1" "$1"
            printf 'Dir::Etc::sourceparts "/dev/null";\nAPT::Sandbox::User "root";\n'
        fi
    } >"$1/apt.conf"
}
