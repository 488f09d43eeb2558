return {
  cmd = { "mainguard", "server" },
  filetypes = { "python" },
  root_markers = { "mainguard.toml", "pyproject.toml", ".git" },
}
