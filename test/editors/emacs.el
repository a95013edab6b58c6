;; What a person does in Emacs with Eglot, without the keys: opens a Dockerfile, reads what is wrong and what FROM does, takes the
;; conversion, renames its stage, formats, completes. Run by emacs.mjs in a folder with the Dockerfile; prints one JSON line for each step.
;; The set-up is the one that docs/editors.md gives.
(require 'eglot)
(require 'json)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((dockerfile-mode dockerfile-ts-mode) . ("drydock-language-server" "--stdio"))))

;; Emacs' own mode needs a tree-sitter grammar, and dockerfile-mode is a package: neither matters to the server.
(define-derived-mode dockerfile-mode prog-mode "Dockerfile")
(setq eglot-sync-connect 30)
(setq eglot-connect-timeout 60)
(setq jsonrpc-default-request-timeout 60)

(defun drydock-say (step value)
  (princ (concat (json-encode (list (cons 'step step) (cons 'value value))) "\n")))

;; Eglot tells of changes when Emacs is idle, which a batch run never is.
(defun drydock-tell () (eglot--signal-textDocument/didChange))

(defun drydock-wait (ready)
  "Lets the server talk until READY returns something, for a minute at most."
  (let ((end (+ (float-time) 60)) (found nil))
    (while (and (not (setq found (funcall ready))) (< (float-time) end)) (accept-process-output nil 0.05))
    found))

(find-file "Dockerfile")
(dockerfile-mode)
(apply #'eglot--connect (eglot--guess-contact))
(drydock-wait #'eglot-managed-p)
(flymake-mode 1)
(flymake-start)
(drydock-say "diagnostics" (vconcat (mapcar #'flymake-diagnostic-text (drydock-wait #'flymake-diagnostics))))

(goto-char (point-min))
(defun drydock-ask (method params) (jsonrpc-request (eglot--current-server-or-lose) method params :timeout 60))
(drydock-say "hover" (plist-get (plist-get (drydock-ask :textDocument/hover (eglot--TextDocumentPositionParams)) :contents) :value))

(let* ((actions (append (eglot-code-actions (point-min) (point-min) nil nil) nil))
       (conversion (seq-find (lambda (action) (string-match-p "multi-stage" (plist-get action :title))) actions)))
  (drydock-say "actions" (vconcat (mapcar (lambda (action) (plist-get action :title)) actions)))
  (eglot--apply-workspace-edit (plist-get conversion :edit)))
(drydock-say "converted" (buffer-string))

(goto-char (point-min))
(search-forward "AS buil")
(drydock-tell)
(eglot-rename "compile")
(goto-char (point-min))
(insert "arg   X=1\n")
(drydock-tell)
(eglot-format-buffer)
(drydock-say "renamed and formatted" (buffer-string))

(goto-char (point-max))
(insert "RUN --mount=type=")
(drydock-tell)
(drydock-say "completion" (vconcat (all-completions "" (nth 2 (eglot-completion-at-point)))))
(set-buffer-modified-p nil)
(kill-emacs 0)
