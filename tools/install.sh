#!/bin/sh
# Makes .venv with everything Aisle One needs, pinned by constraints.txt. Safe to run again: it does only what is missing.
set -eu
cd "$(dirname "$0")/.."
FORM=${1:-}  # "long": also what only the long form of the tests needs

say() { printf '%s\n' "$*"; }
stop() { printf 'install: %s\n' "$*" >&2; exit 1; }

# Package and why it is needed, one a line.
system_packages() {
    cat <<'LIST'
libgl1 draws the tablet app
libgl1-mesa-dri draws the tablet app without a graphics card
libegl1 draws the tablet app without a screen
libegl-mesa0 draws the tablet app without a screen
libgbm1 draws the tablet app without a screen
libmtdev1 reads touch screens
chromium tries the console as a person would
strace kills the tablet and fails its disk at chosen system calls, for the proofs
LIST
    [ "$FORM" != long ] || command -v java >/dev/null || say "default-jre-headless runs Spark, which must count as DuckDB does"
}

find_python() {
    for candidate in python3.11 python3.12 python3.13 python3; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            say "$path"
            return
        fi
    done
    return 1
}

is_installed() {
    status=$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) || return 1
    [ "$status" = "install ok installed" ]
}

apt_install() {
    if [ "$(id -u)" = 0 ]; then as_root=""
    elif command -v sudo >/dev/null 2>&1; then as_root="sudo"
    else stop "these system packages are missing and only an administrator can install them: $*. Ask for 'apt-get install $*', then run make install again."
    fi
    $as_root apt-get update -qq || stop "the list of system packages could not be read. Check the network, then run make install again."
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null \
        || stop "these system packages could not be installed: $*. The lines above say why."
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        say "This is not a Debian-like system: make sure that OpenGL (Mesa), EGL, GBM, mtdev, Chromium and strace are there."
        return
    fi
    missing=""
    list=$(system_packages)
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        list="python$version-venv makes the project's own Python environment
$list"
    fi
    while read -r package why; do
        if ! is_installed "$package"; then
            say "Installing the system package $package: it $why."
            missing="$missing $package"
        fi
    done <<LIST
$list
LIST
    # Several names, split on purpose.
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt_install $missing
}

main() {
    python=$(find_python) || stop "Python 3.11, 3.12 or 3.13 is needed and was not found. Install it (on Debian: apt-get install python3), then run make install again."
    install_system_packages "$python"
    wanted=$(cat pyproject.toml constraints.txt tools/install.sh | cksum)
    if [ -x .venv/bin/aisle ] && [ "$(cat .venv/installed 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    [ -x .venv/bin/python ] || "$python" -m venv .venv || stop "the Python environment .venv could not be made. The lines above say why."
    say "Installing the Python packages into .venv: a minute or two the first time."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[server,app,dev]' \
        || stop "the Python packages could not be installed. Check the network, then run make install again."
    printf '%s\n' "$wanted" > .venv/installed
    say "Installed."
}

main
