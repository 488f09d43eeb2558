vim.api.nvim_create_autocmd("FileType", {
  pattern = "python",
  callback = function(event)
    -- One server for all buffers, as long as it runs.
    if not (mainguard and vim.lsp.get_client_by_id(mainguard)) then
      mainguard = vim.lsp.start_client({
        name = "mainguard",
        cmd = { "mainguard", "server" },
        root_dir = vim.fn.getcwd(),
        settings = { mainguard = {} },
      })
    end
    vim.lsp.buf_attach_client(event.buf, mainguard)
  end,
})
