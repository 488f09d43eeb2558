vim.lsp.enable("mainguard")
