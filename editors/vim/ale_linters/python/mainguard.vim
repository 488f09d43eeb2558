call ale#linter#Define('python', {
\   'name': 'mainguard',
\   'lsp': 'stdio',
\   'executable': 'mainguard',
\   'command': '%e server',
\   'project_root': function('ale#python#FindProjectRoot'),
\})
