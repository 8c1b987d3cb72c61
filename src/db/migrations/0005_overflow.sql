ALTER TABLE "interaction" ADD COLUMN "overflowed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "interaction" ADD COLUMN "hops" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "interaction" ADD COLUMN "spent_ms" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "closing" text DEFAULT 'finish' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "closing_queue" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "overflow" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_closing" CHECK ("closing" in ('finish', 'hold', 'move'));