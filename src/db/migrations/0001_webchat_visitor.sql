ALTER TABLE "blob" ADD COLUMN "entry_point" uuid;--> statement-breakpoint
ALTER TABLE "blob" ADD COLUMN "thread" text;--> statement-breakpoint
ALTER TABLE "interaction" ADD COLUMN "page" jsonb;--> statement-breakpoint
CREATE INDEX "blob_thread" ON "blob" USING btree ("entry_point","thread") WHERE thread is not null;--> statement-breakpoint
UPDATE "blob" b SET "entry_point" = c."entry_point", "thread" = c."thread_ref"
FROM "entry" e JOIN "conversation" c ON c."id" = e."conversation" CROSS JOIN LATERAL jsonb_array_elements(e."files") f
WHERE e."direction" = 'in' AND e."files" <> '[]'::jsonb AND b."id" = (f->>'id')::uuid;
