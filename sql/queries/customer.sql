-- Customers, the addresses they write from, and their conversation.

-- Everything a turn needs to know about who is writing, in one look.
-- name: customer_by_address
SELECT c.id, c.name, c.profile_name, c.phone, c.email, c.language, c.language_said, c.opted_out, c.blocked, a.channel_address AS address,
       coalesce(v.state, '') AS state, coalesce(v.owner, 'bot') AS owner,
       coalesce(v.human_until, 0) AS human_until, coalesce(v.last_in_at, 0) AS last_in_at,
       coalesce(v.window_end_at, 0) AS window_end_at
  FROM address a JOIN customer c ON c.id = a.customer_id
  LEFT JOIN conversation v ON v.customer_id = c.id
 WHERE a.channel_address = $1;

-- The same by id; the address is the one that wrote last, as the outbox knows it.
-- name: customer_by_id
SELECT c.id, c.name, c.profile_name, c.phone, c.email, c.language, c.language_said, c.opted_out, c.blocked,
       (SELECT channel_address FROM address a WHERE a.customer_id = c.id ORDER BY a.created_at DESC LIMIT 1) AS address,
       coalesce(v.state, '') AS state, coalesce(v.owner, 'bot') AS owner,
       coalesce(v.human_until, 0) AS human_until, coalesce(v.last_in_at, 0) AS last_in_at,
       coalesce(v.window_end_at, 0) AS window_end_at
  FROM customer c LEFT JOIN conversation v ON v.customer_id = c.id
 WHERE c.id = $1;

-- name: customer_language_of
SELECT c.language FROM address a JOIN customer c ON c.id = a.customer_id WHERE a.channel_address = $1;

-- name: customer_by_phone
SELECT id FROM customer WHERE phone = $1;

-- name: customer_add
INSERT INTO customer (profile_name, phone, created_at, seen_at) VALUES ($1, $2, $3, $3);

-- name: customer_seen
UPDATE customer SET seen_at = $2, profile_name = coalesce($3, profile_name) WHERE id = $1;

-- name: customer_phone_set
UPDATE customer SET phone = $2 WHERE id = $1;

-- name: customer_name_set
UPDATE customer SET name = $2 WHERE id = $1;

-- name: customer_language_set
UPDATE customer SET language = $2, language_said = $3 WHERE id = $1;

-- name: customer_opted_set
UPDATE customer SET opted_out = $2 WHERE id = $1;

-- An order more ($2 = 1), or one that is bought no more or again (0): what was spent is $3 more.
-- name: customer_order_counted
UPDATE customer SET order_count = order_count + $2, spent_minor = spent_minor + $3 WHERE id = $1;

-- name: address_add
INSERT INTO address (channel_address, customer_id, created_at) VALUES ($1, $2, $3);

-- Two customers turn out to be one: everything of $2 becomes $1's.
-- name: merge_address
UPDATE address SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_inbound
UPDATE inbound SET customer_id = $1 WHERE (channel, provider_id) IN
    (SELECT channel, provider_id FROM inbound_of WHERE customer_id = $2);
-- name: merge_orders
UPDATE orders SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_chat_log
UPDATE chat_log SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_unanswered
UPDATE unanswered SET customer_id = $1 WHERE customer_id = $2;
-- Of two open turns the one of the customer that stays goes on.
-- name: merge_ai_turns
UPDATE ai_turn SET customer_id = $1, status = 'done', outcome = CASE WHEN status = 'done' THEN outcome ELSE 'cancelled' END WHERE customer_id = $2;
-- name: merge_ai_calls
UPDATE ai_call SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_tags
INSERT INTO customer_tag (customer_id, tag) SELECT $1, tag FROM customer_tag WHERE customer_id = $2
    ON CONFLICT (customer_id, tag) DO NOTHING;
-- name: merge_drop_tags
DELETE FROM customer_tag WHERE customer_id = $1;
-- name: merge_outbox
UPDATE outbox SET customer_id = $1 WHERE id IN (SELECT id FROM outbox_of WHERE customer_id = $2);
-- name: merge_cart
INSERT INTO cart_item (customer_id, variant_id, quantity, seen_price_minor, note, position)
    SELECT $1, variant_id, quantity, seen_price_minor, note, position FROM cart_item WHERE customer_id = $2
    ON CONFLICT (customer_id, variant_id) DO NOTHING;
