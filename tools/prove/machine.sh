# Machines in folders: a minimal Debian, this machine's way to the package mirrors, and a copy of the checkout.

# build_base: FOLDER/base, made once. Everything a machine needs to reach the mirrors as this one does goes into it.
build_base() {
    [ ! -e "$FOLDER/base/settings-copied" ] || return 0
    rm -rf "$FOLDER/base"
    mirror=$(debian_sources | awk -v suite="$SUITE" '$3 == suite {print $2; exit}')
    [ -n "$mirror" ] || { echo "error: this machine has no package source for $SUITE" >&2; exit 1; }
    echo "Building a minimal $SUITE" >&2
    debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$FOLDER/base" "$mirror" >"$FOLDER/debootstrap.log"
    copy_machine_settings "$FOLDER/base"
    touch "$FOLDER/base/settings-copied"
}

# The Debian package sources of this machine as one-line entries; other projects' keys would be missing in the new one.
debian_sources() {
    apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        sed -n 's/^Debian //p' | sort -u
}

copy_machine_settings() {
    debian_sources >"$1/etc/apt/sources.list"
    apt-config dump | grep '^Acquire::' >"$1/etc/apt/apt.conf.d/50acquire" || true
    for file in /etc/apt/auth.conf /etc/apt/auth.conf.d /usr/local/share/ca-certificates; do
        [ ! -e "$file" ] || cp -r "$file" "$1${file%/*}/"
    done
    cp -rL /etc/ssl/certs/. "$1/etc/ssl/certs/" 2>/dev/null || true # dangling links are no loss
    cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
    # pip reads the one in /etc last, so the caller's own settings go before the machine's here as well.
    mkdir -p "$1/etc/xdg/pip"
    copy_pip_settings /etc/pip.conf "$1/etc/xdg/pip/pip.conf"
    copy_pip_settings "${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf" "$1/etc/pip.conf"
    env | grep -iE '^(https?_proxy|no_proxy|PIP_[A-Z_]+|SSL_CERT_[A-Z]+|REQUESTS_CA_BUNDLE)=' |
        grep -v '^PIP_FIND_LINKS=' >"$1/etc/machine-environment" || true
}

# copy_pip_settings FROM TO: without indexes and files on this machine's own disk, which the new one does not have.
copy_pip_settings() {
    [ ! -r "$1" ] || sed -E 's#file:[^ ]*##g; /^ *find-links/d' "$1" | sed -E '/^[a-z-]+ *= *$/d' >"$2"
}

# build_machine NAME: a fresh copy of the base with the checkout in a home whose path has a space.
build_machine() {
    root=$FOLDER/$1
    rm -rf "$root"
    cp -a "$FOLDER/base" "$root"
    home=$root/root
    case $1 in
        sudo | user | offline-user)
            chroot "$root" useradd -m -s /bin/sh person
            home=$root/home/person
            ;;
    esac
    if [ "$1" = sudo ]; then
        chroot "$root" sh -c 'apt-get -q update && apt-get -q -y --no-install-recommends install sudo' >"$FOLDER/sudo.log"
        echo 'person ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/person"
    fi
    mkdir "$home/place names"
    (cd "$CHECKOUT" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$home/place names")
    chown -R --reference="$home" "$home"
    chmod 700 "$home"
}

# prove NAME: runs tools/prove/inside.sh in the machine. All its processes end with it, whatever happens.
prove() {
    root=$FOLDER/$1
    set -- "$1" "${PROVE_TESTS:-}"
    if [ "${1#offline}" != "$1" ]; then
        [ -r "$FOLDER/bundle/SHA256SUMS" ] || { echo "error: no bundle; prove \`root\` first" >&2; return 1; }
        mkdir -p "$root/media/the bundle"
        unshare --net sh -c 'ip link set lo up && exec "$@"' - "$CHECKOUT/tools/prove/enter" "$root" "$FOLDER/bundle" "$@"
    else
        "$CHECKOUT/tools/prove/enter" "$root" '' "$@"
    fi | tee "$FOLDER/$1.log" || return 1
    sed -n 's/^result: //p' "$FOLDER/$1.log" | grep . >>"$RESULTS" || return 1
    [ "$1" != root ] || { rm -rf "$FOLDER/bundle" && mv "$root/bundle" "$FOLDER/bundle"; }
}
