-- The console's news: what has changed, in the order of the commits. Small rows; who is told
-- fetches the thing itself. Kept for about a week (lib/shop/event.c).
CREATE TABLE event (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: a reader resumes behind it
    kind       TEXT NOT NULL CHECK (kind = 'message' OR kind = 'order' OR
               kind = 'product' OR kind = 'conversation' OR kind = 'system' OR kind = 'task'),
    ref        INTEGER NOT NULL DEFAULT 0,          -- of an order, customer, product; 0: none
    created_at INTEGER NOT NULL
) STRICT;
