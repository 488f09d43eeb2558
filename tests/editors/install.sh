#!/usr/bin/env bash
# install.sh DIR [EDITOR...]: installs the editors that the tests drive, by default all of them; quick when all is there.
#
# An editor is a folder beside this file: `packages.txt` names its Debian packages, `install.sh DIR` installs into DIR
# what comes from elsewhere.  Only Debian's archive, PyPI and npm are asked, and no compiler is needed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -gt 0 ] || { echo "usage: install.sh DIR [EDITOR...]" >&2; exit 2; }
dir=$(mkdir -p "$1" && cd "$1" && pwd)
shift
if [ $# -eq 0 ]; then
    cd "$here"
    set -- $(ls -d ./*/packages.txt ./*/install.sh 2>/dev/null | cut -d/ -f2 | sort -u)
fi

missing=()
for editor; do
    [ -d "$here/$editor" ] || { echo "install.sh: there is no folder for '$editor' in $here" >&2; exit 2; }
    [ -f "$here/$editor/packages.txt" ] || continue
    for package in $(sed 's/#.*//' "$here/$editor/packages.txt"); do
        status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$status" = installed ] || missing+=("$package")
    done
done

if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing with apt: ${missing[*]}"
    command -v apt-get >/dev/null || {
        echo "install.sh: this is no Debian or Ubuntu; install what corresponds to these packages yourself" >&2; exit 1; }
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "install.sh: run this as root: apt-get install ${missing[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    log=$dir/apt.log
    {
        "${as_root[@]}" apt-get --quiet update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
    } >"$log" 2>&1 || { tail -n 20 "$log" >&2; echo "install.sh: apt failed; all of it is in $log" >&2; exit 1; }
fi

for editor; do
    [ ! -f "$here/$editor/install.sh" ] || "$here/$editor/install.sh" "$dir"
done
echo "The editors are ready in $dir: $*"
