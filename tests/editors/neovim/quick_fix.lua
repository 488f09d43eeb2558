-- The quick fix, as a person does it: to the finding, the menu, its first entry, save.

local steps = dofile(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":h") .. "/steps.lua")

steps.run(function()
  local found = steps.finding()
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  vim.ui.select = function(items, options, choose)
    local titles = vim.tbl_map(options.format_item, items)
    steps.say("menu", table.concat(titles, " | "))
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  steps.step("fix", function() return vim.bo.modified end)
  vim.cmd("silent write")
  steps.no_finding("clear")
end)
