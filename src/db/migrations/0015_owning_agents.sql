ALTER TABLE "customer" ADD COLUMN "owner" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "owning_agent_seconds" integer;