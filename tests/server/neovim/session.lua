-- A headless Neovim (0.7 or later), set up as docs/editors.md says, opens a plan, is told what is wrong with it, and
-- applies a code action.

local function fail(why)
  io.stderr:write("session failed: " .. why .. "\n")
  vim.cmd("cquit 1")
end

local function wait(what, ready)
  if not vim.wait(60000, ready, 50) then fail("no " .. what) end
end

local path = vim.fn.getcwd() .. "/plan.md"
local lines = {
  "# Move", "", "| ID | Task | Owner | Depends on |", "|----|------|-------|------------|",
  "| T1 | Pack | Ada | T2 |", "| T2 | Load | Ben | T1 |", "", "- [ ] T3 Drive ü 😀 home", "-[ ] T4 Unload", "",
}
vim.fn.writefile(lines, path)
-- The settings of docs/editors.md attach a client to each Markdown file.
vim.cmd("filetype on")
dofile(vim.env.PLANVET_SETUP)
vim.cmd("edit " .. path)
local buffer = vim.api.nvim_get_current_buf()

local ok, why = pcall(function()
  local client
  wait("client", function()
    client = next(vim.lsp.buf_get_clients(buffer))
    return client ~= nil
  end)

  local function rules()
    local found = {}
    for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do found[diagnostic.code] = diagnostic end
    return found
  end
  wait("finding about the cycle", function() return rules()["dependency-cycle"] ~= nil end)
  wait("finding about the box", function() return rules()["malformed-checkbox"] ~= nil end)
  local box = rules()["malformed-checkbox"]
  if box.lnum ~= 8 then fail("the box is found in line " .. box.lnum) end

  -- The code action that mends the box.
  vim.api.nvim_win_set_cursor(0, { 9, 0 })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics() }
  local answers = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", params, 60000)
  local applied = false
  for _, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      if action.isPreferred and not applied then
        vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
        applied = true
      end
    end
  end
  if not applied then fail("no action mends the box: " .. vim.inspect(answers)) end
  local line = vim.api.nvim_buf_get_lines(buffer, 8, 9, false)[1]
  if line ~= "- [ ] T4 Unload" then fail("the line reads " .. line) end
  wait("end of the finding", function() return rules()["malformed-checkbox"] == nil end)

  -- An edit behind wide characters arrives where it was made.
  vim.api.nvim_buf_set_text(buffer, 4, 18, 4, 20, { "-" })
  wait("end of the cycle", function() return rules()["dependency-cycle"] == nil end)

  vim.lsp.stop_client(client)
  wait("end of the server", function() return vim.lsp.client_is_stopped(client) end)
end)
if not ok then fail(tostring(why)) end
io.stdout:write("session ended well\n")
vim.cmd("quitall!")
