" The quick fix with ALE, as a person does it: to the finding, the numbered list, its first entry, save.

source <sfile>:h/steps.vim

function! s:Finding() abort
  let l:found = getloclist(0)
  if len(l:found) != 1 | return '' | endif
  let l:known = g:ale_buffer_info[bufnr('')].loclist[0]
  return printf('%d:%d %s %s', l:found[0].lnum, l:found[0].col, l:known.code, l:found[0].text)
endfunction

try
  execute 'edit' fnameescape($MAINGUARD_FILE)
  call Step('finding', function('s:Finding'))
  ALEFirst
  let s:before = b:changedtick
  " Waits in the typeahead for the list of actions.
  call feedkeys("1\<CR>", 't')
  ALECodeAction
  call Step('fix', {-> b:changedtick > s:before ? 'changed' : ''})
  silent write
  call Step('clear', {-> empty(getloclist(0)) ? 'nothing left' : ''})
  call Write('version', v:version)
  qall!
catch
  call Fail('driver', v:exception . ' at ' . v:throwpoint)
endtry
