ALTER TABLE "agent" ADD COLUMN "ranks" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "share" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "offered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "agent" ADD COLUMN "turn" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "domain" ADD COLUMN "interrupts" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "domain" ADD COLUMN "draining" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "interaction" ADD COLUMN "drain" jsonb;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "order" text DEFAULT 'aged' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "choice" text DEFAULT 'longestIdle' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "targets" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "last_agent_seconds" integer;--> statement-breakpoint
ALTER TABLE "agent" ADD CONSTRAINT "agent_share" CHECK ("agent"."share" between 1 and 1000);--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_order" CHECK ("order" in ('aged', 'fifo', 'priority', 'deadline', 'ratio'));--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_choice" CHECK ("choice" in ('longestIdle', 'leastOccupied', 'bestSkilled', 'roundRobin', 'leastFlexible', 'weighted'));