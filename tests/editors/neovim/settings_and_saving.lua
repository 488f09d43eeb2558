-- Neovim 0.11: hover, findings of other files, fix-all as a code action, settings that change, and fixing on save.

local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

--- The text in the floating window.
local function floating()
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
  steps.step("hover", floating)

  steps.step("elsewhere", function()
    for _, other in ipairs(vim.diagnostic.get()) do
      if other.bufnr ~= found.bufnr then return vim.fs.basename(vim.api.nvim_buf_get_name(other.bufnr)) end
    end
  end)

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
