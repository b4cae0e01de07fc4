;;; A batch Emacs with eglot, set up as docs/editors.md says, opens a plan, is told what is wrong with it, and applies a
;;; code action.  -*- lexical-binding: t -*-

(require 'cl-lib)
(require 'eglot)
(require 'markdown-mode)

(load (getenv "PLANVET_SETUP") nil t)
;; In a batch no command is read, after which it would begin by itself.
(remove-hook 'markdown-mode-hook #'eglot-ensure)

(defun session-fail (format &rest args)
  (message "session failed: %s" (apply #'format format args))
  (kill-emacs 1))

(defun session-wait (what ready)
  (let ((end (+ (float-time) 60)))
    (while (not (funcall ready))
      (when (> (float-time) end) (session-fail "no %s" what))
      ;; What a person would wait for happens when Emacs is idle, which it never is in a batch.
      (eglot--signal-textDocument/didChange)
      (flymake-start)
      (accept-process-output nil 0.1))))

(defun session-finding (rule)
  "The diagnostic of RULE in this buffer."
  (cl-find-if (lambda (found) (string-search rule (flymake-diagnostic-text found))) (flymake-diagnostics)))

(let ((path (expand-file-name "plan.md")) server)
  (with-temp-file path
    (insert "# Move\n\n| ID | Task | Owner | Depends on |\n|----|------|-------|------------|\n"
            "| T1 | Pack | Ada | T2 |\n| T2 | Load | Ben | T1 |\n\n- [ ] T3 Drive ü 😀 home\n-[ ] T4 Unload\n"))
  (find-file path)
  (unless (eq major-mode 'markdown-mode) (session-fail "the plan is opened in %s" major-mode))
  (setq server (apply #'eglot--connect (eglot--guess-contact)))
  (session-wait "finding about the cycle" (lambda () (session-finding "dependency-cycle")))
  (session-wait "finding about the box" (lambda () (session-finding "malformed-checkbox")))
  (let ((line (line-number-at-pos (flymake-diagnostic-beg (session-finding "malformed-checkbox")))))
    (unless (= line 9) (session-fail "the box is found in line %d" line)))

  ;; The code action that mends the box.
  (goto-char (point-min))
  (search-forward "-[ ]")
  (let* ((actions (eglot-code-actions (line-beginning-position) (line-end-position)))
         (fix (cl-find-if (lambda (action) (eq t (plist-get action :isPreferred))) actions)))
    (unless fix (session-fail "no action mends the box: %S" actions))
    (eglot--apply-workspace-edit (plist-get fix :edit)))
  (goto-char (point-max))
  (forward-line -1)
  (unless (looking-at-p (regexp-quote "- [ ] T4 Unload"))
    (session-fail "the line reads %s" (buffer-substring (line-beginning-position) (line-end-position))))
  (session-wait "end of the finding" (lambda () (not (session-finding "malformed-checkbox"))))

  ;; An edit behind wide characters arrives where it was made.
  (goto-char (point-min))
  (search-forward "😀")
  (insert " depends on T9")
  (session-wait "finding behind the wide character" (lambda () (session-finding "unknown-dependency")))
  (let ((begin (flymake-diagnostic-beg (session-finding "unknown-dependency"))))
    (unless (equal "T9" (buffer-substring begin (+ begin 2))) (session-fail "the place is %d" begin)))

  (set-buffer-modified-p nil)
  (eglot-shutdown server)
  (message "session ended well"))
