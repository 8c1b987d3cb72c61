DROP INDEX "offer_live";--> statement-breakpoint
ALTER TABLE "offer" ADD COLUMN "broadcast" text;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "offer_mode" text DEFAULT 'push' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "offer_modes" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "broadcast_to" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "offer_live_agent" ON "offer" USING btree ("interaction","agent") WHERE state = 'live' and broadcast is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "offer_winner" ON "offer" USING btree ("broadcast") WHERE state = 'accepted' and broadcast is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "offer_live" ON "offer" USING btree ("interaction") WHERE state = 'live' and broadcast is null;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_offer_mode" CHECK ("offer_mode" in ('push', 'autoAccept', 'broadcast', 'pull'));--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_broadcast_to" CHECK ("queue"."broadcast_to" between 2 and 10);