-- What messages mean: the owner's phrases, the model trained from them, what customers confirmed.

-- name: confirmed_add
INSERT INTO confirmed (customer_id, intent, language, text, created_at) VALUES ($1, $2, $3, $4, $5);

-- The newest ones: a new model must not do worse on them.
-- name: confirmed_list
SELECT intent, language, text FROM confirmed ORDER BY id DESC LIMIT $1;

-- name: phrase_list
SELECT id, intent, language, text, author, created_at FROM phrase
 WHERE ($1 = '' OR intent = $1) AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: phrase_all
SELECT id, intent, language, text, author, created_at FROM phrase ORDER BY language, text;

-- name: phrase_count
SELECT count(*) FROM phrase;

-- name: phrase_by_text
SELECT id, intent, language, text, author, created_at FROM phrase WHERE language = $1 AND text = $2;

-- name: phrase_add
INSERT INTO phrase (intent, language, text, author, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: phrase_find
SELECT id, intent, language, text, author, created_at FROM phrase WHERE id = $1;

-- name: phrase_remove
DELETE FROM phrase WHERE id = $1;

-- name: model_put
INSERT INTO model (id, weights, phrases, own, actor, created_at) VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET weights = excluded.weights, phrases = excluded.phrases, own = excluded.own,
                               actor = excluded.actor, created_at = excluded.created_at;

-- name: model_get
SELECT weights FROM model WHERE id = 1;

-- name: model_facts
SELECT phrases, own, actor, created_at FROM model WHERE id = 1;
