" What a person has in ~/.vimrc, and what keeps Vim from asking.
set nocompatible noswapfile nobackup hidden encoding=utf-8
packadd! ale
let g:ale_linters = {'python': ['mainguard']}
filetype plugin on
