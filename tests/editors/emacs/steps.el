;;; steps.el --- what the drivers share: steps that are waited for and written down  -*- lexical-binding: t -*-

(require 'package)
;; Batch mode leaves out Debian's folder of packaged Lisp.
(dolist (folder '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (when (file-directory-p folder) (add-to-list 'package-directory-list folder)))
(package-initialize)

;; Nobody is there to be asked, and only the file that is saved is to be written.
(setq make-backup-files nil create-lockfiles nil auto-save-default nil
      use-dialog-box nil)

(defun steps-write (&rest parts)
  "Write a line of PARTS into the report."
  (let ((line (mapconcat (lambda (part) (replace-regexp-in-string "[\t\n ]+" " " (format "%s" part)))
                         parts "\t"))
        (coding-system-for-write 'utf-8))
    (write-region (concat line "\n") nil (getenv "MAINGUARD_REPORT") t 'silent)))

(defun steps-fail (step why)
  "Give up at STEP."
  (steps-write "failed" step why)
  (kill-emacs 1))

(defun steps-patience (step)
  "The seconds to wait for STEP."
  (string-to-number (or (getenv (concat "MAINGUARD_PATIENCE_" (upcase step)))
                        (getenv "MAINGUARD_PATIENCE"))))

(defun steps-wait (step look)
  "Wait until LOOK gives something for STEP; write that down and return it."
  (let ((end (+ (float-time) (steps-patience step)))
        seen)
    (while (not (setq seen (funcall look)))
      (when (> (float-time) end) (steps-fail step "did not come about"))
      (accept-process-output nil 0.02)
      (sit-for 0.01)
      ;; Batch mode is never idle: run what waits for that.
      (mapc 'timer-event-handler (copy-sequence timer-idle-list)))
    (steps-write step (if (eq seen t) "" seen))
    seen))

(defun steps-place (position)
  "Line and column of POSITION, counted from 1 in characters."
  (save-excursion
    (goto-char position)
    (format "%d:%d" (line-number-at-pos) (1+ (- (point) (line-beginning-position))))))

(defmacro steps-run (&rest body)
  "Run BODY and end Emacs."
  `(condition-case problem
       (progn ,@body (kill-emacs 0))
     (error (steps-fail "driver" problem))))

(provide 'steps)
;;; steps.el ends here
