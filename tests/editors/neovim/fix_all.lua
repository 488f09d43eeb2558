-- Neovim 0.11: what is shown on hover, fix-all as a code action, undone, and on saving; settings that change meanwhile.

local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

local function shown()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), " ")
    end
  end
end

steps.run(function()
  local found = steps.finding()
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  vim.lsp.buf.hover()
  steps.step("hover", shown)

  vim.lsp.buf.code_action({ apply = true, context = { only = { "source.fixAll.mainguard" }, diagnostics = {} } })
  steps.step("fix all", function() return vim.bo.modified end)
  steps.no_finding("clear")
  vim.cmd("silent undo")
  steps.finding("undone")

  local client = steps.client()
  client.settings = { mainguard = { ignore = { found.code } } }
  client:notify("workspace/didChangeConfiguration", { settings = client.settings })
  steps.no_finding("ignored")
  client.settings = { mainguard = {} }
  client:notify("workspace/didChangeConfiguration", { settings = client.settings })
  steps.finding("reported again")

  vim.cmd("silent write")
  steps.no_finding("saved")
end)
