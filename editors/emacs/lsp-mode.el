(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection '("mainguard" "server"))
                    :activation-fn (lsp-activate-on "python")
                    :add-on? t          ; beside the server that you use already
                    :server-id 'mainguard)))
(add-hook 'python-mode-hook 'lsp-deferred)
