ALTER TABLE "interaction" DROP CONSTRAINT "interaction_outcome";--> statement-breakpoint
ALTER TABLE "conversation" DROP CONSTRAINT "conversation_entry_point_entry_point_id_fk";
--> statement-breakpoint
ALTER TABLE "command" DROP CONSTRAINT "command_domain_domain_id_fk";
--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_domain_domain_id_fk";
--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_entry_point_entry_point_id_fk";
--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_queue_queue_id_fk";
--> statement-breakpoint
ALTER TABLE "interaction" DROP CONSTRAINT "interaction_last_agent_agent_id_fk";
--> statement-breakpoint
ALTER TABLE "offer" DROP CONSTRAINT "offer_interaction_interaction_id_fk";
--> statement-breakpoint
ALTER TABLE "offer" DROP CONSTRAINT "offer_agent_agent_id_fk";
--> statement-breakpoint
ALTER TABLE "segment" DROP CONSTRAINT "segment_interaction_interaction_id_fk";
--> statement-breakpoint
DROP INDEX "event_cursor";--> statement-breakpoint
DROP INDEX "segment_open";--> statement-breakpoint
DROP INDEX "event_at";--> statement-breakpoint
DROP INDEX "interaction_open";--> statement-breakpoint
DROP INDEX "interaction_live";--> statement-breakpoint
DROP INDEX "interaction_closed";--> statement-breakpoint
ALTER TABLE "event" DROP CONSTRAINT "event_pkey";--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "data" SET DATA TYPE json;--> statement-breakpoint
ALTER TABLE "event" ALTER COLUMN "data" SET DEFAULT '{}'::json;--> statement-breakpoint
ALTER TABLE "offer" ALTER COLUMN "because" SET DATA TYPE json;--> statement-breakpoint
ALTER TABLE "event" ADD CONSTRAINT "event_cursor" PRIMARY KEY("tenant","xid","id");--> statement-breakpoint
ALTER TABLE "blob" ADD COLUMN "entry_point" uuid;--> statement-breakpoint
ALTER TABLE "blob" ADD COLUMN "thread" text;--> statement-breakpoint
ALTER TABLE "interaction" ADD COLUMN "page" jsonb;--> statement-breakpoint
ALTER TABLE "draft" ADD COLUMN "seen_seq" integer;--> statement-breakpoint
CREATE INDEX "blob_thread" ON "blob" USING btree ("entry_point","thread") WHERE thread is not null;--> statement-breakpoint
CREATE INDEX "event_audit" ON "event" USING btree ("tenant","xid","id") WHERE type = 'configChanged';--> statement-breakpoint
CREATE INDEX "event_at" ON "event" USING brin ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "interaction_open" ON "interaction" USING btree ("conversation") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "interaction_live" ON "interaction" USING btree ("domain") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "interaction_closed" ON "interaction" USING btree ("tenant","closed_at") WHERE closed_at is not null;--> statement-breakpoint
ALTER TABLE "interaction" ADD CONSTRAINT "interaction_outcome" CHECK (("interaction"."state" <> 'closed' and "interaction"."closed_at" is null and ("interaction"."outcome" is null or "interaction"."state" = 'wrapUp')) or ("interaction"."state" = 'closed' and "interaction"."outcome" is not null and "interaction"."closed_at" is not null));--> statement-breakpoint
-- Room on each page, so that an update stays on its page and touches no index.
ALTER TABLE "interaction" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "agent" SET (fillfactor = 40);--> statement-breakpoint
ALTER TABLE "conversation" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "offer" SET (fillfactor = 85);--> statement-breakpoint
ALTER TABLE "segment" SET (fillfactor = 85);
--> statement-breakpoint
UPDATE "blob" b SET "entry_point" = c."entry_point", "thread" = c."thread_ref"
FROM "entry" e JOIN "conversation" c ON c."id" = e."conversation" CROSS JOIN LATERAL jsonb_array_elements(e."files") f
WHERE e."direction" = 'in' AND e."files" <> '[]'::jsonb AND b."id" = (f->>'id')::uuid;
