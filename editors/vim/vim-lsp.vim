autocmd User lsp_setup call lsp#register_server({
\   'name': 'mainguard',
\   'cmd': ['mainguard', 'server'],
\   'allowlist': ['python'],
\   'root_uri': {_ -> lsp#utils#path_to_uri(lsp#utils#find_nearest_parent_file_directory(
\       lsp#utils#get_buffer_path(), ['mainguard.toml', 'pyproject.toml', '.git/']))},
\})
