ALTER TABLE "agent" ADD COLUMN "handle" text;--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_handle" UNIQUE("tenant","handle");