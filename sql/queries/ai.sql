-- Turns that a model answers, and what its calls cost.

-- name: ai_turn_open
SELECT id, words, until_at FROM ai_turn WHERE customer_id = $1 AND status <> 'done';

-- name: ai_turn_add
INSERT INTO ai_turn (customer_id, words, language, message_sid, template, choices, menu, why, alternatives,
                     confidence, due_at, until_at, created_at)
VALUES (NULLIF($1, 0), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- More was written before it was asked or answered: asked anew with all of it.
-- name: ai_turn_more
UPDATE ai_turn SET words = $2, language = $3, message_sid = $4, template = $5, choices = $6, menu = $7, why = $8,
                   alternatives = $9, confidence = $10, due_at = $11, status = 'waiting'
 WHERE id = $1 AND status <> 'done';

-- name: ai_turn_cancel
UPDATE ai_turn SET status = 'done', outcome = 'cancelled', why = $2 WHERE customer_id = $1 AND status <> 'done';

-- What is to be asked, and what must be answered otherwise by now.
-- name: ai_turns_due
SELECT id, coalesce(customer_id, 0) AS customer_id, words, language, message_sid, template, choices, menu, why,
       alternatives, confidence, due_at, until_at, status
  FROM ai_turn WHERE status <> 'done' AND ((status = 'waiting' AND due_at <= $1) OR until_at <= $1)
 ORDER BY due_at LIMIT $2;

-- name: ai_turns_next
SELECT min(CASE WHEN status = 'waiting' AND due_at < until_at THEN due_at ELSE until_at END) FROM ai_turn WHERE status <> 'done';

-- name: ai_turn_take
UPDATE ai_turn SET status = 'asking', prompt = $3 WHERE id = $1 AND status = 'waiting' AND due_at = $2;

-- A worker that has just started: nobody is asking any more.
-- name: ai_turns_rescue
UPDATE ai_turn SET status = 'waiting' WHERE status <> 'done' AND status = 'asking';

-- $5: the words that were asked with; more came since where they differ.
-- name: ai_turn_end
UPDATE ai_turn SET status = 'done', outcome = $2, why = $3, model = $4, raw = $6, answer = $7
 WHERE id = $1 AND status <> 'done' AND ($5 = 0 OR due_at = $5);

-- name: ai_call_add
INSERT INTO ai_call (turn_id, customer_id, model, status, prompt_tokens, completion_tokens, cost_micros, ms, verdict, created_at)
VALUES ($1, NULLIF($2, 0), $3, $4, $5, $6, $7, $8, $9, $10);

-- A try of the owner's, and the calls it took.
-- name: ai_try
SELECT id, status, outcome, words AS question, prompt, raw, answer, why AS verdict, model FROM ai_turn
 WHERE id = $1 AND customer_id IS NULL;

-- name: ai_try_calls
SELECT id, model, status, prompt_tokens, completion_tokens, cost_micros, ms, verdict, created_at
  FROM ai_call WHERE turn_id = $1 ORDER BY id LIMIT $2;

-- Tokens since $1; of one customer where $2 is not 0.
-- name: ai_tokens
SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) FROM ai_call
 WHERE created_at >= $1 AND ($2 = 0 OR customer_id = $2);

-- name: ai_today
SELECT count(*) AS calls, coalesce(sum(prompt_tokens + completion_tokens), 0) AS tokens, coalesce(sum(cost_micros), 0) AS cost_micros,
       coalesce(sum(verdict = 'sent'), 0) AS sent
  FROM ai_call WHERE created_at >= $1;

-- name: ai_calls_newest
SELECT id, model, status, prompt_tokens, completion_tokens, cost_micros, ms, verdict, created_at
  FROM ai_call ORDER BY id DESC LIMIT $1;
