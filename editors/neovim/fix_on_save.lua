vim.api.nvim_create_autocmd("BufWritePre", {
  pattern = "*.py",
  callback = function(event)
    for _, client in ipairs(vim.lsp.get_clients({ bufnr = event.buf, name = "mainguard" })) do
      local command = { command = "mainguard.applyFixAll", arguments = { vim.uri_from_bufnr(event.buf) } }
      client:request_sync("workspace/executeCommand", command, 2000, event.buf)
    end
  end,
})
