-- Questions of customers: the entries that answer them, and those that nothing answered.

-- name: faq_list
SELECT id, question, answer, phrasings, patterns, language, translations, version FROM faq ORDER BY position, id LIMIT $1;

-- name: faq_one
SELECT id, question, answer, phrasings, patterns, language, translations, version FROM faq WHERE id = $1;

-- name: faq_count
SELECT count(*) FROM faq;

-- name: faq_add
INSERT INTO faq (question, answer, phrasings, patterns, language, translations, position)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(position) + 1, 0) FROM faq));

-- name: faq_put
UPDATE faq SET question = $2, answer = $3, phrasings = $4, patterns = $5, language = $6, translations = $7,
       version = version + 1
 WHERE id = $1;

-- name: faq_remove
DELETE FROM faq WHERE id = $1;

-- name: faq_place
UPDATE faq SET position = $2 WHERE id = $1 AND position <> $2;

-- What answered lately: of the newest $1 messages of the shop, those by an entry, told by its question.
-- name: faq_uses
SELECT why AS question, count(*) AS uses
  FROM (SELECT source, why FROM chat_log WHERE direction = 'out' ORDER BY id DESC LIMIT $1)
 WHERE source = 'faq' AND why IS NOT NULL GROUP BY why;

-- name: unanswered_open
SELECT id, customer_id, text, created_at FROM unanswered WHERE solved_at = 0 ORDER BY id DESC LIMIT $1;

-- Solved at $2, or open again (0).
-- name: unanswered_solve
UPDATE unanswered SET solved_at = $2 WHERE id = $1;

-- name: past_messages
SELECT id, customer_id, body FROM chat_log WHERE direction = 'in' AND kind = 'text' ORDER BY id DESC LIMIT $1;
