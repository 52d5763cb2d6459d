# Without root: the same .deb files, unpacked below the checkout's var/packages and used from there. Nothing outside is touched.
#
# PostgreSQL finds its own files by its own path; libraries, PROJ and GDAL data and fonts do not, so every program gets a
# small wrapper in var/packages/bin that sets what it needs. Only `enter_environment` exports anything, and only for Python.

PRIVATE=$ROOT/var/packages

private_is_ready() {
    [ -e "$PRIVATE/ready" ]
}

# unpack_privately PACKAGE…
unpack_privately() {
    mkdir -p "$PRIVATE/root" "$PRIVATE/bin"
    write_apt_config "$PRIVATE/apt" /var/lib/dpkg/status
    for step in update "install -y --no-install-recommends --download-only $*"; do
        # shellcheck disable=SC2086
        logged "$LOGS/packages.log" env APT_CONFIG="$PRIVATE/apt/apt.conf" apt-get -q $step || packages_failed "$@"
    done
    rm -f "$PRIVATE/ready"
    for deb in "$PRIVATE"/apt/archives/*.deb; do
        case ${deb##*/} in
            # A C library other than the running one's loader would stop every program that is given this folder.
            libc6_* | libc-bin_*) ;;
            *) logged "$LOGS/packages.log" dpkg-deb -x "$deb" "$PRIVATE/root" || packages_failed "$@" ;;
        esac
    done
    rm -rf "$PRIVATE/apt"
    name_postgis_extension
    write_fonts_conf
    write_wrappers
    touch "$PRIVATE/ready"
}

# Debian names the files postgis-3.* and lets update-alternatives, which did not run here, give them their real names.
name_postgis_extension() {
    for file in "$PRIVATE"/root/usr/share/postgresql/*/extension/postgis*-3.control; do
        [ -e "$file" ] || continue
        ln -sf "${file##*/}" "${file%-3.control}.control"
    done
}

# The folders below var/packages that hold shared libraries, joined by colons.
private_libraries() {
    triplet=$(cd "$PRIVATE/root/usr/lib" && printf '%s\n' *-linux-gnu* | head -n 1)
    folders=$PRIVATE/root/usr/lib/$triplet:$PRIVATE/root/lib/$triplet
    # Their packages register these sub-folders with ldconfig or update-alternatives, which did not run.
    for sub in blas lapack nss pulseaudio; do
        folders=$folders:$PRIVATE/root/usr/lib/$triplet/$sub
    done
    printf '%s' "$folders"
}

write_fonts_conf() {
    cat >"$PRIVATE/fonts.conf" <<END
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>$PRIVATE/root/usr/share/fonts</dir>
  <cachedir>$PRIVATE/font-cache</cachedir>
</fontconfig>
END
}

write_wrappers() {
    for program in "$PRIVATE"/root/usr/lib/postgresql/*/bin/* "$PRIVATE"/root/usr/lib/chromium/chromium \
        "$PRIVATE"/root/usr/lib/chromium/chromium-headless-shell "$PRIVATE"/root/usr/bin/pdfto* "$PRIVATE"/root/usr/bin/python3; do
        [ -x "$program" ] || continue
        wrapper=$PRIVATE/bin/${program##*/}
        cat >"$wrapper" <<END
#!/bin/sh
export LD_LIBRARY_PATH="$(private_libraries)\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
export PROJ_DATA="$PRIVATE/root/usr/share/proj" GDAL_DATA="$PRIVATE/root/usr/share/gdal"
export FONTCONFIG_FILE="$PRIVATE/fonts.conf"
exec "$program" "\$@"
END
        chmod +x "$wrapper"
    done
    for folder in "$PRIVATE"/root/usr/lib/postgresql/*; do
        [ ! -d "$folder" ] || echo "${folder##*/}" >"$PRIVATE/postgres-version"
    done
}

# For Python and what it starts: PostgreSQL's programs, and where nothing is installed for everyone the private libraries
# and fonts. Not PROJ_DATA and GDAL_DATA: the wheels carry their own, of another version.
enter_environment() {
    find_postgres "${CLUSTER_VERSION:-}" || PG_BIN=
    export PATH="${PG_BIN:+$PG_BIN:}$PATH"
    if private_is_ready; then
        export PATH="$PATH:$PRIVATE/bin"
        export LD_LIBRARY_PATH="$(private_libraries)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
        export FONTCONFIG_FILE="$PRIVATE/fonts.conf"
    fi
}
