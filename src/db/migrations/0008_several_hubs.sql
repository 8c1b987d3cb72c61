CREATE TABLE "node" (
	"name" text PRIMARY KEY NOT NULL,
	"run" uuid NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "command_domain";--> statement-breakpoint
ALTER TABLE "command" ADD COLUMN "ask" uuid;--> statement-breakpoint
ALTER TABLE "command" ADD COLUMN "aside" jsonb;--> statement-breakpoint
ALTER TABLE "command" ADD COLUMN "result" jsonb;--> statement-breakpoint
ALTER TABLE "command" ADD COLUMN "done_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "domain" ADD COLUMN "leader" text;--> statement-breakpoint
CREATE INDEX "command_domain" ON "command" USING btree ("domain","id") WHERE done_at is null;--> statement-breakpoint
ALTER TABLE "command" ADD CONSTRAINT "command_ask" UNIQUE("ask");