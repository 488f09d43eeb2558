#!/usr/bin/env bash
# install.sh DIR: DIR/helix/hx starts Helix.
#
# Debian 12 has no Helix.  That of Debian 13, and the C library that it needs, are unpacked into DIR; nothing is installed
# in the system.  What Helix starts, such as the language server, uses the system's own C library.
set -euo pipefail

dir=$1/helix
suite=trixie
packages=(hx libc6 libgcc-s1 libstdc++6)
stamp=$dir/installed-$suite
[ ! -e "$stamp" ] || exit 0
echo "Installing Helix from Debian $suite"
rm -rf "$dir"
mkdir -p "$dir"/apt/state/lists/partial "$dir"/apt/cache/archives/partial "$dir/root"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | head -n 1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$dir/apt/sources.list"
touch "$dir/apt/state/status"
options=(
    -o "Dir::Etc::sourcelist=$dir/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State=$dir/apt/state" -o "Dir::State::status=$dir/apt/state/status"
    -o "Dir::Cache=$dir/apt/cache" -o APT::Sandbox::User=root
)
log=$dir/apt.log
{
    apt-get "${options[@]}" --quiet update
    cd "$dir/apt/cache/archives"
    apt-get "${options[@]}" --quiet download "${packages[@]}"
} >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
for package in *.deb; do dpkg-deb --extract "$package" "$dir/root"; done
library=$(dirname "$(echo "$dir"/root/usr/lib/*/libc.so.6)")
loader=$(echo "$library"/ld-linux-*.so.*)
cat >"$dir/hx" <<RUN
#!/bin/sh
export HELIX_RUNTIME='$dir/root/usr/lib/hx/runtime'
exec '$loader' --library-path '$library' '$dir/root/usr/lib/hx/hx' "\$@"
RUN
chmod +x "$dir/hx"
"$dir/hx" --version >/dev/null
rm -rf "$dir/apt/cache" "$dir/apt/state"
touch "$stamp"
