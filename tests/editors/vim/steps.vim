" What the drivers share: steps that are waited for and written down.

let s:patience = {
\ 'finding': str2nr($MAINGUARD_PATIENCE_FINDING),
\ 'fix': str2nr($MAINGUARD_PATIENCE_FIX),
\}

function! Write(...) abort
  let l:parts = map(copy(a:000), {_, part -> substitute(part, '\_s\+', ' ', 'g')})
  call writefile([join(l:parts, "\t")], $MAINGUARD_REPORT, 'a')
endfunction

function! Fail(step, why) abort
  call Write('failed', a:step, a:why)
  cquit!
endfunction

" Wait until Look() gives a text that is not empty, and write that down.
function! Step(step, Look) abort
  let l:limit = get(s:patience, a:step, str2nr($MAINGUARD_PATIENCE))
  let l:start = reltime()
  let l:seen = a:Look()
  while empty(l:seen)
    if reltimefloat(reltime(l:start)) > l:limit
      call Fail(a:step, 'did not come about')
    endif
    sleep 10m
    let l:seen = a:Look()
  endwhile
  call Write(a:step, l:seen)
endfunction
