;;; lsp_mode.el --- the quick fix with lsp-mode, as a person does it  -*- lexical-binding: t -*-

(require 'steps)

(defvar home (getenv "HOME"))
;; The project is known, and nothing is asked for or downloaded.
(setq lsp-session-file (expand-file-name "lsp-session" home)
      lsp-server-install-dir (expand-file-name "lsp" home)
      lsp-auto-guess-root t
      lsp-restart 'ignore
      lsp-enable-suggest-server-download nil
      lsp-diagnostics-provider :flymake)
(require 'lsp-mode)
(require 'flymake)

(defun first-finding ()
  "The only finding, which flymake has put into the buffer."
  (let ((found (flymake-diagnostics)))
    (and (= 1 (length found)) (car found))))

(defun code-of-the-finding ()
  "The code, which lsp-mode does not put into the text."
  (lsp:diagnostic-code? (car (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics t)))))

(defun is-ready ()
  "Whether the server has been initialized."
  (and (lsp-workspaces)
       (eq 'initialized (lsp--workspace-status (car (lsp-workspaces))))))

(steps-run
 (load (expand-file-name "emacs/lsp-mode.el" (getenv "MAINGUARD_CONFIGURATIONS")))
 (lsp-workspace-folders-add (file-name-directory (getenv "MAINGUARD_FILE")))
 (find-file (getenv "MAINGUARD_FILE"))
 (steps-wait "attached" (lambda () (and (is-ready) emacs-version)))
 (steps-wait "finding" (lambda ()
                         (let ((found (first-finding)))
                           (and found
                                (format "%s %s %s" (steps-place (flymake-diagnostic-beg found))
                                        (code-of-the-finding) (flymake-diagnostic-text found))))))
 (goto-char (flymake-diagnostic-beg (first-finding)))
 (cl-letf (((symbol-function 'completing-read)
            (lambda (_prompt menu &rest _)
              (let ((titles (all-completions "" menu)))
                (steps-write "menu" (string-join titles " | "))
                (car titles)))))
   (condition-case none
       (call-interactively 'lsp-execute-code-action)
     (error (steps-fail "fix" none))))
 (steps-wait "fix" 'buffer-modified-p)
 (save-buffer)
 (steps-wait "clear" (lambda () (null (flymake-diagnostics)))))
;;; lsp_mode.el ends here
