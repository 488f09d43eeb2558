;;; eglot.el --- the quick fix with eglot, as a person does it  -*- lexical-binding: t -*-

(require 'steps)
(require 'flymake)

(defun first-finding ()
  "The only finding, which flymake has put into the buffer."
  (let ((found (flymake-diagnostics)))
    (and (= 1 (length found)) (car found))))

(steps-run
 (load (expand-file-name "emacs/eglot.el" (getenv "MAINGUARD_CONFIGURATIONS")))
 (find-file (getenv "MAINGUARD_FILE"))
 ;; `eglot-ensure' waits for the command loop, which batch mode has not.
 (run-hooks 'post-command-hook)
 (steps-wait "attached" (lambda () (and (fboundp 'eglot-managed-p) (eglot-managed-p) emacs-version)))
 (steps-wait "finding" (lambda ()
                         (let ((found (first-finding)))
                           (and found
                                (format "%s %s" (steps-place (flymake-diagnostic-beg found))
                                        ;; eglot puts source and code in front: "mainguard [MG101]: …"
                                        (replace-regexp-in-string
                                         "\\`mainguard \\[\\([^]]+\\)\\]: " "\\1 "
                                         (flymake-diagnostic-text found)))))))
 (goto-char (flymake-diagnostic-beg (first-finding)))
 (cl-letf (((symbol-function 'completing-read)
            ;; RET, which takes the action that the server prefers.
            (lambda (_prompt menu _predicate _match _input _history default)
              (steps-write "menu" (string-join (all-completions "" menu) " | "))
              default)))
   (let ((last-nonmenu-event ?a))       ; the menu is asked for by keyboard
     (condition-case none
         (call-interactively 'eglot-code-actions)
       (error (steps-fail "fix" none)))))
 (steps-wait "fix" 'buffer-modified-p)
 (save-buffer)
 (steps-wait "clear" (lambda () (null (flymake-diagnostics)))))
;;; eglot.el ends here
