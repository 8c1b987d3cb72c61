ALTER TABLE "queue" ADD COLUMN "reserve" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_reserve" CHECK ("queue"."reserve" between 0 and 1000);