# The virtual environment .venv and the pinned packages in it, keyed by the sum of the requirements file.

VENV=$ROOT/.venv

# Python with the project's packages. Its own process: what it needs of the environment stays there.
venv_python() (
    enter_environment
    exec "$VENV/bin/python" "$@"
)

# A virtual environment holds absolute paths: one that came along with a moved checkout is made anew.
venv_works() {
    [ -x "$VENV/bin/python" ] || return 1
    [ ! -e "$VENV/made-for" ] || [ "$(cat "$VENV/made-for")" = "$ROOT" ] || return 1
    venv_python -c '' 2>/dev/null
}

# install_requirements FILE: requirements.txt to serve, requirements-dev.txt (which contains it) to test.
install_requirements() {
    key="$(sha256sum <"$ROOT/$1" | cut -c 1-64) $ROOT"
    stamp=$VENV/$1.installed
    if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then
        return 0
    fi
    venv_python -m pip --version >/dev/null 2>&1 || make_venv
    say "Installing $(grep -c '==' "$ROOT/$1") Python packages into .venv · 安装 Python 依赖（约一分钟）"
    if [ -n "$BUNDLE" ]; then
        open_bundle
        # These two go before any configuration of the machine.
        export PIP_NO_INDEX=1 PIP_FIND_LINKS="$BUNDLE_LINK/wheels"
    fi
    logged "$LOGS/python.log" venv_python -m pip install --disable-pip-version-check --no-input --progress-bar off \
        --only-binary :all: --require-hashes -r "$ROOT/$1" ||
        die "the Python packages of $1 could not be installed (the whole log: $LOGS/python.log)" \
            "If the machine cannot reach a package index, see \`./run help\` on bundles; a proxy or mirror is set in pip's" \
            "own configuration (pip config)."
    printf '%s' "$key" >"$stamp"
}

make_venv() {
    say "Making the virtual environment .venv · 创建 Python 虚拟环境"
    find_python || die "no Python 3.11 to 3.14 with its venv module was found" "Install python3 and python3-venv, then ./run again."
    rm -rf "$VENV"
    if [ "$PYTHON" = "$PRIVATE/bin/python3" ]; then
        # Debian's ensurepip looks for pip at a fixed place of the system; ours lies elsewhere.
        set -- "$PRIVATE"/root/usr/share/python-wheels/pip-*.whl
        logged "$LOGS/python.log" "$PYTHON" -m venv --without-pip "$VENV" &&
            logged "$LOGS/python.log" venv_python "$1/pip" install --no-index "$1" || venv_failed
    else
        logged "$LOGS/python.log" "$PYTHON" -m venv "$VENV" || venv_failed
    fi
    printf '%s' "$ROOT" >"$VENV/made-for"
}

venv_failed() {
    die "the virtual environment $VENV could not be made with $PYTHON" "The log is $LOGS/python.log."
}
