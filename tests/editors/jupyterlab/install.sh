#!/bin/sh
# install.sh DIR: DIR/jupyterlab is an environment with JupyterLab, its language client, and what drives the browser.
set -eu

packages="jupyterlab==4.6.6 jupyterlab-lsp==5.3.0 playwright==1.65.2"
dir=$1/jupyterlab
stamp=$dir/installed-$(echo "$packages" | sha256sum | cut -c1-16)
[ ! -e "$stamp" ] || exit 0
echo "Installing JupyterLab"
rm -rf "$dir"
python3 -m venv "$dir"
# shellcheck disable=SC2086
"$dir/bin/pip" install --quiet --disable-pip-version-check $packages
touch "$stamp"
