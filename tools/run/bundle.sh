# Bundles: everything ./run and ./run test install, in one folder, for machines without a network.
#
#   debs/        a flat package repository: the .deb files with all they depend on, and its index
#   wheels/      the Python packages of requirements-dev.txt
#   made-for     distribution, processor and Python version the files fit
#   SHA256SUMS   of all of these

# The three facts that must be the same on both machines.
this_machine() {
    (. /etc/os-release && printf '%s-%s' "$ID" "$VERSION_CODENAME")
    printf ' %s python%s\n' "$(dpkg --print-architecture)" "$1"
}

# bundled_python FOLDER: the version of Python in it, which is what a fresh machine will install, as 3.11.
bundled_python() {
    dpkg-deb -f "$1"/debs/python3_*.deb Version | sed 's/^\([0-9]*\.[0-9]*\).*/\1/'
}

make_bundle() {
    [ -n "${1:-}" ] || die "which folder shall hold the bundle?" "For example:  ./run bundle /media/stick/geoapp-bundle"
    folder=$(absolute "$1")
    rm -rf "$folder/debs" "$folder/wheels" "$folder/SHA256SUMS"
    mkdir -p "$folder/debs" "$folder/wheels"
    say "Fetching the system packages with all they need · 下载系统软件包"
    fetch_debs "$folder/debs"
    version=$(venv_python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    [ "$version" = "$(bundled_python "$folder")" ] ||
        die "wheels for Python $version would not fit a fresh machine, which gets Python $(bundled_python "$folder")" \
            "Remove .venv and ./run again with the distribution's python3 first in the PATH."
    say "Fetching the Python packages · 下载 Python 依赖"
    logged "$LOGS/bundle.log" venv_python -m pip download --disable-pip-version-check --no-input --progress-bar off \
        --only-binary :all: --require-hashes -r "$ROOT/requirements-dev.txt" -d "$folder/wheels" ||
        die "the Python packages could not be fetched" "The log is $LOGS/bundle.log."
    this_machine "$version" >"$folder/made-for"
    (cd "$folder" && find made-for debs wheels -type f -exec sha256sum {} + >SHA256SUMS)
    say "The bundle is ready: $folder, $(du -sh "$folder" | cut -f1). On the other machine:  ./run --bundle $folder"
}

# fetch_debs FOLDER: as for a machine on which nothing at all is installed, so that the bundle is complete anywhere.
fetch_debs() {
    fetch_folder=$(mktemp -d)
    : >"$fetch_folder/status"
    write_apt_config "$fetch_folder" "$fetch_folder/status"
    for step in update "install -y --no-install-recommends --download-only $RUNTIME_PACKAGES $TEST_PACKAGES"; do
        # shellcheck disable=SC2086
        logged "$LOGS/bundle.log" env APT_CONFIG="$fetch_folder/apt.conf" apt-get -q $step ||
            die "the system packages could not be fetched" "The log is $LOGS/bundle.log."
    done
    mv "$fetch_folder"/archives/*.deb "$1"
    rm -rf "$fetch_folder"
    (cd "$1" && for deb in *.deb; do index_entry "$deb"; done >Packages)
}

# index_entry FILE: its paragraph of a repository's Packages file.
index_entry() {
    dpkg-deb -f "$1"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$1" "$(stat -c %s "$1")" "$(sha256sum <"$1" | cut -c 1-64)"
}

# choose_bundle FOLDER
choose_bundle() {
    BUNDLE=$(readlink -f -- "$1") && [ -r "$BUNDLE/SHA256SUMS" ] && [ -r "$BUNDLE/made-for" ] ||
        die "$1 is not a bundle: it has no SHA256SUMS" "Make one where there is a network:  ./run bundle DIR"
    made_for=$(cat "$BUNDLE/made-for")
    PYTHON_WANTED=${made_for##*python}
}

# open_bundle: before anything of the bundle is used it must be whole and for this machine. Sets BUNDLE_LINK, a path to it
# without spaces, which neither apt nor pip can be given.
open_bundle() {
    [ -n "$BUNDLE" ] && [ -z "$BUNDLE_LINK" ] || return 0
    say "Checking the bundle $BUNDLE · 校验离线包"
    (cd "$BUNDLE" && sha256sum --quiet --strict -c SHA256SUMS >&2) ||
        die "the bundle $BUNDLE is damaged (the files named above)" "Copy it again."
    [ "$(this_machine "$PYTHON_WANTED")" = "$made_for" ] ||
        die "the bundle $BUNDLE was made for $made_for; this machine is $(this_machine '?')" \
            "Make one on a machine with the same system:  ./run bundle DIR"
    BUNDLE_LINK=$(mktemp -d /tmp/geoapp-bundle.XXXXXX)/bundle
    ln -s "$BUNDLE" "$BUNDLE_LINK"
}

unlink_bundle() {
    [ -z "$BUNDLE_LINK" ] || rm -rf "${BUNDLE_LINK%/bundle}"
    BUNDLE_LINK=
}