-- name: merge_facts
UPDATE customer SET name = coalesce(customer.name, o.name), opted_out = max(customer.opted_out, o.opted_out),
       order_count = customer.order_count + o.order_count, spent_minor = customer.spent_minor + o.spent_minor,
       blocked = max(customer.blocked, o.blocked), read_id = max(customer.read_id, o.read_id),
       last_log_id = max(customer.last_log_id, o.last_log_id), last_in_id = max(customer.last_in_id, o.last_in_id)
  FROM customer o WHERE customer.id = $1 AND o.id = $2;
-- name: merge_coupon_use
UPDATE coupon_use SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_referrals
UPDATE referral SET customer_id = $1 WHERE customer_id = $2;
-- name: merge_drop_cart
DELETE FROM cart_item WHERE customer_id = $1;
-- name: merge_drop_conversation
DELETE FROM conversation WHERE customer_id = $1;
-- name: merge_drop_customer
DELETE FROM customer WHERE id = $1;

-- The customer wrote: a closed conversation is open again; whoever has it keeps it while nothing
-- else was decided.
-- name: conversation_put
INSERT INTO conversation (customer_id, state, owner, human_until, last_in_at, window_end_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (customer_id) DO UPDATE SET state = excluded.state, owner = excluded.owner,
        human_until = excluded.human_until, last_in_at = excluded.last_in_at,
        window_end_at = excluded.window_end_at, closed_at = 0,
        staff_id = CASE WHEN excluded.owner = 'human' AND excluded.human_until = conversation.human_until
                        THEN conversation.staff_id END;

-- A login code is for one look: spent unless an equal or newer one was.
-- name: customer_login_use
UPDATE customer SET login_used = $2 WHERE id = $1 AND login_used < $2;

-- name: customer_erased
SELECT erased_at FROM customer WHERE id = $1;

-- A page of customers behind customer $1; $3, $4, $5 what was typed (search.h); those with the tag $6;
-- whoever wrote last first, or who spent most. Each walks an index.
-- name: customers_list
SELECT * FROM customer_row WHERE id IN (
    SELECT c.id FROM
           customer_search s CROSS JOIN                                                                        -- if $3
           customer c
     WHERE c.erased_at = 0
       AND s.customer_search MATCH $3 AND c.id = s.rowid                                                  -- if $3
       AND (c.name LIKE $4 ESCAPE '~' OR c.profile_name LIKE $4 ESCAPE '~' OR c.phone LIKE $4 ESCAPE '~') -- if $4
       AND c.seen_at >= (SELECT min(seen_at) FROM (SELECT seen_at FROM customer ORDER BY seen_at DESC LIMIT $5)) -- if $5
       AND c.id IN (SELECT customer_id FROM customer_tag WHERE tag = $6)                                  -- if $6
       AND (c.seen_at, c.id) < (SELECT seen_at, id FROM customer WHERE id = $1)                           -- if $1 $7
       AND (c.spent_minor, c.id) < (SELECT spent_minor, id FROM customer WHERE id = $1)                   -- if $1 $8
     ORDER BY
           c.seen_at DESC,     -- if $7
           c.spent_minor DESC, -- if $8
           c.id DESC LIMIT $2)
 ORDER BY
       seen_at DESC,     -- if $7
       spent_minor DESC, -- if $8
       id DESC;

-- name: customer_row_one
SELECT * FROM customer_row WHERE id = $1 AND erased_at = 0;

-- name: customer_tag_count
SELECT count(*) FROM customer_tag WHERE customer_id = $1;

-- name: customer_tag_add
INSERT INTO customer_tag (customer_id, tag) VALUES ($1, $2) ON CONFLICT (customer_id, tag) DO NOTHING;

-- name: customer_tag_remove
DELETE FROM customer_tag WHERE customer_id = $1 AND tag = $2;

-- All tags there are, the most used first.
-- name: tags_list
SELECT tag, count(*) FROM customer_tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT $1;

-- name: customer_notes
SELECT id, author, body, created_at FROM chat_note
 WHERE customer_id = $1 AND kind = 'note' ORDER BY id DESC LIMIT $2;

-- A notice offered something: the menu of now.
-- name: conversation_state_put
UPDATE conversation SET state = $2 WHERE customer_id = $1;

-- name: customer_email_of
SELECT email FROM customer WHERE id = $1;

-- name: customer_email_set
UPDATE customer SET email = NULLIF($2, '') WHERE id = $1 AND erased_at = 0;
