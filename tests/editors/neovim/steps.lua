-- What the drivers share: steps that are waited for and written down.  For Neovim 0.7 and newer.

local M = {}

--- Seconds to wait for each step, and for those that may be known not to come.
local patience = tonumber(vim.env.MAINGUARD_PATIENCE)
local patiences = {
  finding = tonumber(vim.env.MAINGUARD_PATIENCE_FINDING),
  fix = tonumber(vim.env.MAINGUARD_PATIENCE_FIX),
}
local report = io.open(vim.env.MAINGUARD_REPORT, "a")

local function write(...)
  local parts = vim.tbl_map(function(part) return (tostring(part):gsub("%s+", " ")) end, { ... })
  report:write(table.concat(parts, "\t"), "\n")
  report:flush()
end

function M.say(step, seen)
  write(step, seen)
end

function M.fail(step, why)
  write("failed", step, why)
  vim.cmd("cquit 1")
end

--- Wait until `look()` gives something, and write that down.
function M.step(step, look)
  local seen
  local is_done = vim.wait((patiences[step] or patience) * 1000, function()
    seen = look()
    return seen ~= nil and seen ~= false
  end, 10)
  if not is_done then M.fail(step, "did not come about") end
  M.say(step, seen == true and "" or seen)
  return seen
end

function M.client()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  return vim.tbl_filter(function(client) return client.name == "mainguard" end, get())[1]
end

--- Wait for the only finding of the file, and give it.
function M.finding(step)
  M.step(step or "finding", function()
    local found = vim.diagnostic.get(0)
    if #found ~= 1 then return nil end
    return ("%d:%d %s %s"):format(found[1].lnum + 1, found[1].col + 1, found[1].code, found[1].message)
  end)
  return vim.diagnostic.get(0)[1]
end

function M.no_finding(step)
  M.step(step, function() return #vim.diagnostic.get(0) == 0 end)
end

--- Run `scenario`, and end Neovim.
function M.run(scenario)
  -- Headless, a message that is longer than the screen would wait for a key.
  vim.opt.more = false
  local is_done, why = xpcall(function()
    M.step("attached", function()
      local client = M.client()
      local version = vim.version()
      return client and client.initialized and ("%d.%d.%d"):format(version.major, version.minor, version.patch)
    end)
    scenario()
  end, debug.traceback)
  if not is_done then M.fail("driver", why) end
  vim.cmd("qall!")
end

return M
