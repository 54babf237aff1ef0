-- Photos that products have dropped: the files wait (an undo and restored copies still name them), then
-- they are deleted where nothing refers to them (lib/shop/photo_sweep.c).
CREATE TABLE photo_dropped (
    path       TEXT PRIMARY KEY,
    dropped_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER photo_is_dropped AFTER DELETE ON product_photo WHEN OLD.path LIKE '/media/photo-%' BEGIN
    INSERT INTO photo_dropped (path, dropped_at) VALUES (OLD.path, unixepoch() * 1000)
        ON CONFLICT (path) DO UPDATE SET dropped_at = excluded.dropped_at;
END;

-- "Does anything still show it?" is asked of each file.
CREATE INDEX product_photo_path ON product_photo (path);
CREATE INDEX outbox_media ON outbox (media) WHERE media IS NOT NULL;
