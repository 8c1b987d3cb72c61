ALTER TABLE "queue" ADD COLUMN "heir" uuid;--> statement-breakpoint
-- Queues that were deleted before: where their work would go now.
UPDATE "queue" q SET "heir" = (SELECT o.id FROM "queue" o WHERE o.domain = q.domain AND o.enabled ORDER BY o.created_at LIMIT 1)
WHERE NOT q.enabled AND q.name LIKE '% (deleted ' || left(q.id::text, 8) || ')';
