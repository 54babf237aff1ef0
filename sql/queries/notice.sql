-- Notices: templates, the owner's choices, tasks.

-- The template of that language, else the English one.
-- name: notice_template_for
SELECT content_sid, variables, body FROM notice_template
 WHERE kind = $1 AND (language = $2 OR language = 'en') ORDER BY language = $2 DESC LIMIT 1;

-- name: owner_choice
SELECT whatsapp, email FROM owner_choice WHERE kind = $1;

-- name: task_add
INSERT INTO task (kind, ref, facts, created_at) VALUES ($1, $2, $3, $4);

-- One task about a thing is enough.
-- name: task_open_about
SELECT EXISTS (SELECT 1 FROM task WHERE kind = $1 AND ref = $2 AND ref <> 0 AND done_at = 0);

-- name: task_refresh
UPDATE task SET facts = $3 WHERE kind = $1 AND ref = $2 AND done_at = 0;

-- name: task_settle
UPDATE task SET done_at = $3, done_by = 'waiter' WHERE kind = $1 AND ref = $2 AND done_at = 0;

-- Dead and failed messages that nobody has seen to.
-- name: untended_any
SELECT EXISTS (SELECT 1 FROM outbox WHERE tended = 0 AND (status = 'dead' OR status = 'failed'));

-- name: untended
SELECT o.id, o.customer_id, coalesce(o.error_code, 0) AS error_code, coalesce(o.error, '') AS error,
       o.kind, coalesce(o.facts, '{}') AS facts, o.content_sid IS NOT NULL AS was_template, o.body,
       o.to_address
  FROM outbox o
 WHERE o.tended = 0 AND (o.status = 'dead' OR o.status = 'failed') ORDER BY o.id LIMIT $1;

-- name: outbox_tended
UPDATE outbox SET tended = 1 WHERE id = $1;

-- The same message once more, as the template.
-- name: outbox_as_template
INSERT INTO outbox (customer_id, to_address, body, kind, facts, content_sid, variables, notice,
                    chat_log_id, next_at, created_at, updated_at)
SELECT customer_id, to_address, body, kind, facts, $2, $3, notice, chat_log_id, $4, $4, $4
  FROM outbox WHERE id = $1;

-- name: outbox_detach
UPDATE outbox SET chat_log_id = NULL WHERE id = $1;

-- name: notice_templates
SELECT kind, language, content_sid, variables, body, version FROM notice_template ORDER BY kind, language;

-- name: notice_template_find
SELECT kind, language, content_sid, variables, body, version FROM notice_template WHERE kind = $1 AND language = $2;

-- name: notice_template_put
INSERT INTO notice_template (kind, language, content_sid, variables, body, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (kind, language) DO UPDATE SET content_sid = excluded.content_sid,
        variables = excluded.variables, body = excluded.body, version = version + 1, updated_at = excluded.updated_at;

-- name: notice_template_remove
DELETE FROM notice_template WHERE kind = $1 AND language = $2;

-- name: owner_choice_put
INSERT INTO owner_choice (kind, whatsapp, email) VALUES ($1, $2, $3)
    ON CONFLICT (kind) DO UPDATE SET whatsapp = excluded.whatsapp, email = excluded.email;

-- name: task_list
SELECT id, kind, ref, facts, created_at, done_at, done_by FROM task
 WHERE (done_at > 0) = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: task_count
SELECT count(*) FROM task WHERE done_at = 0;

-- name: task_kind
SELECT kind FROM task WHERE id = $1;

-- name: task_done
UPDATE task SET done_at = $2, done_by = $3 WHERE id = $1 AND (done_at > 0) <> ($2 > 0);
