ALTER TABLE "agent" ADD COLUMN "handle" text;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "site" text;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "owner" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "reserve" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "owning_agent_seconds" integer;--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_handle" UNIQUE("tenant","handle");--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_site" CHECK (length("agent"."site") between 1 and 40);--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_reserve" CHECK ("queue"."reserve" between 0 and 1000);