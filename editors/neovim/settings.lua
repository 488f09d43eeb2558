vim.lsp.config("mainguard", {
  settings = { mainguard = { ignore = { "reload-option-ignored" }, diagnosticMode = "workspace" } },
})
