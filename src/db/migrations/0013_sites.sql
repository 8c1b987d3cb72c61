ALTER TABLE "agent" ADD COLUMN "site" text;--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_site" CHECK (length("agent"."site") between 1 and 40);